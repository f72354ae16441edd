package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/sync/wire"
)

// An old version may be told to stop writing. What it has is sent all the same,
// it says so, and the newer version goes on with the same file.
func TestAnOldVersionStopsWritingAndNeverSending(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := h.laptop("a", ledger.RankHamlet)
	l.app = "1.4"
	l.reopen()
	l.child("Nguyễn Văn Bảo")
	h.close()
	h.minApp = "2.0"
	h.open()
	l.moved(h)

	l.sync()

	h.equal(l)
	if st := must[registry.SyncState](t)(l.store.SyncState(t.Context())); st.MinApp != "2.0" {
		t.Errorf("it says that version %q is needed", st.MinApp)
	}
	draft := []ledger.Draft{{Kind: registry.KindPerson, Record: uuid.New(), Op: ledger.OpCreate, Fields: registry.Fields{"ho_ten": []byte(`"Trần Thị Bưởi"`)}}}
	err := l.store.Write(t.Context(), h.scope, draft, "")
	if e, is := errors.AsType[*registry.Error](err); !is || e.Key != "app_stopped" || e.Code != registry.StaleApp {
		t.Errorf("it writes on: %v", err)
	}
	l.app = "2.0.1"
	l.reopen()
	ok(t, l.store.Write(t.Context(), h.scope, draft, ""))
	l.sync()
	h.equal(l)
}

// A commune's laptop that does nothing hears of a hamlet's work within moments,
// not when it would ask by itself.
func TestAnIdleOfficerHearsOfWorkAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	officer, hamlet := h.laptop("officer", ledger.RankCommune), h.laptop("hamlet", ledger.RankHamlet)
	hamlet.child("Nguyễn Văn Bảo")
	hamlet.sync()
	officer.sync()
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan struct{})
	go func() { officer.engine.Run(ctx); close(ran) }()
	officer.until(func() bool { s := officer.engine.Status(); return s.State == fieldsync.Idle && !s.NextTry.IsZero() })

	id := hamlet.child("Trần Thị Bưởi")
	hamlet.sync()

	officer.until(func() bool {
		_, err := officer.store.Person(t.Context(), id)
		return err == nil
	})
	stop()
	<-ran
}

// until waits for something that comes by itself; its limit is far below the
// five minutes after which a laptop asks by itself.
func (l *laptop) until(done func() bool) {
	l.t.Helper()
	for range 600 {
		if done() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	l.t.Fatal("it did not come")
}

// Who may not read a scope is never told that it moved.
func TestNobodyWatchesAnothersScope(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	a.child("Nguyễn Văn Bảo")
	a.sync()
	elsewhere := uuid.New()
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: elsewhere, Kind: wire.ScopeHamlet, Unit: uuid.New()}))
	own := must[ledger.Identity](t)(a.store.Identity(t.Context())).Device
	place := []wire.Place{{Scope: h.scope, Cursor: 1}}

	if moved := must[[]uuid.UUID](t)(h.central.Moved(t.Context(), own, place)); len(moved) != 1 {
		t.Errorf("who may read hears of %v", moved)
	}
	if moved := must[[]uuid.UUID](t)(h.central.Moved(t.Context(), h.deviceFor(elsewhere), place)); len(moved) != 0 {
		t.Errorf("who may not read hears of %v", moved)
	}
}

// slow is a line on which every piece of an answer waits for its turn.
type slow struct {
	http.RoundTripper
	gate   chan struct{} // one for each piece
	pieces atomic.Int64
}

func (s *slow) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := s.RoundTripper.RoundTrip(r)
	if err == nil && r.URL.Path == wire.PathPull {
		res.Body = &slowBody{ReadCloser: res.Body, s: s, ctx: r.Context()}
	}
	return res, err
}

type slowBody struct {
	io.ReadCloser
	s   *slow
	ctx context.Context
}

func (b *slowBody) Read(p []byte) (int, error) {
	select {
	case <-b.s.gate:
	case <-b.ctx.Done():
		return 0, b.ctx.Err()
	}
	b.s.pieces.Add(1)
	return b.ReadCloser.Read(p[:min(len(p), 2048)])
}

