package sync

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"thamho.vn/internal/registry"
)

// How long the engine waits by itself: after a good exchange, after a save,
// and at most after failures.
const (
	calm     = 5 * time.Minute
	quick    = 3 * time.Second
	longest  = 15 * time.Minute
	firstTry = 10 * time.Second
)

// Run syncs in the background until ctx ends: soon after Wake, and now and then.
// After failures it waits longer each time; the waiting counts tries and the
// running clock, not the wall clock, which may be wrong.
func (e *Engine) Run(ctx context.Context) {
	wait, failures := time.Duration(0), 0
	for {
		watching, stop := context.WithCancel(ctx)
		if failures == 0 {
			go e.watch(watching)
		}
		awake := e.sleep(ctx, e.bySlot(wait))
		stop()
		if !awake {
			return
		}
		if enrolled, err := e.Enrolled(ctx); err != nil || !enrolled {
			wait = calm
			continue
		}
		_, err := e.Sync(ctx)
		if ctx.Err() != nil {
			return
		}
		if wait, failures = pause(err, failures); err != nil {
			e.Log.Warn("sync", "code", registry.CodeOf(err), "failures", failures, "wait_ms", wait.Milliseconds(), "err", err)
		}
		e.state.set(func(s *Status) { s.NextTry = e.Now().Add(e.bySlot(wait)) })
	}
}

// Wake asks Run for an exchange soon; it returns at once.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// sleep waits; a wake-up, or the server's word that a scope moved, shortens the
// waiting to a moment in which further changes may come along. It answers false when ctx ended.
func (e *Engine) sleep(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	wake, moved := e.wake, e.moved
	for {
		select {
		case <-ctx.Done():
			return false
		case <-timer.C:
			return true
		case <-moved:
			moved = nil
			timer.Reset(min(wait, e.bySlot(quick)))
		case <-wake:
			wake = nil
			timer.Reset(min(wait, e.bySlot(quick)))
		}
	}
}

// pause says how long to wait after an exchange. Failures double it, with
// jitter, so that 883 laptops don't come back at one instant.
func pause(err error, failures int) (time.Duration, int) {
	if err == nil {
		return calm, 0
	}
	wait := min(firstTry<<min(failures, 10), longest)
	if after, ok := errors.AsType[*retryAfter](err); ok {
		wait = time.Duration(after.seconds) * time.Second
	}
	return wait + rand.N(wait/2+time.Second), failures + 1
}
