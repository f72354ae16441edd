package sync

import (
	"context"
	"time"

	"thamho.vn/internal/sync/wire"
)

// limits keeps what the server asks of this laptop: not to come again by itself
// before its slot, and from which version on one may write.
func (e *Engine) limits(ctx context.Context, answer wire.HelloResponse) error {
	e.earliest.Store(nil)
	// Both times are the server's: this laptop's clock has no part in it.
	if wait := time.Duration(answer.NotBefore-answer.Time) * time.Millisecond; answer.NotBefore > 0 && wait > 0 {
		at := time.Now().Add(min(wait, longest))
		e.earliest.Store(&at)
	}
	return e.Laptop.SetMinApp(ctx, answer.MinApp)
}

// bySlot is how long an exchange that begins by itself has to wait when it would
// wait so long. A pressed button does not ask.
func (e *Engine) bySlot(wait time.Duration) time.Duration {
	if at := e.earliest.Load(); at != nil {
		return max(wait, time.Until(*at))
	}
	return wait
}
