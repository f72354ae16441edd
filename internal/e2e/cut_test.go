package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

// flaky is a line that breaks once: after some bytes of the questions, or of
// the answers, the connection is gone.
type flaky struct {
	http.RoundTripper
	up, down atomic.Int64 // bytes left before the break; negative: whole
}

var errBroken = errors.New("connection lost")

func (f *flaky) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if left := f.up.Add(-int64(len(body))); left < 0 && left >= -int64(len(body)) {
			// The server sees the question cut: the length it was told never comes.
			r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:int64(len(body))+left]), cutReader{}))
		} else {
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
	}
	res, err := f.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = &cutBody{ReadCloser: res.Body, left: &f.down}
	}
	return res, err
}

type cutReader struct{}

func (cutReader) Read([]byte) (int, error) { return 0, errBroken }

// cutBody ends an answer in the middle, once.
type cutBody struct {
	io.ReadCloser
	left *atomic.Int64
}

func (c *cutBody) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	before := c.left.Load()
	if before >= 0 && c.left.Add(-int64(n)) < 0 {
		return int(before), errBroken
	}
	return n, err
}

// whole is more bytes than any exchange has.
const whole = 1 << 40

func (l *laptop) flaky() *flaky {
	f := &flaky{RoundTripper: l.client.Transport}
	f.up.Store(whole)
	f.down.Store(whole)
	l.client.Transport = f
	return f
}

// Two laptops edit the same child; the line of one breaks after k bytes at 50
// places, up and down. However it breaks, one more sync makes all equal and
// both edits are there.
func TestACutAtAnyByteLosesNothing(t *testing.T) {
	t.Parallel()
	for i := range 50 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
			id := a.child("Nguyễn Văn Bảo")
			a.sync()
			b.sync()
			a.rename(id, "Nguyễn Văn Báo")
			b.rename(id, "Nguyễn Văn Bão")
			a.sync()
			f := b.flaky()

			if k := int64(37 * i / 2); i%2 == 0 {
				f.up.Store(k)
			} else {
				f.down.Store(k)
			}
			_, err := b.engine.Sync(t.Context())
			f.up.Store(whole)
			f.down.Store(whole)
			b.reopen() // and the laptop is switched off then and there
			b.sync()
			a.sync()

			h.equal(a, b)
			names := h.names(a, id)
			slices.Sort(names)
			if fmt.Sprint(names) != "[Nguyễn Văn Báo Nguyễn Văn Bão]" {
				t.Errorf("after %v: %v", err, names)
			}
		})
	}
}

func TestAPushThatComesTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	a.child("Nguyễn Văn Bảo")
	ok(t, a.store.Seal(t.Context(), h.scope))
	entries := must[[]ledger.Entry](t)(a.store.Outbox(t.Context(), h.scope, 1<<20))
	id := must[ledger.Identity](t)(a.store.Identity(t.Context()))

	first := must[wire.PushResponse](t)(h.central.Push(t.Context(), id.Device, entries))
	second := must[wire.PushResponse](t)(h.central.Push(t.Context(), id.Device, entries))

	if fmt.Sprint(first) != fmt.Sprint(second) {
		t.Errorf("answered %+v, then %+v", first, second)
	}
	a.sync()
	b.sync()
	h.equal(a, b)
}

func TestAServerThatWasKilledKeepsWhatItAcknowledged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	id := a.child("Nguyễn Văn Bảo")
	a.sync()
	a.rename(id, "Nguyễn Văn Báo")
	f := a.flaky()
	f.down.Store(200) // the push arrives, its answer does not

	_, _ = a.engine.Sync(t.Context())
	h.close()
	h.openAt(h.file)
	f.down.Store(whole)
	a.moved(h)
	a.sync()

	h.equal(a)
}
