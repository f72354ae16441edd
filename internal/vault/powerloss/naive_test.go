package powerloss

import (
	"crypto/rand"

	"golang.org/x/crypto/chacha20poly1305"
	sqlite3 "modernc.org/sqlite/lib"

	"thamho.vn/internal/vault/shim"
)

// naive is a control: the obvious way to encrypt a log, in blocks of 4096 bytes
// that are read, changed and written again. A cut in the middle of a block costs
// what was in it before.
type naive struct{}

const (
	block  = 4096
	stored = block + chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead
)

func (naive) Admit(string, shim.Kind) int32 { return sqlite3.SQLITE_OK }
func (naive) Deleted(string, bool)          {}

func (naive) Open(_ string, kind shim.Kind, _ shim.Below) shim.File {
	if kind != shim.WAL {
		return through{}
	}
	return &naiveWAL{}
}

type through struct{}

func (through) Read(b shim.Below, p []byte, off int64) int32  { return b.Read(p, off) }
func (through) Write(b shim.Below, p []byte, off int64) int32 { return b.Write(p, off) }
func (through) Truncate(b shim.Below, size int64) int32       { return b.Truncate(size) }
func (through) Sync(b shim.Below, flags int32) int32          { return b.Sync(flags) }
func (through) Close()                                        {}

type naiveWAL struct{ through }

var naiveCipher, _ = chacha20poly1305.NewX(make([]byte, 32))

// get opens a block; one that can't be opened is zeros.
func get(b shim.Below, n int64) []byte {
	raw := shim.Buffer(stored)
	defer shim.Free(raw)
	b.Read(raw, n*stored)
	plain, err := naiveCipher.Open(nil, raw[:24], raw[24:], nil)
	if err != nil {
		return make([]byte, block)
	}
	return plain
}

func (*naiveWAL) Read(b shim.Below, p []byte, off int64) int32 {
	for len(p) > 0 {
		n := copy(p, get(b, off/block)[off%block:])
		p, off = p[n:], off+int64(n)
	}
	return sqlite3.SQLITE_OK
}

func (*naiveWAL) Write(b shim.Below, p []byte, off int64) int32 {
	for len(p) > 0 {
		plain := get(b, off/block)
		n := copy(plain[off%block:], p)
		raw := shim.Buffer(stored)
		_, _ = rand.Read(raw[:24])
		naiveCipher.Seal(raw[:24], raw[:24], plain, nil)
		code := b.Write(raw, off/block*stored)
		shim.Free(raw)
		if code != sqlite3.SQLITE_OK {
			return code
		}
		p, off = p[n:], off+int64(n)
	}
	return sqlite3.SQLITE_OK
}

func (*naiveWAL) Truncate(b shim.Below, size int64) int32 {
	return b.Truncate((size + block - 1) / block * stored)
}
