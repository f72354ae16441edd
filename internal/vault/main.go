package vault

import (
	sqlite3 "modernc.org/sqlite/lib"

	"thamho.vn/internal/vault/shim"
)

// mainFile is a database. SQLite reads and writes it by pages, but for a peek at
// the head of the first page.
type mainFile struct {
	plainCalls
	pages   *pages
	scratch []byte // a page; of this file, hence of one connection
}

func (f *mainFile) Read(b shim.Below, p []byte, off int64) int32 {
	switch {
	case len(p) == PageSize && off%PageSize == 0:
		return f.readPage(b, p, off)
	case off+int64(len(p)) <= PageSize:
		return f.peek(b, p, off)
	}
	return sqlite3.SQLITE_IOERR_READ
}

// readPage reads a page. Behind the end of a file there is nothing: SQLite asks
// there for the first page only, when the file is empty. A missing page is a
// spoiled one.
func (f *mainFile) readPage(b shim.Below, p []byte, off int64) int32 {
	code := b.Read(p, off)
	if code == sqlite3.SQLITE_IOERR_SHORT_READ && off == 0 {
		if size, c := b.Size(); c == sqlite3.SQLITE_OK && size == 0 {
			return code
		}
	}
	if code != sqlite3.SQLITE_OK && code != sqlite3.SQLITE_IOERR_SHORT_READ {
		clear(p)
		return code
	}
	if f.pages.open(p, boundMain, off) != nil {
		return sqlite3.SQLITE_IOERR_DATA
	}
	return sqlite3.SQLITE_OK
}

// peek reads a part of the first page, before SQLite has decided what the file
// is. One that can't be opened answers zeros and no error: the first page may be
// torn while a good one waits in the log.
func (f *mainFile) peek(b shim.Below, p []byte, off int64) int32 {
	defer clear(f.scratch)
	switch code := f.readPage(b, f.scratch, 0); code {
	case sqlite3.SQLITE_OK, sqlite3.SQLITE_IOERR_DATA:
		copy(p, f.scratch[off:])
		return sqlite3.SQLITE_OK
	default:
		clear(p)
		return code
	}
}

func (f *mainFile) Write(b shim.Below, p []byte, off int64) int32 {
	if len(p) != PageSize || off%PageSize != 0 || !fits(p, off) {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	if code := f.fill(b, off); code != sqlite3.SQLITE_OK {
		return code
	}
	if f.pages.seal(f.scratch, p, boundMain, off) != nil {
		return sqlite3.SQLITE_IOERR_WRITE
	}
	return b.Write(f.scratch, off)
}

// fill seals empty pages where a write would leave a hole behind the end.
func (f *mainFile) fill(b shim.Below, off int64) int32 {
	if off == 0 {
		return sqlite3.SQLITE_OK
	}
	size, code := b.Size()
	if code != sqlite3.SQLITE_OK || size >= off {
		return code
	}
	empty := make([]byte, PageSize)
	for at := size - size%PageSize; at < off; at += PageSize {
		if f.pages.seal(f.scratch, empty, boundMain, at) != nil {
			return sqlite3.SQLITE_IOERR_WRITE
		}
		if code := b.Write(f.scratch, at); code != sqlite3.SQLITE_OK {
			return code
		}
	}
	return sqlite3.SQLITE_OK
}

func (f *mainFile) Close() { shim.Free(f.scratch) }

// fits tells whether a page leaves the reserved bytes free. A database that was
// made without them would lose what stands there.
func fits(p []byte, off int64) bool {
	for _, c := range p[bodySize:] {
		if c != 0 {
			return false
		}
	}
	return off != 0 || p[20] == Reserved
}

// plainCalls are the calls that have nothing to do with what is in a file.
type plainCalls struct{}

func (plainCalls) Truncate(b shim.Below, size int64) int32 { return b.Truncate(size) }
func (plainCalls) Sync(b shim.Below, flags int32) int32    { return b.Sync(flags) }
