package vault

import (
	sqlite3 "modernc.org/sqlite/lib"

	"thamho.vn/internal/vault/shim"
)

// The shape of a write-ahead log: a head, then frames of a head and a page.
const (
	walHead   = 32
	frameHead = 24
	frameSize = frameHead + PageSize
	hidden    = 8 // where salts and checksum begin in the head of a frame: one block
)

// walFile is a write-ahead log. The salts and the checksum of a frame are hidden
// by a permutation: the checksum is one of the page's plain text.
type walFile struct {
	plainCalls
	pages   *pages
	scratch []byte // a frame; of this file, hence of one connection
	// recovering is true from a reading of the log's head to the next writing:
	// SQLite is then looking for the end of the log, and a frame that can't be
	// opened is the end.
	recovering bool
	// unsure is where the first frame stands that this connection wrote since its
	// last sync; 0 when there is none.
	unsure int64
}

// place tells where in a frame an offset lies.
func place(off int64) (frame, in int64) {
	if off < walHead {
		return -1, off
	}
	in = (off - walHead) % frameSize
	return off - in, in
}

func (f *walFile) Read(b shim.Below, p []byte, off int64) int32 {
	frame, in := place(off)
	switch {
	case off+int64(len(p)) <= walHead:
		f.recovering = f.recovering || off == 0
		return b.Read(p, off)
	case frame < 0:
		return sqlite3.SQLITE_IOERR_READ
	case in == 0 && len(p) == frameSize:
		return f.readFrame(b, p, frame)
	case in == frameHead && len(p) == PageSize:
		return f.readPage(b, p, off)
	case in+int64(len(p)) <= frameHead:
		return f.readHead(b, p, frame, in)
	}
	return sqlite3.SQLITE_IOERR_READ
}

func (f *walFile) readPage(b shim.Below, p []byte, off int64) int32 {
	if code := b.Read(p, off); code != sqlite3.SQLITE_OK {
		clear(p)
		return code
	}
	if f.pages.open(p, boundWAL, off) != nil {
		return sqlite3.SQLITE_IOERR_DATA
	}
	return sqlite3.SQLITE_OK
}

// readHead reads a part of the head of a frame.
func (f *walFile) readHead(b shim.Below, p []byte, frame, in int64) int32 {
	head := f.scratch[:frameHead]
	if code := b.Read(head, frame); code != sqlite3.SQLITE_OK {
		clear(p)
		return code
	}
	f.pages.frame.permute(head[hidden:], uint64(frame), false)
	copy(p, head[in:])
	return sqlite3.SQLITE_OK
}

// readFrame reads a whole frame. While the log is being recovered a spoiled one
// is all zeros, so that no checksum fits it.
func (f *walFile) readFrame(b shim.Below, p []byte, frame int64) int32 {
	if code := b.Read(p, frame); code != sqlite3.SQLITE_OK {
		clear(p)
		return code
	}
	f.pages.frame.permute(p[hidden:frameHead], uint64(frame), false)
	if f.pages.open(p[frameHead:], boundWAL, frame+frameHead) == nil {
		return sqlite3.SQLITE_OK
	}
	clear(p)
	if f.recovering {
		return sqlite3.SQLITE_OK
	}
	return sqlite3.SQLITE_IOERR_DATA
}

// Write writes the head of the log, the head of a frame, or a page: nothing else
// is written to a log.
func (f *walFile) Write(b shim.Below, p []byte, off int64) int32 {
	f.recovering = false
	frame, in := place(off)
	switch {
	case off == 0 && len(p) == walHead:
		f.unsure = walHead
		return b.Write(p, off)
	case frame >= 0 && in == 0 && len(p) == frameHead:
		if f.unsure == 0 || frame < f.unsure {
			f.unsure = frame
		}
		head := f.scratch[:frameHead]
		copy(head, p)
		f.pages.frame.permute(head[hidden:], uint64(frame), true)
		return b.Write(head, off)
	case in == frameHead && len(p) == PageSize && fits(p, PageSize):
		page := f.scratch[:PageSize]
		if f.pages.seal(page, p, boundWAL, off) != nil {
			return sqlite3.SQLITE_IOERR_WRITE
		}
		return b.Write(page, off)
	}
	return sqlite3.SQLITE_IOERR_WRITE
}

// Sync brings the log to the disk. What can't be synced was not acknowledged, but
// the system still shows it to whoever reads the log, as if it had been: so the
// log is ended before it.
func (f *walFile) Sync(b shim.Below, flags int32) int32 {
	code := b.Sync(flags)
	if code != sqlite3.SQLITE_OK && f.unsure > 0 {
		head := f.scratch[:frameHead]
		clear(head)
		b.Write(head, f.unsure) // a disk that does not take this either is beyond help
	}
	f.unsure = 0
	return code
}

func (f *walFile) Close() { shim.Free(f.scratch) }
