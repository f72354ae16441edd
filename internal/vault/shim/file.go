package shim

import (
	"sync"
	"sync/atomic"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Kind is what a file is for.
type Kind byte

// The kinds. Temp is everything that has no place beside the database: SQLite's
// temporary files and journals of several databases.
const (
	Main Kind = iota + 1
	Journal
	WAL
	Temp
)

func kindOf(flags int32) Kind {
	switch {
	case flags&sqlite3.SQLITE_OPEN_MAIN_DB != 0:
		return Main
	case flags&sqlite3.SQLITE_OPEN_MAIN_JOURNAL != 0:
		return Journal
	case flags&sqlite3.SQLITE_OPEN_WAL != 0:
		return WAL
	}
	return Temp
}

// File gets the calls of one open file. SQLite calls it from one thread at a
// time. What a slice holds is SQLite's: Read fills it, Write must not change it,
// and neither keeps it.
type File interface {
	Read(b Below, p []byte, off int64) int32
	Write(b Below, p []byte, off int64) int32
	Truncate(b Below, size int64) int32
	Sync(b Below, flags int32) int32
	// Close is told that the file is being closed.
	Close()
}

// opened is a file of SQLite's as we see it: our head, then the file of the VFS
// below.
type opened struct {
	methods uintptr
	handle  uintptr
}

// headSize keeps what follows the head aligned on every machine.
const headSize = 16

// record is what a handle stands for.
type record struct {
	file File
	vfs  *VFS
}

var (
	handles    sync.Map // of uintptr to *record or *VFS
	lastHandle atomic.Uintptr
)

func newHandle(v any) uintptr {
	h := lastHandle.Add(1)
	handles.Store(h, v)
	return h
}

func fileAt(p uintptr) File {
	v, _ := handles.Load(at[opened](p).handle)
	return v.(*record).file
}

func below(tls *libc.TLS, p uintptr) Below { return Below{tls, p + headSize} }

// methods is version 2: without the calls that would map a file into memory,
// where pages would pass by us.
var methods = sqlite3.Tsqlite3_io_methods{
	FiVersion:               2,
	FxClose:                 addressOf(xClose),
	FxRead:                  addressOf(xRead),
	FxWrite:                 addressOf(xWrite),
	FxTruncate:              addressOf(xTruncate),
	FxSync:                  addressOf(xSync),
	FxFileSize:              addressOf(xFileSize),
	FxLock:                  addressOf(xLock),
	FxUnlock:                addressOf(xUnlock),
	FxCheckReservedLock:     addressOf(xCheckReservedLock),
	FxFileControl:           addressOf(xFileControl),
	FxSectorSize:            addressOf(xSectorSize),
	FxDeviceCharacteristics: addressOf(xDeviceCharacteristics),
	FxShmMap:                addressOf(xShmMap),
	FxShmLock:               addressOf(xShmLock),
	FxShmBarrier:            addressOf(xShmBarrier),
	FxShmUnmap:              addressOf(xShmUnmap),
}

func xClose(tls *libc.TLS, p uintptr) int32 {
	head := at[opened](p)
	if v, ok := handles.LoadAndDelete(head.handle); ok {
		r := v.(*record)
		r.file.Close()
		r.vfs.open.Add(-1)
	}
	b := below(tls, p)
	code := function[fileFn](b.methods().FxClose)(tls, b.file)
	*head = opened{}
	return code
}

func xRead(tls *libc.TLS, p, buf uintptr, n int32, off sqlite3.Tsqlite3_int64) int32 {
	return fileAt(p).Read(below(tls, p), bytes(buf, n), off)
}

func xWrite(tls *libc.TLS, p, buf uintptr, n int32, off sqlite3.Tsqlite3_int64) int32 {
	return fileAt(p).Write(below(tls, p), bytes(buf, n), off)
}

func xTruncate(tls *libc.TLS, p uintptr, size sqlite3.Tsqlite3_int64) int32 {
	return fileAt(p).Truncate(below(tls, p), size)
}

func xSync(tls *libc.TLS, p uintptr, flags int32) int32 {
	return fileAt(p).Sync(below(tls, p), flags)
}

func xFileSize(tls *libc.TLS, p, out uintptr) int32 {
	b := below(tls, p)
	return function[outFn](b.methods().FxFileSize)(tls, b.file, out)
}

func xLock(tls *libc.TLS, p uintptr, level int32) int32 {
	b := below(tls, p)
	return function[flagFn](b.methods().FxLock)(tls, b.file, level)
}

func xUnlock(tls *libc.TLS, p uintptr, level int32) int32 {
	b := below(tls, p)
	return function[flagFn](b.methods().FxUnlock)(tls, b.file, level)
}

func xCheckReservedLock(tls *libc.TLS, p, out uintptr) int32 {
	b := below(tls, p)
	return function[outFn](b.methods().FxCheckReservedLock)(tls, b.file, out)
}

// xFileControl keeps from the VFS below what would change a file without a
// write, or map it.
func xFileControl(tls *libc.TLS, p uintptr, op int32, arg uintptr) int32 {
	switch op {
	case sqlite3.SQLITE_FCNTL_SIZE_HINT:
		return sqlite3.SQLITE_OK
	case sqlite3.SQLITE_FCNTL_CHUNK_SIZE, sqlite3.SQLITE_FCNTL_MMAP_SIZE,
		sqlite3.SQLITE_FCNTL_BEGIN_ATOMIC_WRITE, sqlite3.SQLITE_FCNTL_COMMIT_ATOMIC_WRITE, sqlite3.SQLITE_FCNTL_ROLLBACK_ATOMIC_WRITE:
		return sqlite3.SQLITE_NOTFOUND
	}
	b := below(tls, p)
	return function[controlFn](b.methods().FxFileControl)(tls, b.file, op, arg)
}

func xSectorSize(tls *libc.TLS, p uintptr) int32 {
	b := below(tls, p)
	return function[fileFn](b.methods().FxSectorSize)(tls, b.file)
}

// notOurs are properties that a file with a layer over it has not: parts of
// pages can't be read by themselves, and no write is atomic.
const notOurs = sqlite3.SQLITE_IOCAP_SUBPAGE_READ | sqlite3.SQLITE_IOCAP_BATCH_ATOMIC | sqlite3.SQLITE_IOCAP_ATOMIC |
	sqlite3.SQLITE_IOCAP_ATOMIC512 | sqlite3.SQLITE_IOCAP_ATOMIC1K | sqlite3.SQLITE_IOCAP_ATOMIC2K | sqlite3.SQLITE_IOCAP_ATOMIC4K |
	sqlite3.SQLITE_IOCAP_ATOMIC8K | sqlite3.SQLITE_IOCAP_ATOMIC16K | sqlite3.SQLITE_IOCAP_ATOMIC32K | sqlite3.SQLITE_IOCAP_ATOMIC64K

// xDeviceCharacteristics says that a write does not harm its neighbours, as
// SQLite assumes by default: without it frames of the WAL are written in pieces.
func xDeviceCharacteristics(tls *libc.TLS, p uintptr) int32 {
	b := below(tls, p)
	traits := function[fileFn](b.methods().FxDeviceCharacteristics)(tls, b.file)
	return traits&^notOurs | sqlite3.SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

func xShmMap(tls *libc.TLS, p uintptr, region, size, extend int32, out uintptr) int32 {
	b := below(tls, p)
	return function[shmMapFn](b.methods().FxShmMap)(tls, b.file, region, size, extend, out)
}

func xShmLock(tls *libc.TLS, p uintptr, offset, n, flags int32) int32 {
	b := below(tls, p)
	return function[shmLockFn](b.methods().FxShmLock)(tls, b.file, offset, n, flags)
}

func xShmBarrier(tls *libc.TLS, p uintptr) {
	b := below(tls, p)
	function[barrierFn](b.methods().FxShmBarrier)(tls, b.file)
}

func xShmUnmap(tls *libc.TLS, p uintptr, remove int32) int32 {
	b := below(tls, p)
	return function[flagFn](b.methods().FxShmUnmap)(tls, b.file, remove)
}
