package e2e

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// deviceOf is the device that a laptop is.
func (l *laptop) device() uuid.UUID {
	l.t.Helper()
	return must[ledger.Identity](l.t)(l.store.Identity(l.t.Context())).Device
}

// unhanded are the blocks that nobody acknowledged.
func (l *laptop) unhanded() []ledger.BlockRef {
	l.t.Helper()
	for _, sc := range must[[]ledger.Scope](l.t)(l.store.Scopes(l.t.Context())) {
		ok(l.t, l.store.Seal(l.t.Context(), sc.ID))
	}
	return must[[]ledger.BlockRef](l.t)(l.store.Unsent(l.t.Context()))
}

// quarantined are the blocks that wait for a person.
func (h *house) quarantined() (out []ledger.Hash) {
	h.t.Helper()
	for _, w := range must[[]central.WaitingBlock](h.t)(h.central.Quarantined(h.t.Context())) {
		out = append(out, w.Hash)
	}
	return out
}

// Promise 8: a revoked laptop's unsent work is in quarantine before anything of
// it is wiped, and then nothing is left.
func TestPromise08ARevokedLaptopGivesItsWorkAwayAndIsEmpty(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := h.laptop("a", ledger.RankHamlet)
	l.child("Nguyễn Văn Đã Gửi")
	l.sync()
	for range 3 {
		l.child("Nguyễn Văn Chưa Gửi")
		l.unhanded() // each in a block of its own
	}
	ok(t, l.store.SaveDraft(t.Context(), registry.Draft{Key: "visit", Body: []byte("Trần Thị Nháp")}))
	waiting := l.unhanded()
	ok(t, h.central.Revoke(t.Context(), l.device()))

	err := l.trySync()

	if keyOf(err) != "device_wiped" {
		t.Fatalf("sync: %v", err)
	}
	received := h.quarantined()
	for _, ref := range waiting {
		if !slices.Contains(received, ref.Hash) {
			t.Errorf("block %s is nowhere", ref.Hash)
		}
	}
	if len(waiting) < 3 {
		t.Errorf("%d blocks were unsent", len(waiting))
	}
	if _, err := l.store.Identity(t.Context()); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("the keys are still there: %v", err)
	}
	ok(t, l.store.Close())
	files := must[[]string](t)(filepath.Glob(filepath.Join(filepath.Dir(l.file), "*")))
	for _, file := range files {
		for _, word := range []string{"Gửi", "Nháp", "Ánh"} {
			if bytes.Contains(must[[]byte](t)(os.ReadFile(file)), []byte(word)) {
				t.Errorf("%s still holds %q", file, word)
			}
		}
	}
}

// cutAt lets so many requests of a kind through and then none.
type cutAt struct {
	path string
	left int
	next http.RoundTripper
}

func (c *cutAt) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == c.path {
		if c.left--; c.left < 0 {
			return nil, errors.New("the line broke")
		}
	}
	return c.next.RoundTrip(r)
}

// Wherever the line breaks, nothing is wiped before the receipt; everything is
// hidden at the first word of it, also after a restart; the next contact ends it.
func TestPromise08NothingIsWipedBeforeTheReceipt(t *testing.T) {
	t.Parallel()
	for _, cut := range []cutAt{{path: wire.PathPush}, {path: wire.PathPush, left: 1}, {path: wire.PathHello, left: 1}} {
		h := newHouse(t)
		l := h.laptop("a", ledger.RankHamlet)
		for range 2 {
			l.child("Nguyễn Văn Bảo")
			l.unhanded()
		}
		waiting := l.unhanded()
		ok(t, h.central.Revoke(t.Context(), l.device()))
		cut.next = http.DefaultTransport
		l.client.Transport = &cut

		err := l.trySync()

		if keyOf(err) != "device_revoked" {
			t.Errorf("%s: %v", cut.path, err)
		}
		if now := l.unhanded(); !slices.Equal(now, waiting) {
			t.Errorf("%s: of %d unsent blocks %d are left", cut.path, len(waiting), len(now))
		}
		l.client.Transport = http.DefaultTransport
		l.reopen()
		if hidden := must[bool](t)(l.store.Hidden(t.Context())); !hidden {
			t.Error("a restart shows everything again")
		}
		if err := l.trySync(); keyOf(err) != "device_wiped" {
			t.Errorf("%s: the next contact: %v", cut.path, err)
		}
	}
}

// lossy loses the pushed blocks on their way and forges the answer.
type lossy struct{ next http.RoundTripper }

func (c lossy) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path != wire.PathPush {
		return c.next.RoundTrip(r)
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte(`{"vectors":[]}`)))}, nil
}

// What the push answers is not signed; the receipt is. Somebody who swallows the
// blocks does not get the laptop to forget them.
func TestPromise08AForgedAnswerWipesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := h.laptop("a", ledger.RankHamlet)
	l.child("Nguyễn Văn Bảo")
	waiting := l.unhanded()
	ok(t, h.central.Revoke(t.Context(), l.device()))
	l.client.Transport = lossy{http.DefaultTransport}

	err := l.trySync()

	if keyOf(err) != "device_revoked" || !slices.Equal(l.unhanded(), waiting) {
		t.Errorf("%v", err)
	}
	if err := l.store.Wipe(t.Context(), nil); keyOf(err) != "unsent" {
		t.Errorf("the store wiped without a receipt: %v", err)
	}
}
