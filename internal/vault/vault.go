package vault

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	sqlite3 "modernc.org/sqlite/lib"

	"thamho.vn/internal/vault/shim"
)

// Vault seals the databases that are opened through its VFS with one key.
type Vault struct {
	name  string
	base  string
	vfs   *shim.VFS
	pages *pages
	ward  ward
}

// vaults counts those of this process, for names.
var vaults atomic.Int64

// New registers a VFS that seals with a key of KeySize bytes; the caller keeps
// the key and may wipe it at once. base names the VFS below, "" for the
// system's.
func New(dataKey []byte, base string) (*Vault, error) {
	return newVault(dataKey, base, rand.Reader)
}

func newVault(dataKey []byte, base string, random io.Reader) (*Vault, error) {
	if len(dataKey) != KeySize {
		return nil, fmt.Errorf("vault: a key has %d bytes, not %d", KeySize, len(dataKey))
	}
	data := key(dataKey)
	defer data.wipe()
	v := &Vault{name: fmt.Sprintf("thamho-vault-%d", vaults.Add(1)), base: base, pages: newPages(&data, random)}
	var err error
	if v.vfs, err = shim.Register(v.name, base, v); err != nil {
		v.pages.wipe()
		return nil, err
	}
	return v, nil
}

// Name is what a database is opened with: «vfs=NAME».
func (v *Vault) Name() string { return v.name }

// Close takes the VFS out of SQLite and wipes the key. Every database must be
// closed before: else it does nothing and returns shim.ErrInUse.
func (v *Vault) Close() error {
	if err := v.vfs.Close(); err != nil {
		return err
	}
	v.pages.wipe()
	return nil
}

// Admit refuses files that have no place beside the database: what is in them
// would be in the clear.
func (v *Vault) Admit(_ string, kind shim.Kind) int32 {
	if kind == shim.Temp {
		return sqlite3.SQLITE_CANTOPEN
	}
	return sqlite3.SQLITE_OK
}

// Open makes what stands for a file.
func (v *Vault) Open(name string, kind shim.Kind, _ shim.Below) shim.File {
	switch kind {
	case shim.WAL:
		return v.guard(&walFile{pages: v.pages, scratch: shim.Buffer(frameSize)}, name, kind)
	case shim.Journal:
		return v.guard(&journalFile{pages: v.pages, scratch: shim.Buffer(PageSize)}, name, kind)
	default:
		return v.guard(&mainFile{pages: v.pages, scratch: shim.Buffer(PageSize)}, name, kind)
	}
}

// Deleted is told of removed files.
func (v *Vault) Deleted(string, bool) {}

// Opens tells whether a database was sealed with this vault's key. It looks at
// pages from the start on until one opens: a page may be torn.
func (v *Vault) Opens(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("vault: look at file: %w", err)
	}
	defer f.Close()
	page := make([]byte, PageSize)
	for off := int64(0); off < PageSize*probed; off += PageSize {
		if _, err := f.ReadAt(page, off); err != nil {
			break
		}
		if v.pages.open(page, boundMain, off) == nil {
			clear(page)
			return true, nil
		}
	}
	return false, nil
}

// IsPlain tells whether a file is a database that anybody can read; a file that
// is not there is none.
func IsPlain(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("vault: look at file: %w", err)
	}
	defer f.Close()
	head := make([]byte, len(plainHead))
	if _, err := io.ReadFull(f, head); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("vault: look at file: %w", err)
	}
	return string(head) == plainHead, nil
}

// plainHead begins every database of SQLite that is not sealed.
const plainHead = "SQLite format 3\x00"

// probed is how many pages are tried.
const probed = 64

// Create makes an empty database, in WAL mode and with its reserved bytes, unless
// there is a file already. It is there wholly or not at all.
func (v *Vault) Create(path string) error {
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		return nil
	}
	sealed := make([]byte, PageSize)
	if err := v.pages.seal(sealed, emptyDatabase(), boundMain, 0); err != nil {
		return fmt.Errorf("vault: create: %w", err)
	}
	return WriteFile(path, sealed)
}

// Replace puts a finished copy in the place of another file, on the disk. What
// belonged to that file and lies beside it goes first: nobody may have it open.
func Replace(copied, path string) error {
	for _, end := range []string{"-wal", "-shm", "-journal"} {
		if err := removeIfThere(path + end); err != nil {
			return fmt.Errorf("vault: replace: %w", err)
		}
	}
	if err := syncFile(copied); err != nil {
		return err
	}
	if err := rename(copied, path); err != nil {
		return fmt.Errorf("vault: replace: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// emptyDatabase is the first page of a database without tables.
func emptyDatabase() []byte {
	p := make([]byte, PageSize)
	copy(p, plainHead)
	p[16], p[17] = PageSize>>8, PageSize&0xff
	p[18], p[19] = 2, 2 // written and read with a log
	p[20] = Reserved
	p[21], p[22], p[23] = 64, 32, 32 // fixed by the format
	p[27], p[31], p[95] = 1, 1, 1    // changed once, one page long, and so since the same change
	p[100] = 0x0d                    // a leaf of the schema's table
	p[105], p[106] = bodySize>>8, bodySize&0xff
	return p
}

// WriteFile puts a file in its place as a whole: written beside, synced,
// renamed.
func WriteFile(path string, data []byte) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".thamho-*")
	if err != nil {
		return fmt.Errorf("vault: write beside: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("vault: write beside: %w", err)
	}
	return syncFolder(dir)
}
