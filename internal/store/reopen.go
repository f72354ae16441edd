package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/sqlcache"
	"thamho.vn/internal/vault"
)

// reopenPatience is how long one who wants to read waits while the file is being
// opened again; whoever keeps the others waiting must not wait for ever itself.
const reopenPatience = 5 * time.Second

// gate keeps new connections out while the old ones are being closed.
type gate struct {
	mu   sync.Mutex
	open chan struct{} // closed when the gate is opened again; nil while it is open
	why  string        // the key of the error for those who waited in vain
}

// shut closes the gate; false when it is shut already.
func (g *gate) shut(why string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open != nil {
		return false
	}
	g.open, g.why = make(chan struct{}), why
	return true
}

func (g *gate) isShut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open != nil
}

func (g *gate) reopen() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.open)
	g.open = nil
}

// pass waits until the gate is open.
func (g *gate) pass(ctx context.Context) error {
	g.mu.Lock()
	open, why := g.open, g.why
	g.mu.Unlock()
	if open == nil {
		return nil
	}
	late := time.NewTimer(reopenPatience)
	defer late.Stop()
	select {
	case <-open:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-late.C:
		return &registry.Error{Code: registry.Internal, Key: why, Err: errors.New("the file is being opened again")}
	}
}

// gated makes connections that pass the gate first.
type gated struct {
	driver.Connector
	gate *gate
}

// Connect implements driver.Connector.
func (g gated) Connect(ctx context.Context) (driver.Conn, error) {
	if err := g.gate.pass(ctx); err != nil {
		return nil, err
	}
	return g.Connector.Connect(ctx)
}

// pool opens connections of which at most n exist at once.
func (s *Store) pool(dsn string, n int) (*sql.DB, error) {
	c, err := sqlcache.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(gated{c, &s.gate})
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

// watch has the file closed and opened again when a sync of it failed: what the
// system still shows of it, and what SQLite believes of it, is not what is on the
// disk. What was refused did not happen, and may be written again then.
func (s *Store) watch() {
	if s.Vault == nil {
		return
	}
	s.unwatch = s.Vault.Watch(s.Path, func(f *vault.Failure) { go s.reopen(f) })
}

// reopen ends every connection and lets new ones in when all are gone.
func (s *Store) reopen(f *vault.Failure) {
	if !s.gate.shut("disk_sync") {
		return
	}
	s.Log.Error("a sync failed: the file is closed and opened again", "op", "reopen")
	s.endConnections(f)
	s.gate.reopen()
	s.signals.send(registry.Signal{Kind: registry.SignalReopened})
}

// endConnections returns when no connection is left. Those that are in use end
// with what they are doing. The gate must be shut.
func (s *Store) endConnections(f *vault.Failure) {
	s.read.SetMaxIdleConns(0)
	s.write.SetMaxIdleConns(0)
	<-f.Released()
	s.read.SetMaxIdleConns(readers)
	s.write.SetMaxIdleConns(1)
}
