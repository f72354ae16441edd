package vault

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// CopyError is a copy that SQLite refused, with its extended code.
type CopyError struct {
	code int
	text string
}

func (e *CopyError) Error() string { return fmt.Sprintf("vault: copy: %s (%d)", e.text, e.code) }

// Code is SQLite's, as the driver's errors have it.
func (e *CopyError) Code() int { return e.code }

// TakeOver writes a plain database as a sealed one, consistent and synced, to a
// file that must not be there.
func (v *Vault) TakeOver(plain, sealed string) error { return copyInto(v.base, plain, v, sealed) }

// Rekey writes a database of this vault under the key of another, to a file that
// must not be there.
func (v *Vault) Rekey(path string, other *Vault, out string) error {
	return copyInto(v.name, path, other, out)
}

// copyInto is VACUUM INTO from one VFS to another. It goes by the library's own
// functions: only so can the copy be told to leave the reserved bytes free,
// which the driver has no word for.
func copyInto(vfs, from string, to *Vault, out string) (err error) {
	tls := libc.NewTLS()
	defer tls.Close()
	db, err := openRaw(tls, vfs, from)
	if err != nil {
		return err
	}
	defer func() {
		if code := sqlite3.Xsqlite3_close_v2(tls, db); code != sqlite3.SQLITE_OK && err == nil {
			err = &CopyError{int(code), "close"}
		}
	}()
	if err := reserve(tls, db); err != nil {
		return err
	}
	if err := run(tls, db, "PRAGMA busy_timeout = 10000; PRAGMA temp_store = memory; PRAGMA cell_size_check = 1"); err != nil {
		return err
	}
	target := fileURI(out) + "?vfs=" + to.name
	if err := run(tls, db, "VACUUM INTO '"+strings.ReplaceAll(target, "'", "''")+"'"); err != nil {
		return errors.Join(err, removeIfThere(out))
	}
	return syncFile(out)
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

// fileURI is a path as SQLite takes it.
func fileURI(path string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()}
	return u.String()
}

// wordSize is room for a pointer.
const wordSize = 8

func openRaw(tls *libc.TLS, vfs, path string) (db uintptr, err error) {
	uri := fileURI(path)
	if vfs != "" {
		uri += "?vfs=" + vfs
	}
	name, err := libc.CString(uri)
	if err != nil {
		return 0, fmt.Errorf("vault: copy: %w", err)
	}
	defer libc.Xfree(tls, name)
	out := tls.Alloc(wordSize) // not on our stack, which may move
	defer tls.Free(wordSize)
	const flags = sqlite3.SQLITE_OPEN_READWRITE | sqlite3.SQLITE_OPEN_URI
	code := sqlite3.Xsqlite3_open_v2(tls, name, out, flags, 0)
	db = **(**uintptr)(unsafe.Pointer(&out))
	if code != sqlite3.SQLITE_OK {
		failed := failure(tls, db)
		sqlite3.Xsqlite3_close_v2(tls, db)
		return 0, failed
	}
	return db, nil
}

// reserve asks that copies leave bytes free at the end of each page.
func reserve(tls *libc.TLS, db uintptr) error {
	name, err := libc.CString("main")
	if err != nil {
		return fmt.Errorf("vault: copy: %w", err)
	}
	defer libc.Xfree(tls, name)
	n := tls.Alloc(wordSize)
	defer tls.Free(wordSize)
	**(**int32)(unsafe.Pointer(&n)) = Reserved
	if code := sqlite3.Xsqlite3_file_control(tls, db, name, sqlite3.SQLITE_FCNTL_RESERVE_BYTES, n); code != sqlite3.SQLITE_OK {
		return &CopyError{int(code), "reserve"}
	}
	return nil
}

func run(tls *libc.TLS, db uintptr, query string) error {
	text, err := libc.CString(query)
	if err != nil {
		return fmt.Errorf("vault: copy: %w", err)
	}
	defer libc.Xfree(tls, text)
	if code := sqlite3.Xsqlite3_exec(tls, db, text, 0, 0, 0); code != sqlite3.SQLITE_OK {
		return failure(tls, db)
	}
	return nil
}

func failure(tls *libc.TLS, db uintptr) error {
	return &CopyError{int(sqlite3.Xsqlite3_extended_errcode(tls, db)), libc.GoString(sqlite3.Xsqlite3_errmsg(tls, db))}
}

func syncFile(path string) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("vault: sync copy: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("vault: sync copy: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}
