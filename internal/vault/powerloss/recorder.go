package powerloss

import (
	"bytes"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"

	sqlite3 "modernc.org/sqlite/lib"

	"thamho.vn/internal/vault/shim"
)

type opKind byte

const (
	opOpen opKind = iota + 1
	opWrite
	opTruncate
	opSync
	opSyncFailed
	opDelete
	opAck
)

// op is one thing that happened to a file.
type op struct {
	kind   opKind
	file   string // its name in the folder
	off    int64  // where; for a truncation the new size
	data   []byte // what was written; for the first opening what was there
	synced bool   // of a removal: on the disk at once
}

// Recorder notes what happens to the files of a database. Name is what it is
// opened with, or what a layer is put over.
type Recorder struct {
	vfs  *shim.VFS
	name string
	// Breaks tells whether a sync of a file fails, by its name in the folder; nil
	// when none does. What was written before it may never get to the disk, though
	// it can be read until the power is cut, and a later sync says nothing of it.
	Breaks func(file string) bool

	mu    sync.Mutex
	ops   []op
	known map[string]bool
}

var recorders atomic.Int64

// NewRecorder registers a recorder over the system's VFS.
func NewRecorder() (*Recorder, error) {
	r := &Recorder{name: fmt.Sprintf("powerloss-%d", recorders.Add(1)), known: map[string]bool{}}
	var err error
	r.vfs, err = shim.Register(r.name, "", r)
	return r, err
}

// Name is the name of the VFS.
func (r *Recorder) Name() string { return r.name }

// Close takes it out of SQLite; the recording stays.
func (r *Recorder) Close() error { return r.vfs.Close() }

// Ack notes that a person was told now that the next thing is saved.
func (r *Recorder) Ack() { r.add(op{kind: opAck}) }

func (r *Recorder) add(o op) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ops = append(r.ops, o)
}

// Admit lets every file pass.
func (r *Recorder) Admit(string, shim.Kind) int32 { return sqlite3.SQLITE_OK }

// Open notes what is in a file that is met for the first time.
func (r *Recorder) Open(path string, _ shim.Kind, b shim.Below) shim.File {
	name := filepath.Base(path)
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.known[name] {
		r.known[name] = true
		o := op{kind: opOpen, file: name}
		if size, code := b.Size(); code == sqlite3.SQLITE_OK && size > 0 {
			there := shim.Buffer(int(size))
			b.Read(there, 0)
			o.data = bytes.Clone(there)
			shim.Free(there)
		}
		r.ops = append(r.ops, o)
	}
	return &recorded{r, name}
}

// Deleted notes a removal.
func (r *Recorder) Deleted(path string, synced bool) {
	name := filepath.Base(path)
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.known, name)
	r.ops = append(r.ops, op{kind: opDelete, file: name, synced: synced})
}

type recorded struct {
	r    *Recorder
	name string
}

func (f *recorded) Read(b shim.Below, p []byte, off int64) int32 { return b.Read(p, off) }

func (f *recorded) Write(b shim.Below, p []byte, off int64) int32 {
	f.r.add(op{kind: opWrite, file: f.name, off: off, data: bytes.Clone(p)})
	return b.Write(p, off)
}

func (f *recorded) Truncate(b shim.Below, size int64) int32 {
	f.r.add(op{kind: opTruncate, file: f.name, off: size})
	return b.Truncate(size)
}

// Sync is noted when it is done: a cut before is one without it. The disk itself
// is spared: what is on it plays no part here.
func (f *recorded) Sync(shim.Below, int32) int32 {
	if f.r.Breaks != nil && f.r.Breaks(f.name) {
		f.r.add(op{kind: opSyncFailed, file: f.name})
		return sqlite3.SQLITE_IOERR_FSYNC
	}
	f.r.add(op{kind: opSync, file: f.name})
	return sqlite3.SQLITE_OK
}

func (f *recorded) Close() {}
