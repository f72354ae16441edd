package store

import (
	"sync"

	"thamho.vn/internal/registry"
)

// signals tells listeners what changed, after the commit.
type signals struct {
	mu   sync.Mutex
	next int
	fns  map[int]func(registry.Signal)
}

// Subscribe calls fn after every commit that changed records or receipts,
// until cancel. fn runs on the writer's goroutine and must be quick; it must
// not call the store.
func (s *Store) Subscribe(fn func(registry.Signal)) (cancel func()) {
	g := &s.signals
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.fns == nil {
		g.fns = map[int]func(registry.Signal){}
	}
	id := g.next
	g.next++
	g.fns[id] = fn
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.fns, id)
	}
}

func (g *signals) send(list ...registry.Signal) {
	g.mu.Lock()
	fns := make([]func(registry.Signal), 0, len(g.fns))
	for _, fn := range g.fns {
		fns = append(fns, fn)
	}
	g.mu.Unlock()
	for _, fn := range fns {
		for _, sig := range list {
			fn(sig)
		}
	}
}