// filled is a house whose hamlet has so much that a pull takes many pages.
func filled(t *testing.T) (*house, *laptop) {
	t.Helper()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	for part := range 8 {
		drafts := make([]ledger.Draft, 250)
		for i := range drafts {
			fields := must[registry.Fields](t)(registry.Encode(registry.Person{Household: uuid.New(), Name: fmt.Sprint("Lê Thị ", part, i), Note: uuid.New().String() + uuid.New().String()}))
			drafts[i] = ledger.Draft{Kind: registry.KindPerson, Record: uuid.New(), Op: ledger.OpCreate, Fields: fields}
		}
		ok(t, a.store.Write(t.Context(), h.scope, drafts, ""))
		a.sync()
	}
	return h, a
}

// While the line crawls, what a person types is saved as ever: twenty saves are
// on the disk before the pull, which stands still, gets its next byte.
func TestSavesGoOnDuringALongPull(t *testing.T) {
	t.Parallel()
	h, a := filled(t)
	b := h.laptop("b", ledger.RankHamlet)
	line := &slow{RoundTripper: b.client.Transport, gate: make(chan struct{})}
	b.client.Transport = line
	done := make(chan error, 1)
	go func() { _, err := b.engine.Sync(t.Context()); done <- err }()
	for range 40 {
		line.gate <- struct{}{}
	}

	before := line.pieces.Load()
	for i := range 20 {
		b.child(fmt.Sprint("Nguyễn Văn ", i))
	}

	if line.pieces.Load() > before+1 || b.engine.Status().State != fieldsync.Syncing {
		t.Error("the pull was not under way while the saves were made")
	}
	close(line.gate)
	ok(t, <-done)
	b.sync()
	a.sync()
	h.equal(a, b)
}

// Somebody stops a long pull: it ends at once, what came stays, no fault is
// shown, and the next exchange takes the rest.
func TestALongPullCanBeStopped(t *testing.T) {
	t.Parallel()
	h, a := filled(t)
	b := h.laptop("b", ledger.RankHamlet)
	line := &slow{RoundTripper: b.client.Transport, gate: make(chan struct{})}
	b.client.Transport = line
	shares := make(chan int, 1000)
	defer b.engine.Subscribe(func(s fieldsync.Status) {
		if s.Work.Kind == fieldsync.Fetching {
			shares <- s.Work.Share()
		}
	})()
	done := make(chan error, 1)
	go func() { _, err := b.engine.Sync(t.Context()); done <- err }()
	for range 40 {
		line.gate <- struct{}{}
	}

	b.engine.Stop()

	err := <-done
	if e, is := errors.AsType[*registry.Error](err); !is || e.Key != "sync_stopped" {
		t.Errorf("stopped: %v", err)
	}
	if s := b.engine.Status(); s.State != fieldsync.Idle || s.Work.Kind != "" {
		t.Errorf("status %+v after it was stopped", s)
	}
	b.engine.Stop() // nothing is running: nothing happens
	b.client.Transport = line.RoundTripper
	b.sync()
	h.equal(b)
	_ = a
}

// priced counts what an exchange would take on a line of 30 KB/s with 300 ms for
// every question, whatever this machine does.
type priced struct {
	http.RoundTripper
	requests, bytes atomic.Int64
}

func (p *priced) RoundTrip(r *http.Request) (*http.Response, error) {
	p.requests.Add(1)
	p.bytes.Add(r.ContentLength + 500) // the headers of a question and its answer
	res, err := p.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = &pricedBody{res.Body, p}
	}
	return res, err
}

type pricedBody struct {
	io.ReadCloser
	p *priced
}

func (b *pricedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.p.bytes.Add(int64(n))
	return n, err
}

func (p *priced) seconds() float64 {
	return float64(p.requests.Load())*0.3 + float64(p.bytes.Load())/30_000
}

func (p *priced) reset() { p.requests.Store(0); p.bytes.Store(0) }

func TestOnA3GLineAVisitIsSentInTwoSeconds(t *testing.T) {
	t.Parallel()
	h, a := filled(t)
	a.sync()
	line := &priced{RoundTripper: a.client.Transport}
	a.client.Transport = line

	a.sync()
	nothing := line.seconds()
	line.reset()
	a.child("Nguyễn Văn Bảo")
	a.sync()
	visit := line.seconds()

	t.Logf("nothing to do: %.2f s, a household with a child: %.2f s, %d requests, %d bytes", nothing, visit, line.requests.Load(), line.bytes.Load())
	if nothing > 0.5 || visit > 2 {
		t.Errorf("nothing to do takes %.2f s, a household with a child %.2f s", nothing, visit)
	}
	h.equal(a)
}
