package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

// seal makes sure that the file, and the copies of it that lie beside, are
// sealed before anything is read. A new one is made sealed.
func (s *Store) seal(ctx context.Context) error {
	if s.Vault == nil {
		return nil
	}
	if err := removeAll(globName(s.Path) + "*" + halfDone); err != nil { // of a take-over that was cut
		return err
	}
	plain, err := vault.IsPlain(s.Path)
	if err != nil {
		return err
	}
	if plain {
		if err := s.takeOver(ctx, s.Path); err != nil {
			return fmt.Errorf("take over: %w", err)
		}
	}
	if err := s.sealCopies(ctx); err != nil {
		return fmt.Errorf("seal copies: %w", err)
	}
	return s.Vault.Create(s.Path)
}

// halfDone ends the name of a file that is not yet what it will be.
const halfDone = ".half"

// sealCopies seals the copies that earlier versions made before a migration.
func (s *Store) sealCopies(ctx context.Context) error {
	copies, err := filepath.Glob(globName(s.Path) + ".v*")
	if err != nil {
		return err
	}
	for _, file := range copies {
		plain, err := vault.IsPlain(file)
		if err == nil && plain {
			err = s.takeOver(ctx, file)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeOver replaces a plain database by a sealed one with the same rows. The
// plain one goes only when the sealed one is on the disk, was read again and
// holds the same; until then a crash leaves it as it was, and the next start
// begins anew.
func (s *Store) takeOver(ctx context.Context, path string) error {
	half := path + halfDone
	if err := settle(ctx, path); err != nil {
		return err
	}
	if err := s.Vault.TakeOver(path, half); err != nil {
		return err
	}
	before, err := contents(ctx, Options{Path: path})
	if err != nil {
		return err
	}
	after, err := contents(ctx, Options{Path: half, Vault: s.Vault})
	if err != nil {
		return err
	}
	if !bytes.Equal(before, after) {
		return &registry.Error{Code: registry.Internal, Key: "db_takeover", Err: errors.New("the sealed copy differs")}
	}
	if err := vault.Replace(half, path); err != nil {
		return err
	}
	s.Log.Info("sealed a plain file", "op", "takeover", "file", filepath.Base(path))
	return nil
}

// settle brings what waits in a plain file's log into the file itself, so that
// nothing of it is left beside.
func settle(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", Options{Path: path}.dsn(false))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	var busy, log, done int
	if err := db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done); err != nil {
		return err
	}
	if busy != 0 {
		return &registry.Error{Code: registry.Internal, Key: "db_locked", Err: errors.New("another program reads the file")}
	}
	return nil
}

// contents is a hash over every row of every table, in an order that copying
// does not change.
func contents(ctx context.Context, o Options) (sum []byte, err error) {
	db, err := sql.Open("sqlite", o.dsn(true))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	rows, err := db.QueryContext(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`)
	tables, err := collect(rows, err, "list tables", func(scan scanFunc) (name string, err error) { return name, scan(&name) })
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	for _, table := range tables {
		if err := hashTable(ctx, db, table, h); err != nil {
			return nil, fmt.Errorf("table %s: %w", table, err)
		}
	}
	return h.Sum(nil), nil
}

// hashTable writes a table's rows into a hash. The name comes from the schema of
// our own file, quoted.
func hashTable(ctx context.Context, db *sql.DB, table string, h io.Writer) error {
	rows, err := db.QueryContext(ctx, `SELECT * FROM "`+table+`" ORDER BY 1, 2`)
	if err != nil { // a table of one column
		if rows, err = db.QueryContext(ctx, `SELECT * FROM "`+table+`" ORDER BY 1`); err != nil {
			return err
		}
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	fmt.Fprintf(h, "%q %q\n", table, columns)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		fmt.Fprintf(h, "%q\n", values)
	}
	return rows.Err()
}

// globName keeps a path's own signs from being taken for a pattern.
func globName(path string) string {
	var out []byte
	for _, c := range []byte(filepath.ToSlash(path)) {
		if c == '*' || c == '?' || c == '[' || c == '\\' {
			out = append(out, '\\')
		}
		out = append(out, c)
	}
	return string(out)
}

func removeAll(pattern string) error {
	files, err := filepath.Glob(pattern)
	for _, file := range files {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}
