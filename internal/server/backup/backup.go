// Package backup writes the server's data folder into one encrypted file while
// the server runs, and makes a folder from such a file.
//
// A backup is a tar of a consistent copy of the database and of the server's
// keys, zstd, encrypted with age to the province's recipient, whose identity
// lies offline: who steals the backups reads nothing. The file of revocations is
// no part of it: a restore must not forget a theft.
package backup

import (
	"archive/tar"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"thamho.vn/internal/server/central"
)

// Database is the name of the database in a data folder.
const Database = "central.db"

// Files are what a backup holds besides the database, as far as they are there.
var Files = []string{"server.key", "server.cert", "root.key", "ca.crt", "ca.key", "ca-next.crt", "ca-next.key", "ca-last.crt", "recovery.json"}

// maxFile bounds what a restore writes: a backup that was altered can't fill the
// disk, since age refuses it, but one's own mistake could.
const maxFile = 1 << 40

// Write writes a backup of the data folder dir to w and says what it holds. The
// copy is checked before a byte of it is written.
func Write(ctx context.Context, w io.Writer, dir string, to age.Recipient) (held central.Ends, err error) {
	err = pack(w, dir, Database, to, func(copied string) (err error) {
		held, err = copyDatabase(ctx, filepath.Join(dir, Database), copied)
		return err
	})
	return held, err
}

// window is how far back packing looks. Blocks are packed already, and what else
// repeats lies near; each MB costs several of memory, beside a busy server.
const window = 1 << 20

// pack writes what makeCopy makes, under a name, and the keys of a folder.
func pack(w io.Writer, dir, name string, to age.Recipient, makeCopy func(copied string) error) (err error) {
	copied := filepath.Join(dir, fmt.Sprintf("backup-%d.tmp", os.Getpid()))
	defer func() { err = errors.Join(err, ignoreMissing(os.Remove(copied))) }()
	if err := makeCopy(copied); err != nil {
		return fmt.Errorf("copy database: %w", err)
	}
	sealed, err := age.Encrypt(w, to)
	if err != nil {
		return fmt.Errorf("encrypt: %w", err)
	}
	packed, err := zstd.NewWriter(sealed, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(window))
	if err != nil {
		return err
	}
	archive := tar.NewWriter(packed)
	if err := add(archive, name, copied); err != nil {
		return err
	}
	for _, name := range Files {
		if err := add(archive, name, filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return errors.Join(archive.Close(), packed.Close(), sealed.Close())
}

// copyDatabase makes a consistent copy, while others write, checks it and says
// what it holds.
func copyDatabase(ctx context.Context, from, to string) (held central.Ends, err error) {
	source, err := sql.Open("sqlite", dsn(from, "query_only(0)")) // VACUUM INTO counts as writing
	if err != nil {
		return held, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	if _, err := source.ExecContext(ctx, `VACUUM INTO $1`, to); err != nil {
		return held, err
	}
	made, err := sql.Open("sqlite", dsn(to, "query_only(1)"))
	if err != nil {
		return held, err
	}
	defer func() { err = errors.Join(err, made.Close()) }()
	var verdict string
	if err := made.QueryRowContext(ctx, `PRAGMA quick_check`).Scan(&verdict); err != nil {
		return held, err
	}
	if verdict != "ok" {
		return held, fmt.Errorf("the copy is damaged: %s", verdict)
	}
	return central.ReadEnds(ctx, made)
}

func dsn(path, mode string) string {
	q := url.Values{"_pragma": {"busy_timeout(10000)", mode}}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

func add(archive *tar.Writer, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	head := &tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime().Truncate(time.Second), Typeflag: tar.TypeReg}
	if err := archive.WriteHeader(head); err != nil {
		return err
	}
	if _, err := io.Copy(archive, f); err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	return nil
}

// ErrNotEmpty is for a folder that already holds a database: a restore never
// writes over one.
var ErrNotEmpty = errors.New("the data folder already holds a database or its keys")

// Read makes the data folder dir from a backup; of one of PostgreSQL the dump
// lies in it then, for Load. Whatever goes wrong, dir then
// holds no database: the file is complete or it is not there.
func Read(r io.Reader, dir string, with ...age.Identity) error {
	for _, name := range []string{Database, Dump, Files[0]} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return ErrNotEmpty
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	opened, err := age.Decrypt(r, with...)
	if err != nil {
		return fmt.Errorf("decrypt: %w", err)
	}
	unpacked, err := zstd.NewReader(opened)
	if err != nil {
		return err
	}
	defer unpacked.Close()
	made := map[string]string{}
	err = extract(tar.NewReader(unpacked), dir, made)
	whole := Database
	if made[Dump] != "" {
		whole = Dump
	}
	if err == nil && made[whole] == "" {
		err = errors.New("there is no database in this file")
	}
	for name, tmp := range made {
		if err == nil && name != whole {
			err = os.Rename(tmp, filepath.Join(dir, name))
		}
	}
	if err == nil { // last: with it the folder is whole
		err = os.Rename(made[whole], filepath.Join(dir, whole))
	}
	if err != nil {
		for _, tmp := range made {
			err = errors.Join(err, ignoreMissing(os.Remove(tmp)))
		}
	}
	return err
}

// extract writes each file beside its name and notes where.
func extract(archive *tar.Reader, dir string, made map[string]string) error {
	for {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read backup: %w", err)
		}
		if head.Typeflag != tar.TypeReg || head.Name != filepath.Base(head.Name) || strings.HasPrefix(head.Name, ".") || head.Size > maxFile {
			return fmt.Errorf("%q does not belong into a backup", head.Name)
		}
		tmp := filepath.Join(dir, head.Name+".restored")
		made[head.Name] = tmp
		if err := writeFile(tmp, archive); err != nil {
			return err
		}
	}
}

func writeFile(path string, r io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
