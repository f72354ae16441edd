package vault

import (
	"os"
	"strings"
	"sync"
	"sync/atomic"

	sqlite3 "modernc.org/sqlite/lib"

	"thamho.vn/internal/vault/shim"
)

// Failure is a database that the disk did not take: a sync of one of its files
// failed. What was written since the sync before may be on the disk or not, and
// the system has forgotten which, so that the next sync would say that all is
// well. Nothing of it is written any more, every write, cut and sync is refused
// with SQLITE_IOERR_FSYNC; what was there can be read. That ends when all of its
// files are closed: whoever opens it then reads what is in them anew.
type Failure struct{ released chan struct{} }

// Released is closed when no file of the database is open any more.
func (f *Failure) Released() <-chan struct{} { return f.released }

// health is what the open files of one database share.
type health struct {
	database string
	open     int
	failure  atomic.Pointer[Failure]
}

// ward holds the health of every database that is open through a vault, by the
// path that SQLite has for it.
type ward struct {
	mu      sync.Mutex
	healths map[string]*health
	next    int
	told    map[int]func(*health)
}

// databaseOf is the path of the database that a file belongs to.
func databaseOf(name string, kind shim.Kind) string {
	switch kind {
	case shim.WAL:
		return strings.TrimSuffix(name, "-wal")
	case shim.Journal:
		return strings.TrimSuffix(name, "-journal")
	}
	return name
}

// admit notes that a file of a database was opened.
func (w *ward) admit(database string) *health {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.healths == nil {
		w.healths = map[string]*health{}
	}
	h := w.healths[database]
	if h == nil {
		h = &health{database: database}
		w.healths[database] = h
	}
	h.open++
	return h
}

// discharge notes that one was closed.
func (w *ward) discharge(h *health) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if h.open--; h.open > 0 {
		return
	}
	delete(w.healths, h.database)
	if f := h.failure.Load(); f != nil {
		close(f.released)
	}
}

// fail notes that a sync failed, and tells those who watch.
func (w *ward) fail(h *health) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !h.failure.CompareAndSwap(nil, &Failure{released: make(chan struct{})}) {
		return
	}
	for _, tell := range w.told {
		tell(h)
	}
}

// Watch calls fn when a sync of the database at path fails, and at once when one
// has failed already. fn is called from within SQLite and must neither wait nor
// use the vault.
func (v *Vault) Watch(path string, fn func(*Failure)) (cancel func()) {
	w := &v.ward
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.told == nil {
		w.told = map[int]func(*health){}
	}
	tell := func(h *health) {
		if f := h.failure.Load(); f != nil && sameFile(h.database, path) {
			fn(f)
		}
	}
	n := w.next
	w.next++
	w.told[n] = tell
	for _, h := range w.healths {
		tell(h)
	}
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.told, n)
	}
}

// Stop treats the database at path as if a sync of it had failed: nothing of it is
// written any more until all of its files are closed. One that is not open is
// released at once.
func (v *Vault) Stop(path string) *Failure {
	w := &v.ward
	w.mu.Lock()
	var found *health
	for _, h := range w.healths {
		if sameFile(h.database, path) {
			found = h
		}
	}
	w.mu.Unlock()
	if found == nil {
		f := &Failure{released: make(chan struct{})}
		close(f.released)
		return f
	}
	w.fail(found)
	return found.failure.Load()
}

// sameFile tells whether two paths lead to one file: SQLite's own have no links
// in them.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	two, err := os.Stat(b)
	return err == nil && os.SameFile(one, two)
}

// guarded is a file that is not written any more after a sync failed.
type guarded struct {
	shim.File
	ward   *ward
	health *health
}

func (v *Vault) guard(f shim.File, name string, kind shim.Kind) shim.File {
	return &guarded{File: f, ward: &v.ward, health: v.ward.admit(databaseOf(name, kind))}
}

func (g *guarded) failed() bool { return g.health.failure.Load() != nil }

func (g *guarded) Write(b shim.Below, p []byte, off int64) int32 {
	if g.failed() {
		return sqlite3.SQLITE_IOERR_FSYNC
	}
	return g.File.Write(b, p, off)
}

func (g *guarded) Truncate(b shim.Below, size int64) int32 {
	if g.failed() {
		return sqlite3.SQLITE_IOERR_FSYNC
	}
	return g.File.Truncate(b, size)
}

func (g *guarded) Sync(b shim.Below, flags int32) int32 {
	if g.failed() {
		return sqlite3.SQLITE_IOERR_FSYNC
	}
	if g.File.Sync(b, flags) != sqlite3.SQLITE_OK {
		g.ward.fail(g.health)
		return sqlite3.SQLITE_IOERR_FSYNC
	}
	return sqlite3.SQLITE_OK
}

func (g *guarded) Close() {
	g.File.Close()
	g.ward.discharge(g.health)
}
