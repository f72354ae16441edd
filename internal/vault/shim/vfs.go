package shim

import (
	"errors"
	"fmt"
	"sync/atomic"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Layer decides what becomes of the files that SQLite opens. It is called from
// many threads.
type Layer interface {
	// Admit says whether a file may be opened at all: SQLITE_OK, or the code
	// that SQLite gets. name is "" for a temporary file.
	Admit(name string, kind Kind) int32
	// Open returns what stands for a file that is open below.
	Open(name string, kind Kind, b Below) File
	// Deleted is told that a file was removed; synced, that the removal is on the
	// disk.
	Deleted(name string, synced bool)
}

// ErrInUse is returned by Close while a file is open.
var ErrInUse = errors.New("shim: a database is still open through it")

// VFS is a registered layer.
type VFS struct {
	layer  Layer
	base   uintptr // the VFS below
	vfs    uintptr // ours, in the library's memory
	name   uintptr
	handle uintptr
	open   atomic.Int32
	closed bool
}

type (
	openFn   = func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32
	deleteFn = func(*libc.TLS, uintptr, uintptr, int32) int32
)

// Register makes a layer known to SQLite under a name, over the VFS with the
// name base; "" is the one of the system.
func Register(name, base string, layer Layer) (*VFS, error) {
	tls := libc.NewTLS()
	defer tls.Close()
	v := &VFS{layer: layer}
	var err error
	if v.base, err = find(tls, base); err != nil {
		return nil, err
	}
	if v.name, err = libc.CString(name); err != nil {
		return nil, fmt.Errorf("shim: %w", err)
	}
	v.vfs = sqlite3.Xsqlite3_malloc64(tls, sqlite3.Tsqlite3_uint64(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{})))
	if v.vfs == 0 {
		return nil, errors.New("shim: out of memory")
	}
	v.handle = newHandle(v)
	lower := at[sqlite3.Tsqlite3_vfs](v.base)
	ours := *lower
	ours.FiVersion, ours.FszOsFile = 2, lower.FszOsFile+headSize
	ours.FpNext, ours.FzName, ours.FpAppData = 0, v.name, v.handle
	ours.FxOpen, ours.FxDelete = addressOf(xOpen), addressOf(xDelete)
	*at[sqlite3.Tsqlite3_vfs](v.vfs) = ours
	if code := sqlite3.Xsqlite3_vfs_register(tls, v.vfs, 0); code != sqlite3.SQLITE_OK {
		return nil, fmt.Errorf("shim: register %s: code %d", name, code)
	}
	return v, nil
}

func find(tls *libc.TLS, name string) (uintptr, error) {
	var cname uintptr
	if name != "" {
		var err error
		if cname, err = libc.CString(name); err != nil {
			return 0, fmt.Errorf("shim: %w", err)
		}
		defer libc.Xfree(tls, cname)
	}
	if p := sqlite3.Xsqlite3_vfs_find(tls, cname); p != 0 {
		return p, nil
	}
	return 0, fmt.Errorf("shim: there is no VFS %q", name)
}

// Close takes the layer out of SQLite. It must not run beside an opening of a
// database; while one is open it does nothing and returns ErrInUse.
func (v *VFS) Close() error {
	if v.closed {
		return nil
	}
	if v.open.Load() > 0 {
		return ErrInUse
	}
	v.closed = true
	tls := libc.NewTLS()
	defer tls.Close()
	code := sqlite3.Xsqlite3_vfs_unregister(tls, v.vfs)
	handles.Delete(v.handle)
	sqlite3.Xsqlite3_free(tls, v.vfs)
	libc.Xfree(tls, v.name)
	if code != sqlite3.SQLITE_OK {
		return fmt.Errorf("shim: unregister: code %d", code)
	}
	return nil
}

func vfsAt(p uintptr) *VFS {
	h, _ := handles.Load(at[sqlite3.Tsqlite3_vfs](p).FpAppData)
	return h.(*VFS)
}

func nameOf(p uintptr) string {
	if p == 0 {
		return ""
	}
	return libc.GoString(p)
}

func xOpen(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32 {
	v, kind := vfsAt(vfs), kindOf(flags)
	head := at[opened](file)
	*head = opened{} // no methods: SQLite does not close what was not opened
	if code := v.layer.Admit(nameOf(name), kind); code != sqlite3.SQLITE_OK {
		return code
	}
	b := below(tls, file)
	*at[sqlite3.Tsqlite3_file](b.file) = sqlite3.Tsqlite3_file{}
	code := function[openFn](at[sqlite3.Tsqlite3_vfs](v.base).FxOpen)(tls, v.base, name, b.file, flags, outFlags)
	if code != sqlite3.SQLITE_OK {
		return code
	}
	v.open.Add(1)
	head.handle = newHandle(&record{v.layer.Open(nameOf(name), kind, b), v})
	head.methods = uintptr(unsafe.Pointer(&methods))
	return sqlite3.SQLITE_OK
}

func xDelete(tls *libc.TLS, vfs, name uintptr, syncFolder int32) int32 {
	v := vfsAt(vfs)
	code := function[deleteFn](at[sqlite3.Tsqlite3_vfs](v.base).FxDelete)(tls, v.base, name, syncFolder)
	if code == sqlite3.SQLITE_OK {
		v.layer.Deleted(nameOf(name), syncFolder != 0)
	}
	return code
}
