package centraltest

import (
	"crypto/ed25519"
	"crypto/rand"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/server/central/pgtest"
	"thamho.vn/internal/sync/wire"
)

// Must fails the test on an error and returns the value otherwise.
func Must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// OK fails the test on an error.
func OK(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Clock is a time that tests move by hand.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Move sets the clock forward.
func (c *Clock) Move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(by)
}

// Province is a server's database with what is needed to open it again.
type Province struct {
	*central.Central
	Clock   *Clock
	Options central.Options
	copies  int
	t       testing.TB
}

// New makes an empty province, on the engine that the tests run for (pgtest.OnBoth); it is closed when the test ends. Each change may
// alter the options before the database is opened.
func New(t testing.TB, changes ...func(*central.Options)) *Province {
	t.Helper()
	p := &Province{t: t, Clock: &Clock{at: time.Date(2023, 1, 10, 8, 0, 0, 0, time.UTC)}}
	p.Options = central.Options{
		Database: pgtest.Database(t), Path: filepath.Join(t.TempDir(), "central.db"), Keys: NewKeys(t), Now: p.Clock.Now, Rand: rand.Reader,
		NewID: NewID, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	p.Options.Faults.Stumble = pgtest.Stumbling
	for _, change := range changes {
		change(&p.Options)
	}
	p.Open()
	t.Cleanup(func() { OK(t, p.Close()) })
	return p
}

// Open opens the database at Options.Path.
func (p *Province) Open() {
	p.t.Helper()
	p.Central = Must[*central.Central](p.t)(central.Open(p.t.Context(), p.Options))
}

// Reopen closes the database and opens it again.
func (p *Province) Reopen() {
	p.t.Helper()
	OK(p.t, p.Close())
	p.Open()
}

// NewID draws an id as the programs do.
func NewID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// NewKeys draws the keys of a server and of the root that vouches for it.
func NewKeys(t testing.TB) central.Keys {
	t.Helper()
	root, sign := newKey(t), newKey(t)
	cert := Must[ledger.SignedServerCert](t)(ledger.SignDoc(root, ledger.ForServer, ledger.ServerCert{Server: NewID(), Sign: Public(sign)}))
	return central.Keys{Root: Public(root), Cert: cert, Sign: sign}
}

func newKey(t testing.TB) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	OK(t, err)
	return key
}

// Public returns the public half of a key.
func Public(key ed25519.PrivateKey) ledger.PublicKey {
	return ledger.PublicKey(key.Public().(ed25519.PublicKey))
}

// Scope makes a hamlet's scope.
func (p *Province) Scope() uuid.UUID {
	p.t.Helper()
	id := NewID()
	OK(p.t, p.CreateScope(p.t.Context(), wire.Scope{ID: id, Kind: wire.ScopeHamlet, Unit: NewID()}))
	return id
}

// Code issues a code that serves for an hour.
func (p *Province) Code(scopes ...uuid.UUID) string {
	p.t.Helper()
	spec := central.CodeSpec{User: NewID(), Name: "Út", Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: scopes}
	return Must[string](p.t)(p.IssueCode(p.t.Context(), spec, time.Hour))
}
