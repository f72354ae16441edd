package e2e

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/store"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/sync/wire"
	"thamho.vn/internal/vault/vaulttest"
)

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// house is a province with one hamlet: its server and its laptops.
type house struct {
	t       testing.TB
	keys    central.Keys
	file    string
	revoked string // file of the revocations; "" for none
	central *central.Central
	http    *httptest.Server
	scope   uuid.UUID
	hamlet  uuid.UUID
	minApp  string
	from    uint64 // blocks from which on a snapshot is offered; 0 is the default
	log     *slog.Logger

	database string // address of PostgreSQL; "" for SQLite's file

	// recovery names the officers who can open a laptop; nil for none.
	recovery *ledger.SignedRecovery
}

func (h *house) logger() *slog.Logger {
	if h.log != nil {
		return h.log
	}
	return quiet
}

func newKeys(t testing.TB) central.Keys {
	t.Helper()
	rootPublic, root, err := ed25519.GenerateKey(rand.Reader)
	ok(t, err)
	public, sign, err := ed25519.GenerateKey(rand.Reader)
	ok(t, err)
	cert := must[ledger.SignedServerCert](t)(ledger.SignDoc(root, ledger.ForServer, ledger.ServerCert{Server: uuid.New(), Sign: ledger.PublicKey(public)}))
	return central.Keys{Root: ledger.PublicKey(rootPublic), Cert: cert, Sign: sign}
}

func newHouse(t testing.TB) *house { return newHouseOn(t, "") }

// newHouseOn is newHouse on a database of PostgreSQL.
func newHouseOn(t testing.TB, database string) *house {
	t.Helper()
	h := &house{t: t, keys: newKeys(t), file: filepath.Join(t.TempDir(), "central.db"), database: database, scope: uuid.New(), hamlet: uuid.New()}
	h.open()
	t.Cleanup(func() { h.close() })
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: h.scope, Kind: wire.ScopeHamlet, Unit: h.hamlet}))
	return h
}

