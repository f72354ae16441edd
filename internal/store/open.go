package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"modernc.org/sqlite" // and the driver "sqlite"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

// Options says where the store is and what it takes time, ids and randomness
// from. Salts come from Rand; it must be unpredictable outside tests. The file
// and all copies of it are sealed by Vault; without one they are plain, which
// serves to measure what sealing costs and to make what is taken over in tests.
type Options struct {
	Path  string
	App   string // version of the program
	Vault *vault.Vault
	Now   func() time.Time
	Rand  io.Reader
	NewID func() uuid.UUID
	Log   *slog.Logger
	// Shared tells whether several people can open the file: then it can't enrol
	// for a commune. nil means never.
	Shared func() bool
	Faults Faults
}

// Faults are bugs on purpose: the simulation plants them to prove that it
// would notice. They are empty in every program.
type Faults struct {
	// CursorFirst moves the cursor in a transaction of its own, before the
	// page, and is called between the two; an error stands for a crash there.
	CursorFirst func() error
	AnyOrder    bool // a page is applied whether or not it follows the cursor
	MergeByEdge bool // a merged record points to where its edge points
	NoRelay     bool // only own blocks are sent again to a server that forgot
}

// Store is an open store. It is safe for concurrent use: one writer at a time,
// readers beside it.
type Store struct {
	Options
	write *sql.DB // one connection
	read  *sql.DB // a few, read-only

	file    os.FileInfo // which file it is
	gate    gate
	unwatch func()

	hiding atomic.Bool // some own redaction is not admitted yet

	mu      sync.Mutex
	trust   *ledger.Trust
	self    *ledger.Identity
	signals signals
	checkup checkup
}

// The pragmas go into the DSN so that every connection gets them. FULL with
// WAL is the only setting that kept every acknowledged commit in simulated
// power cuts.
var pragmas = []string{
	"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(1)", "temp_store(memory)",
	"trusted_schema(0)", "cell_size_check(1)", "cache_size(-16000)", "journal_size_limit(67108864)",
	"wal_autocheckpoint(4000)", // 16 MB: a page that is applied writes its index pages once, not every fourth commit
}

func (o Options) dsn(readOnly bool) string {
	q := url.Values{"_pragma": pragmas, "_defensive": {"1"}, "_dqs": {"0"}, "_txlock": {"immediate"}}
	if readOnly {
		q["_pragma"] = append(pragmas[:len(pragmas):len(pragmas)], "query_only(1)")
		q.Set("_txlock", "deferred")
	}
	if o.Vault != nil {
		q.Set("vfs", o.Vault.Name())
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: o.Path}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// readers is how many read-only connections there are: a list, a search and a
// page may be read at once.
const readers = 4

// harden asks the library, once and before the first file, for locks that a
// foreign close does not take away, and for pragmas that are one statement each.
// Where there are no such locks it goes by those of the system.
var harden = sync.OnceFunc(func() {
	sqlite.StrictPragmas(true)
	_, _ = sqlite.OFDLocking(true)
})

// Open opens the store, making it when there is none. A plain file of an earlier
// version is sealed first. It copies the file before a migration and refuses one
// made by a newer program. Errors are
// registry.Errors with the keys db_newer, db_damaged, db_locked, disk_full,
// disk_sync and disk_io.
func Open(ctx context.Context, o Options) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return nil, &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
	}
	harden()
	s := &Store{Options: o}
	err := s.seal(ctx)
	if err != nil {
		return nil, explain("seal store", err)
	}
	left := s.leftOpen()
	if s.write, err = s.pool(o.dsn(false), 1); err != nil {
		return nil, explain("open store", err)
	}
	if err := s.prepare(ctx, left); err != nil {
		return nil, errors.Join(explain("open store", err), s.Close())
	}
	s.remember()
	s.watch()
	s.checkLater()
	return s, nil
}

// prepare makes the store ready; left says that nobody closed it.
func (s *Store) prepare(ctx context.Context, left bool) error {
	if left {
		if err := check(ctx, s.write); err != nil {
			return err
		}
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	var err error
	if s.read, err = s.pool(s.dsn(true), readers); err != nil {
		return err
	}
	if err := s.look(ctx, s.read); err != nil {
		return err
	}
	return s.rebuild(ctx)
}

// Close ends the store. Nothing is lost by not calling it.
func (s *Store) Close() error {
	s.endCheckup()
	if s.unwatch != nil {
		s.unwatch()
	}
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}
