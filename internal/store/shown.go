package store

import (
	"runtime"
	"sync"
	"sync/atomic"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/match"
)

// shown is what is written of a record: its encoded registers, and what lists
// show of it. It is made from the record alone, so it can be made beside the
// writer.
type shown struct {
	state    []byte
	disputed bool
	deleted  bool
	returned bool // the server returned a value that still stands
	fields   registry.Fields
	person   registry.Person // of a person
	keys     []match.Key
}

// showOf makes it; seen is the state without what this laptop hides.
func showOf(s, seen *ledger.State, order ledger.Order) *shown {
	v := &shown{state: s.AppendBinary(nil), disputed: len(registry.Conflicts(s)) > 0, fields: registry.FieldsOf(seen, order)}
	v.deleted, _ = seen.Deleted(order)
	v.returned = len(registry.Returned(seen, true)) > 0 && !v.deleted
	if s.Kind == registry.KindPerson && !v.deleted {
		v.person, _ = registry.Decode[registry.Person](v.fields)
		v.keys = match.KeysOf(v.person)
	}
	return v
}

// undecided tells whether the server's order has to be asked to show a record.
func undecided(s *ledger.State) bool {
	for i := range s.Fields {
		if len(s.Fields[i].Siblings) > 1 {
			return true
		}
	}
	return false
}

// aside is how many records are made ready by one worker at a time; fewer than
// two such parts are not worth a second worker.
const aside = 32

// makeReady begins to make ready what is written of records, on all cores, while
// the one before is being written. Records that need the database are left to
// the writer. ready waits for the i-th record; stop waits for all workers.
func (b *batch) makeReady(all []*held) (ready func(i int), stop func()) {
	if len(all) < 2*aside || b.s.hiding.Load() {
		return func(int) {}, func() {}
	}
	done := make([]chan struct{}, (len(all)+aside-1)/aside)
	for i := range done {
		done[i] = make(chan struct{})
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for part := int(next.Add(1)) - 1; part < len(done); part = int(next.Add(1)) - 1 {
				for _, rec := range all[part*aside : min((part+1)*aside, len(all))] {
					if !undecided(&rec.state) {
						rec.row = showOf(&rec.state, &rec.state, nil)
					}
				}
				close(done[part])
			}
		})
	}
	return func(i int) { <-done[i/aside] }, workers.Wait
}

// row returns what is written of a record.
func (b *batch) row(rec *held) (*shown, error) {
	if rec.row != nil {
		return rec.row, nil
	}
	seen, err := b.covered(&rec.state)
	if err != nil {
		return nil, err
	}
	rec.row = showOf(&rec.state, seen, seqOf(b.ctx, b.tx))
	return rec.row, nil
}
