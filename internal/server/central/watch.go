package central

import (
	"context"
	"fmt"
	"sync"

	"github.com/google/uuid"

	"thamho.vn/internal/sync/wire"
)

// watch tells those who wait for a scope that it moved. It is memory only: a
// server that is started again has nobody waiting.
type watch struct {
	mu  sync.Mutex
	all map[uuid.UUID]map[chan struct{}]bool
}

// Watch returns a channel that gets something soon after one of the scopes moved.
// The caller looks at the scopes after it has the channel, and calls stop.
func (c *Central) Watch(scopes []uuid.UUID) (moved <-chan struct{}, stop func()) {
	w, ch := &c.watch, make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.all == nil {
		w.all = map[uuid.UUID]map[chan struct{}]bool{}
	}
	for _, scope := range scopes {
		if w.all[scope] == nil {
			w.all[scope] = map[chan struct{}]bool{}
		}
		w.all[scope][ch] = true
	}
	return ch, func() { w.leave(scopes, ch) }
}

func (w *watch) leave(scopes []uuid.UUID, ch chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, scope := range scopes {
		delete(w.all[scope], ch)
		if len(w.all[scope]) == 0 {
			delete(w.all, scope)
		}
	}
}

// ring tells the waiters of scopes; it never waits for them.
func (w *watch) ring(scopes map[uuid.UUID]bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for scope := range scopes {
		for ch := range w.all[scope] {
			select {
			case ch <- struct{}{}:
			default:
			}
		}
	}
}

// Moved returns those of the places behind which a device may read something.
// A scope that it may not read never moves.
func (c *Central) Moved(ctx context.Context, device uuid.UUID, at []wire.Place) ([]uuid.UUID, error) {
	cursors := make(map[uuid.UUID]uint64, len(at))
	for _, p := range at {
		cursors[p.Scope] = p.Cursor
	}
	moved := []uuid.UUID{}
	_, err := collect(ctx, c.read, func(scan scanFunc) (struct{}, error) {
		var s wire.ScopeHead
		err := scan(text{&s.ID}, &s.Kind, text{&s.Unit}, &s.Seq, &s.Safe)
		if cursor, asked := cursors[s.ID]; asked && s.Seq > cursor {
			moved = append(moved, s.ID)
		}
		return struct{}{}, err
	}, sqlHeads, device.String())
	if err != nil {
		return nil, fmt.Errorf("look whether scopes moved: %w", err)
	}
	return moved, nil
}
