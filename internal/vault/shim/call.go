package shim

import (
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// at reads an address of the library as a pointer. The detour over the variable
// keeps vet's eye on real mistakes: the memory is not the collector's.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// addressOf is where a function of Go is called by the library. It holds for
// functions that are no closures: those are never moved or freed.
func addressOf[F any](fn F) uintptr { return *(*uintptr)(unsafe.Pointer(&fn)) }

// function makes an address callable.
func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }

// bytes is memory of the library as a slice, valid until the call returns.
func bytes(p uintptr, n int32) []byte {
	if n <= 0 {
		return nil
	}
	return unsafe.Slice(at[byte](p), n)
}

// The functions of a file, by their types in C.
type (
	fileFn     = func(*libc.TLS, uintptr) int32
	readFn     = func(*libc.TLS, uintptr, uintptr, int32, sqlite3.Tsqlite3_int64) int32
	truncateFn = func(*libc.TLS, uintptr, sqlite3.Tsqlite3_int64) int32
	flagFn     = func(*libc.TLS, uintptr, int32) int32
	outFn      = func(*libc.TLS, uintptr, uintptr) int32
	controlFn  = func(*libc.TLS, uintptr, int32, uintptr) int32
	shmMapFn   = func(*libc.TLS, uintptr, int32, int32, int32, uintptr) int32
	shmLockFn  = func(*libc.TLS, uintptr, int32, int32, int32) int32
	barrierFn  = func(*libc.TLS, uintptr)
)

// Below is an open file in the VFS below. It is good for the call it was made
// for: it carries the caller's thread.
type Below struct {
	tls  *libc.TLS
	file uintptr
}

func (b Below) methods() *sqlite3.Tsqlite3_io_methods {
	return at[sqlite3.Tsqlite3_io_methods](at[sqlite3.Tsqlite3_file](b.file).FpMethods)
}

// Read fills p from an offset. At the end of the file the rest is zeros and the
// code SQLITE_IOERR_SHORT_READ. p must be the library's memory.
func (b Below) Read(p []byte, off int64) int32 {
	return function[readFn](b.methods().FxRead)(b.tls, b.file, uintptr(unsafe.Pointer(unsafe.SliceData(p))), int32(len(p)), off)
}

// Write writes p at an offset. p must be the library's memory.
func (b Below) Write(p []byte, off int64) int32 {
	return function[readFn](b.methods().FxWrite)(b.tls, b.file, uintptr(unsafe.Pointer(unsafe.SliceData(p))), int32(len(p)), off)
}

// Truncate cuts the file.
func (b Below) Truncate(size int64) int32 {
	return function[truncateFn](b.methods().FxTruncate)(b.tls, b.file, size)
}

// Sync brings the file to the disk.
func (b Below) Sync(flags int32) int32 {
	return function[flagFn](b.methods().FxSync)(b.tls, b.file, flags)
}

// Size returns how long the file is.
func (b Below) Size() (size int64, code int32) {
	out := b.tls.Alloc(8) // not on our stack, which may move
	defer b.tls.Free(8)
	code = function[outFn](b.methods().FxFileSize)(b.tls, b.file, out)
	return *at[int64](out), code
}

// Buffer makes room in the library's memory, for what a file reads or writes
// besides SQLite's own slices. Free gives it back.
func Buffer(n int) []byte {
	tls := libc.NewTLS()
	defer tls.Close()
	p := sqlite3.Xsqlite3_malloc64(tls, sqlite3.Tsqlite3_uint64(n))
	if p == 0 {
		panic("shim: out of memory")
	}
	b := bytes(p, int32(n))
	clear(b)
	return b
}

// Free ends a buffer, wiped.
func Free(b []byte) {
	tls := libc.NewTLS()
	defer tls.Close()
	clear(b)
	sqlite3.Xsqlite3_free(tls, uintptr(unsafe.Pointer(unsafe.SliceData(b))))
}
