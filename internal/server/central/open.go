package central

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/pressly/goose/v3"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// Keys are what the server signs with, and the root that vouches for it.
type Keys struct {
	Root ledger.PublicKey
	Cert ledger.SignedServerCert
	Sign ed25519.PrivateKey
}

// Options say where the database is and what the server takes time, ids and
// randomness from. Rand must be unpredictable outside tests.
type Options struct {
	// Database is the address of a PostgreSQL database, postgres://…; "" means
	// SQLite in the file Path.
	Database string
	Path     string
	// Revoked is the file to which revocations are added besides; it lies
	// outside of every backup. "" keeps none.
	Revoked string
	Keys    Keys
	Now     func() time.Time
	Rand    io.Reader
	NewID   func() uuid.UUID
	Log     *slog.Logger
	// SnapshotFrom is how many blocks a scope needs before a laptop that has
	// nothing is told to begin with a snapshot; 0 is the default.
	SnapshotFrom uint64
	Faults       Faults
}

// Faults are bugs on purpose: the simulation plants them to prove that it
// would notice. All are false in every program.
type Faults struct {
	LastWriterWins bool // a value that arrives drops the others
	NoDedupe       bool // a block that comes again enters the order again
	LeakScope      bool // a device may pull any scope
	RankIgnored    bool // everybody replaces everything
	GapAdmitted    bool // a block is admitted although the one before it is missing
	HeldForgotten  bool // what waited for a gap stays held when it is filled
	HashIgnored    bool // a position counts by its number alone
	BranchDropped  bool // of two blocks with one number the second is dropped
	RevokedInDB    bool // revocations are in the database only

	RevokedViaHub      bool // a revoked device's blocks are admitted when another device brings them
	CompactContext     bool // what was replaced is forgotten once it is gone
	RedactionForgotten bool // a block that comes again brings its redacted values back
	WithheldAdmitted   bool // withheld values count as received
	StreamReused       bool // a new life goes on writing the streams of the old one

	// Stumble is no bug: every transaction is undone at its end once and run
	// again, as PostgreSQL may ask for at any time.
	Stumble bool
}

// Central is the open database. It is safe for concurrent use.
type Central struct {
	Options
	engine engine
	write  *sql.DB // on SQLite one connection
	read   *sql.DB
	queue  queue // to SQLite's writer
	trust  *ledger.Trust

	gone   *revocations
	counts countsOfScopes
	server uuid.UUID
	tables chan struct{} // one place for each push that is unpacked

	snapshots sync.Mutex // held while one is made
	watch     watch

	mu    sync.Mutex
	epoch uuid.UUID
}

//go:embed migrations/*.sql
var migrations embed.FS

// readers is how many read-only connections there are.
const readers = 8

// Open opens the database, making it when there is none.
func Open(ctx context.Context, o Options) (*Central, error) {
	c := &Central{Options: o, trust: ledger.NewTrust(o.Keys.Root), server: o.Keys.Cert.Doc.Server}
	if c.SnapshotFrom == 0 {
		c.SnapshotFrom = snapshotFrom
	}
	if err := c.trust.AddServer(o.Keys.Cert); err != nil {
		return nil, err
	}
	var err error
	if c.engine, err = engineOf(o); err != nil {
		return nil, err
	}
	c.tables = make(chan struct{}, unpacked)
	if c.engine.many() {
		c.tables = make(chan struct{}, pgWriters)
	}
	if c.gone, err = readRevocations(o.Revoked); err != nil {
		return nil, err
	}
	if err := c.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open central: %w", err), c.Close())
	}
	return c, nil
}

func (c *Central) open(ctx context.Context) (err error) {
	if c.write, c.read, err = c.engine.open(ctx); err != nil {
		return err
	}
	c.queue.begin = func(ctx context.Context) (*sql.Tx, error) { return c.write.BeginTx(ctx, nil) }
	if err := c.migrate(ctx); err != nil {
		return err
	}
	if err := c.update(ctx, (*merge).begin); err != nil {
		return err
	}
	return c.revokeAgain(ctx)
}

func (c *Central) migrate(ctx context.Context) (err error) {
	done, err := c.engine.migrating(ctx, c.write)
	if err != nil {
		return fmt.Errorf("wait for other programs: %w", err)
	}
	defer func() { err = errors.Join(err, done()) }()
	provider, err := migrator(c.engine, c.write)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	have, want, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if have > want {
		return &registry.Error{Code: registry.StaleApp, Key: "db_newer", Err: fmt.Errorf("schema %d, program knows %d", have, want)}
	}
	_, err = provider.Up(ctx)
	return err
}

// migrator brings a database to the schema of this program.
func migrator(e engine, db *sql.DB) (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	// Migrations that are written at the same time carry their numbers in any order.
	return goose.NewProvider(e.dialect(), db, dialectFS{dir, e.schema}, goose.WithAllowOutofOrder(true))
}

// draw returns a random id: epochs and streams are never counters.
func (c *Central) draw() (id uuid.UUID, err error) {
	if _, err := io.ReadFull(c.Rand, id[:]); err != nil {
		return id, fmt.Errorf("draw id: %w", err)
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return id, nil
}

// Engine is how the database engine is called: sqlite or postgresql.
func (c *Central) Engine() string { return c.engine.name() }

// Server returns the server's id.
func (c *Central) Server() uuid.UUID { return c.server }

// Root returns the key that vouches for the province's servers.
func (c *Central) Root() ledger.PublicKey { return c.Keys.Root }

// Ready tells whether the database answers.
func (c *Central) Ready(ctx context.Context) error { return c.read.PingContext(ctx) }

// Close ends the database.
func (c *Central) Close() error {
	var errs []error
	for _, db := range []*sql.DB{c.read, c.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}
