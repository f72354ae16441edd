package e2e

import (
	"errors"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central/pgtest"
)

// answers are what a server said, to whoever asked.
type answers struct {
	mu  sync.Mutex
	all []*http.Response
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	a.mu.Lock()
	defer a.mu.Unlock()
	if err == nil {
		a.all = append(a.all, res)
	}
	return res, err
}

// The database's server stops while the province's goes on: laptops are told to
// come again, keep what they have, and when it is back everything arrives. To
// nobody it is a failure.
func TestADatabaseThatIsAwayIsOnlyBusy(t *testing.T) {
	t.Parallel()
	c, err := pgtest.Start()
	if errors.Is(err, pgtest.ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	ok(t, err)
	t.Cleanup(func() { ok(t, c.Close()) })
	h := newHouseOn(t, must[string](t)(c.Database(t.Context(), "province")))
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	a.sync()
	id := a.child("Nguyễn Văn Bảo")
	heard := &answers{}
	a.client.Transport = heard

	ok(t, c.Kill())
	for range 3 { // pooled connections find it out one by one
		if _, err := a.engine.Sync(t.Context()); registry.CodeOf(err) != registry.Offline {
			t.Errorf("while it is away: %v", err)
		}
	}
	if st := must[registry.SyncState](t)(a.store.SyncState(t.Context())); st.Pending == 0 {
		t.Error("nothing waits on the laptop")
	}
	for _, res := range heard.all {
		if after, err := strconv.Atoi(res.Header.Get("Retry-After")); res.StatusCode != http.StatusServiceUnavailable || err != nil || after < 1 {
			t.Errorf("%s: %s, come again after %q", res.Request.URL.Path, res.Status, res.Header.Get("Retry-After"))
		}
	}
	if len(heard.all) < 3 {
		t.Errorf("%d answers", len(heard.all))
	}

	ok(t, c.Restart())
	for range 20 { // as many as the pool may still hold of the old connections
		if _, err = a.engine.Sync(t.Context()); registry.CodeOf(err) != registry.Offline {
			break
		}
	}
	ok(t, err)
	b.sync()
	h.equal(a, b)
	if got := b.person(id).Value.Name; got != "Nguyễn Văn Bảo" {
		t.Errorf("came as %q", got)
	}
}
