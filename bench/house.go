package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/store"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/sync/wire"
	"thamho.vn/internal/vault"
	"thamho.vn/internal/vault/vaulttest"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// province is a real server over real HTTP with one hamlet.
type province struct {
	central *central.Central
	http    *httptest.Server
	scope   uuid.UUID
	dir     string
	vault   *vault.Vault // of its laptops
}

func newProvince(ctx context.Context, dir string) (*province, error) {
	rootPublic, root, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	public, sign, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	cert, err := ledger.SignDoc(root, ledger.ForServer, ledger.ServerCert{Server: newID(), Sign: ledger.PublicKey(public)})
	if err != nil {
		return nil, err
	}
	keys := central.Keys{Root: ledger.PublicKey(rootPublic), Cert: cert, Sign: sign}
	c, err := central.Open(ctx, central.Options{Path: filepath.Join(dir, "central.db"), Keys: keys, Now: time.Now, Rand: rand.Reader, NewID: newID, Log: quiet})
	if err != nil {
		return nil, err
	}
	p := &province{central: c, scope: newID(), dir: dir, vault: vaulttest.Fixed()}
	p.http = httptest.NewServer(server.New(server.Options{Central: c, Log: quiet, Now: time.Now}))
	return p, c.CreateScope(ctx, wire.Scope{ID: p.scope, Kind: wire.ScopeHamlet, Unit: newID()})
}

func (p *province) close() {
	p.http.Close()
	_ = p.central.Close()
}

// laptop enrols a fresh laptop of the province's first hamlet.
func (p *province) laptop(ctx context.Context, name string, client *http.Client) (*store.Store, *fieldsync.Engine, error) {
	return p.laptopOf(ctx, name, client, []uuid.UUID{p.scope})
}

func (p *province) laptopOf(ctx context.Context, name string, client *http.Client, scopes []uuid.UUID) (*store.Store, *fieldsync.Engine, error) {
	st, err := openStore(ctx, filepath.Join(p.dir, name+".db"), p.vault)
	if err != nil {
		return nil, nil, err
	}
	engine := fieldsync.New(fieldsync.Options{Laptop: st, HTTP: client, Now: time.Now, Rand: rand.Reader, App: "bench", Log: quiet})
	code, err := p.central.IssueCode(ctx, central.CodeSpec{
		User: newID(), Name: name, Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: scopes,
	}, time.Hour)
	if err != nil {
		return nil, nil, err
	}
	return st, engine, engine.Enrol(ctx, p.http.URL, code, name)
}

func openStore(ctx context.Context, path string, v *vault.Vault) (*store.Store, error) {
	return store.Open(ctx, store.Options{Path: path, Vault: v, Now: time.Now, Rand: rand.Reader, NewID: newID, Log: quiet})
}
