package central

import (
	"context"
	"runtime"
	"sync"

	"thamho.vn/internal/ledger"
)

// parcel is a block of a push with its lines.
type parcel struct {
	ledger.Entry
	block ledger.Block
	lines []ledger.Line
	err   error         // what keeps the lines from being read
	done  chan struct{} // closed when lines or err is there
}

// open waits until the lines are unpacked.
func (p *parcel) open() error {
	<-p.done
	return p.err
}

// unpacked bounds how many pushes are held unpacked at once: one is merged, the
// others are ready for it or wait for the commit that they share. Unpacked, a
// push is several times its size.
const unpacked = 16

// unpack begins to read the lines of a push, on all cores: while it waits for
// the writer, and block by block while the writer is at work. The caller calls
// leave when it needs the lines no more.
func (c *Central) unpack(ctx context.Context, entries []ledger.Entry) (parcels []*parcel, leave func(), err error) {
	select {
	case c.tables <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	next := make(chan *parcel, len(entries))
	for _, e := range entries {
		if e.Block != nil {
			p := &parcel{Entry: e, block: *e.Block, done: make(chan struct{})}
			parcels = append(parcels, p)
			next <- p
		}
	}
	close(next)
	var workers sync.WaitGroup
	for range min(len(parcels), runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for p := range next {
				p.lines, p.err = p.block.Lines()
				close(p.done)
			}
		})
	}
	return parcels, func() { workers.Wait(); <-c.tables }, nil
}
