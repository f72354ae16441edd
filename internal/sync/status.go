package sync

import (
	"maps"
	gosync "sync"
	"time"

	"thamho.vn/internal/registry"
)

// State is what the engine is doing, or why it is not.
type State string

// The states.
const (
	Idle      State = "idle"      // the last exchange went well, or none was tried yet
	Syncing   State = "syncing"   // an exchange is running
	Silent    State = "silent"    // the server did not answer
	Untrusted State = "untrusted" // something else answered
	Failed    State = "failed"    // this laptop or the server has a fault
	Revoked   State = "revoked"   // this laptop may show nothing any more
)

// Kind of work is what a long exchange is at.
type WorkKind string

// The kinds of work.
const (
	Sending  WorkKind = "sending"
	Fetching WorkKind = "fetching"
	Merging  WorkKind = "merging"
)

// Work is how far a long piece of work has come. Of is 0 when nobody knows how
// much it is; the units are those of the work and only their share is shown.
type Work struct {
	Kind     WorkKind
	Done, Of int
}

// Share is how much of the work is done in percent, -1 when nobody knows.
func (w Work) Share() int {
	if w.Of <= 0 {
		return -1
	}
	return min(100*w.Done/w.Of, 100)
}

// Status is what the status bar shows.
type Status struct {
	State             State
	Sent              int       // blocks of the present or last exchange
	Received          int       // the same, down
	Contact           time.Time // last good exchange since the program began
	NextTry           time.Time // when it is tried again by itself; zero when not planned
	Held, Quarantined int       // packets of the last exchange that wait at the province
	Work              Work      // zero when no exchange is running
	ClockOff          int       // days
	Err               error     // of the last exchange
}

// statusBoard keeps the status and tells listeners about changes.
type statusBoard struct {
	mu   gosync.Mutex
	now  Status
	next int
	fns  map[int]func(Status)
}

// Status returns what the engine is doing.
func (e *Engine) Status() Status {
	e.state.mu.Lock()
	defer e.state.mu.Unlock()
	return e.state.now
}

// Subscribe calls fn after each change of status, on the engine's goroutine,
// until cancel. fn must be quick.
func (e *Engine) Subscribe(fn func(Status)) (cancel func()) {
	b := &e.state
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fns == nil {
		b.fns = map[int]func(Status){}
	}
	id := b.next
	b.next++
	b.fns[id] = fn
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.fns, id)
	}
}

func (b *statusBoard) set(change func(*Status)) {
	b.mu.Lock()
	change(&b.now)
	now, fns := b.now, maps.Clone(b.fns)
	b.mu.Unlock()
	for _, fn := range fns {
		fn(now)
	}
}

func (b *statusBoard) begin() {
	b.set(func(s *Status) { s.State, s.Sent, s.Received, s.NextTry = Syncing, 0, 0, time.Time{} })
}

func (b *statusBoard) doing(w Work) { b.set(func(s *Status) { s.Work = w }) }

func (b *statusBoard) progress(r *Report) {
	b.set(func(s *Status) { s.Sent, s.Received = r.Sent, r.Received })
}

func (b *statusBoard) end(now time.Time, r Report, err error) {
	b.set(func(s *Status) {
		s.State, s.Err, s.Sent, s.Received, s.Work = stateOf(err), err, r.Sent, r.Received, Work{}
		s.Held, s.Quarantined = r.Held, r.Quarantined
		if err == nil {
			s.Contact, s.ClockOff = now, r.ClockOff
		}
	})
}

// stateOf tells a status from an error's code and key.
func stateOf(err error) State {
	if keyOf(err) == "sync_stopped" {
		return Idle
	}
	if revoked(err) {
		return Revoked
	}
	switch registry.CodeOf(err) {
	case "":
		return Idle
	case registry.Offline:
		return Silent
	case registry.Denied:
		return Untrusted
	}
	return Failed
}
