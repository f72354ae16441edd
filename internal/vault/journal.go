package vault

import (
	sqlite3 "modernc.org/sqlite/lib"

	"thamho.vn/internal/vault/shim"
)

// sumSize is the length of the checksum behind a page of a journal.
const sumSize = 4

// journalFile is a rollback journal: heads of at most 512 bytes, and records of
// a page number, a page and a checksum. It is used while a database is being
// turned to WAL, and by whoever turns it back.
type journalFile struct {
	plainCalls
	pages   *pages
	scratch []byte
	sumAt   int64   // where the checksum of the last page stands; 0 after any other call
	mask    [4]byte // what hides it
}

func (f *journalFile) Read(b shim.Below, p []byte, off int64) int32 {
	code := b.Read(p, off)
	if code != sqlite3.SQLITE_OK && code != sqlite3.SQLITE_IOERR_SHORT_READ {
		return code
	}
	switch {
	case len(p) == PageSize:
		f.follow(p, off)
		if f.pages.open(p, boundJournal, off) != nil {
			return sqlite3.SQLITE_IOERR_DATA
		}
	case len(p) == sumSize && f.sumAt == off && off > 0:
		f.hide(p)
		f.sumAt = 0
	default:
		f.sumAt = 0
	}
	return code
}

func (f *journalFile) Write(b shim.Below, p []byte, off int64) int32 {
	switch {
	case len(p) == PageSize:
		if !fits(p, PageSize) || f.pages.seal(f.scratch, p, boundJournal, off) != nil {
			return sqlite3.SQLITE_IOERR_WRITE
		}
		f.follow(f.scratch, off)
		return b.Write(f.scratch, off)
	case len(p) > PageSize:
		return sqlite3.SQLITE_IOERR_WRITE
	case len(p) == sumSize && f.sumAt == off && off > 0:
		sum := f.scratch[:sumSize]
		copy(sum, p)
		f.hide(sum)
		f.sumAt = 0
		return b.Write(sum, off)
	}
	f.sumAt = 0
	return b.Write(p, off)
}

// follow remembers what the checksum behind a sealed page is hidden by: it is a
// sum over the plain text.
func (f *journalFile) follow(sealed []byte, off int64) {
	f.sumAt = off + PageSize
	f.mask = f.pages.mask(sealed[PageSize-nonceSize:])
}

func (f *journalFile) hide(sum []byte) {
	for i := range sum {
		sum[i] ^= f.mask[i]
	}
}

func (f *journalFile) Close() { shim.Free(f.scratch) }
