package sync

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net/http"
	gosync "sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// Options are what an engine works with.
type Options struct {
	Laptop Laptop
	HTTP   *http.Client
	// Secure makes a client that speaks TLS as told. Without it every address is
	// asked through HTTP as it is: the simulation's wire, and tests.
	Secure func(*tls.Config) *http.Client
	Built  time.Time // when the program was built: no certificate had to be good before
	Now    func() time.Time
	Rand   io.Reader // for keys at enrolment; must be unpredictable outside tests
	App    string    // version of the program
	Log    *slog.Logger
	// Metered tells whether the line is paid for by what goes through it: then no
	// pictures are sent. nil means never.
	Metered func(ctx context.Context) bool
	Faults  Faults
}

// Faults are bugs on purpose: the simulation plants them to prove that it
// would notice. All are false in every program.
type Faults struct {
	TrustSent bool // what was sent counts as acknowledged, before any answer
	NoProof   bool // blocks of others are sent again without their admission
	NoEpoch   bool // a new epoch of the server is not noticed
}

// Engine syncs one laptop with its province. Sync and Run may be called from
// any goroutine; one exchange runs at a time.
type Engine struct {
	Options
	exchange  gosync.Mutex
	client    *client // of the present session; guarded by exchange
	trust     *ledger.Trust
	frame     int              // bytes of the next push; guarded by exchange
	pageBytes int              // of the next pull; guarded by exchange
	applied   *ledger.Identity // keys of an enrolment that was not answered yet
	way       way              // guarded by exchange
	heard     atomic.Int64     // the latest time that the server signed, in Unix milliseconds

	earliest   atomic.Pointer[time.Time]               // before it no exchange begins by itself; nil for any time
	stop       atomic.Pointer[context.CancelCauseFunc] // ends the exchange that is running
	noSnapshot map[uuid.UUID]bool                      // scopes whose snapshot did not hold; guarded by exchange

	state statusBoard
	wake  chan struct{}
	moved chan struct{} // the server said that a scope moved
}

// New makes an engine. It does nothing until it is asked.
func New(o Options) *Engine {
	return &Engine{Options: o, frame: minFrame, pageBytes: minPage, noSnapshot: map[uuid.UUID]bool{}, wake: make(chan struct{}, 1), moved: make(chan struct{}, 1)}
}

// Report says what one exchange did.
type Report struct {
	Sent, Received int // blocks
	Photos         int // sent
	Relayed        int // blocks of others
	// Held wait at the province for a packet before them, Quarantined for an
	// officer to look at them. Both are kept there, and here.
	Held, Quarantined int
	refused           error // the first packet that the province did not take
	ClockOff          int   // days by which this laptop's clock is off, when a day or more
}

// attempts bounds how often one exchange begins anew: a new incarnation, a new
// epoch, a session that ended. More than that is the next exchange's work.
const attempts = 6

// Sync exchanges everything once: hello, push, pull. Errors are
// registry.Errors: server_silent and server_ails (Offline), server_untrusted,
// server_plain, not_enrolled, app_old; device_revoked while a revoked laptop
// still holds what has to go out, device_wiped once it is empty. What was sent or received before an error stays.
func (e *Engine) Sync(ctx context.Context) (Report, error) {
	e.exchange.Lock()
	defer e.exchange.Unlock()
	running, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	e.stop.Store(&cancel)
	defer e.stop.Store(nil)
	e.state.begin()
	report, err := e.sync(running)
	if err == nil {
		err = e.Laptop.Synced(ctx, e.Now())
	}
	if errors.Is(context.Cause(running), errStopped) && err != nil {
		err = &registry.Error{Code: registry.Offline, Key: "sync_stopped", Err: err}
	}
	e.state.end(e.Now(), report, err)
	return report, err
}

// errStopped is why an exchange ended that somebody stopped.
var errStopped = errors.New("stopped")

// Stop ends the exchange that is running, if one is. What was sent or received
// stays; Sync returns a registry.Error with the key sync_stopped.
func (e *Engine) Stop() {
	if cancel := e.stop.Load(); cancel != nil {
		(*cancel)(errStopped)
	}
}

func (e *Engine) sync(ctx context.Context) (report Report, err error) {
	for range attempts {
		err = e.once(ctx, &report)
		if !errors.Is(err, errSession) && !errors.Is(err, errAgain) {
			return report, err
		}
	}
	return report, offline(err)
}

// errAgain asks for another hello: this laptop or the server began anew.
var errAgain = errors.New("begin again")

// once runs one hello with its push and pull.
func (e *Engine) once(ctx context.Context, report *Report) error {
	answer, err := e.hello(ctx)
	if err != nil {
		return err
	}
	report.ClockOff = daysOff(e.Now(), answer.Time)
	if err := e.limits(ctx, answer); err != nil {
		return err
	}
	if answer.Revoked {
		return e.retire(ctx, report)
	}
	moved, err := e.push(ctx, answer, report)
	if err != nil {
		return err
	}
	if err := e.pull(ctx, answer, moved, report); err != nil {
		return err
	}
	if err := e.sendPhotos(ctx, report); err != nil {
		return err
	}
	return report.refused
}

// daysOff is the difference between two clocks in whole days.
func daysOff(ours time.Time, theirs int64) int {
	return int(ours.Sub(time.UnixMilli(theirs)) / (24 * time.Hour))
}

// Enrolled tells whether the laptop is a device of a province.
func (e *Engine) Enrolled(ctx context.Context) (bool, error) {
	_, err := e.Laptop.Identity(ctx)
	if registry.CodeOf(err) == registry.NotFound {
		return false, nil
	}
	return err == nil, err
}