// open starts the server on its file.
func (h *house) open() {
	h.central = must[*central.Central](h.t)(central.Open(context.Background(), central.Options{
		Database: h.database, Path: h.file, Revoked: h.revoked, Keys: h.keys, Now: time.Now, Rand: rand.Reader, NewID: newID, Log: h.logger(), SnapshotFrom: h.from,
	}))
	h.http = httptest.NewServer(server.New(server.Options{Central: h.central, Log: h.logger(), Now: time.Now, Version: "test", MinApp: h.minApp, Recovery: h.recovery}))
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// close ends the server as a crash would: nothing is said to anybody.
func (h *house) close() {
	h.http.CloseClientConnections()
	h.http.Close()
	ok(h.t, h.central.Close())
}

// laptop is a store with its engine.
type laptop struct {
	t      testing.TB
	house  *house
	file   string
	store  *store.Store
	engine *fieldsync.Engine
	client *http.Client
	app    string // version of the program
}

// laptop enrols a new laptop with a right of the given rank.
func (h *house) laptop(name string, rank ledger.Rank) *laptop {
	l := h.blank(name)
	code := must[string](h.t)(h.central.IssueCode(h.t.Context(), central.CodeSpec{
		User: uuid.New(), Name: name, Role: registry.RoleHamlet, Rank: rank, Scopes: []uuid.UUID{h.scope},
	}, time.Minute))
	ok(h.t, l.engine.Enrol(h.t.Context(), h.http.URL, code, name))
	return l
}

// workWhere makes the house's hamlet the one that an enrolled laptop works for.
func (h *house) workWhere(l *laptop) {
	h.t.Helper()
	for _, sc := range must[[]ledger.Scope](h.t)(l.store.Scopes(h.t.Context())) {
		if sc.Kind == wire.ScopeHamlet {
			h.scope, h.hamlet = sc.ID, sc.Unit
		}
	}
}

// blank makes a laptop that is not enrolled.
func (h *house) blank(name string) *laptop {
	l := &laptop{t: h.t, house: h, file: filepath.Join(h.t.TempDir(), name+".db"), client: &http.Client{Transport: &http.Transport{}}}
	l.open()
	h.t.Cleanup(func() { _ = l.store.Close() })
	return l
}

func (l *laptop) open() { ok(l.t, l.tryOpen()) }

func (l *laptop) tryOpen() (err error) {
	if l.store, err = store.Open(context.Background(), store.Options{Path: l.file, App: l.app, Vault: vaulttest.Fixed(), Now: time.Now, Rand: rand.Reader, NewID: newID, Log: l.house.logger()}); err != nil {
		return err
	}
	l.engine = fieldsync.New(fieldsync.Options{Laptop: l.store, HTTP: l.client, Now: time.Now, Rand: rand.Reader, App: "test", Log: l.house.logger()})
	return nil
}

// reopen ends the store as a crash would and opens it again.
func (l *laptop) reopen() {
	ok(l.t, l.store.Close())
	l.open()
}

// copyTo copies the laptop's disk.
func (l *laptop) copyTo(file string) {
	ok(l.t, l.store.Close())
	for _, end := range []string{"", "-wal"} {
		data, err := os.ReadFile(l.file + end)
		if err == nil {
			ok(l.t, os.WriteFile(file+end, data, 0o600))
		}
	}
	l.open()
}

func (l *laptop) sync() {
	l.t.Helper()
	must[fieldsync.Report](l.t)(l.engine.Sync(l.t.Context()))
}

// write stores a record's changed fields.
func write[T any](l *laptop, kind string, id uuid.UUID, before, after T) {
	l.t.Helper()
	fields := must[registry.Fields](l.t)(registry.Diff(before, after))
	ok(l.t, l.store.Write(l.t.Context(), l.house.scope, []ledger.Draft{{Kind: kind, Record: id, Op: ledger.OpSet, Fields: fields}}, ""))
}

// child writes a child in a new household.
func (l *laptop) child(name string) uuid.UUID {
	household, id := uuid.New(), uuid.New()
	write(l, registry.KindHousehold, household, registry.Household{}, registry.Household{Hamlet: l.house.hamlet, Number: 47, Head: "Nguyễn Thị Ánh"})
	write(l, registry.KindPerson, id, registry.Person{}, registry.Person{Household: household, Name: name, Birth: registry.Date{Year: 2015}})
	return id
}

func (l *laptop) person(id uuid.UUID) registry.Record[registry.Person] {
	l.t.Helper()
	return must[registry.Record[registry.Person]](l.t)(l.store.Person(l.t.Context(), id))
}

// rename changes a child's name.
func (l *laptop) rename(id uuid.UUID, name string) {
	l.t.Helper()
	before := l.person(id).Value
	after := before
	after.Name = name
	write(l, registry.KindPerson, id, before, after)
}

// equal fails unless the server and all laptops hold the same records.
func (h *house) equal(laptops ...*laptop) {
	h.t.Helper()
	want := must[ledger.Hash](h.t)(h.central.Fingerprint(h.t.Context(), h.scope))
	for _, l := range laptops {
		if got := must[ledger.Hash](h.t)(l.store.Fingerprint(h.t.Context(), h.scope)); got != want {
			h.t.Errorf("%s differs from the server", filepath.Base(l.file))
		}
		if state := must[registry.SyncState](h.t)(l.store.SyncState(h.t.Context())); state.Pending != 0 {
			h.t.Errorf("%s: %d changes wait after the sync", filepath.Base(l.file), state.Pending)
		}
	}
}

// names returns the surviving names of a child on the server.
func (h *house) names(l *laptop, id uuid.UUID) []string {
	h.t.Helper()
	state := must[ledger.State](h.t)(l.store.State(h.t.Context(), h.scope, id))
	var names []string
	for _, sib := range state.Register("ho_ten").Siblings {
		names = append(names, string(bytes.Trim(sib.Value, `"`)))
	}
	return names
}

// openAt starts the server on another file.
func (h *house) openAt(file string) {
	h.file = file
	h.open()
}

// moved tells the laptop the server's present address.
func (l *laptop) moved(h *house) { l.through(h.http.URL) }

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	for _, end := range []string{"", "-wal"} {
		data, err := os.ReadFile(from + end)
		if err == nil {
			ok(t, os.WriteFile(to+end, data, 0o600))
		}
	}
}
