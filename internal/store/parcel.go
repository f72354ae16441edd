package store

import (
	"runtime"
	"sync"
	"sync/atomic"

	"thamho.vn/internal/ledger"
)

// parcel is an entry with its block's lines, unpacked and checked against the
// block's root.
type parcel struct {
	ledger.Entry
	lines []ledger.Line
	err   error
}

// open unpacks the blocks of a page, on all cores.
func open(entries []ledger.Entry) []parcel {
	out := make([]parcel, len(entries))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(entries)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(out); i = int(next.Add(1)) - 1 {
				p := &out[i]
				if p.Entry = entries[i]; p.Block != nil {
					p.lines, p.err = p.Block.Lines()
				}
			}
		})
	}
	workers.Wait()
	return out
}
