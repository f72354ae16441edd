package store

import (
	"database/sql"
	"errors"
	"fmt"

	sqlite3 "modernc.org/sqlite/lib"

	"thamho.vn/internal/registry"
)

// explain turns an error of the database into one that a person can act on. It
// goes by result codes, never by texts.
func explain(verb string, err error) error {
	if err == nil {
		return nil
	}
	wrapped := fmt.Errorf("%s: %w", verb, err)
	if _, ok := errors.AsType[*registry.Error](err); ok {
		return wrapped
	}
	if errors.Is(err, sql.ErrNoRows) {
		return &registry.Error{Code: registry.NotFound, Key: "not_found", Err: wrapped}
	}
	sqliteErr, ok := errors.AsType[interface {
		error
		Code() int
	}](err)
	if !ok {
		return wrapped
	}
	if key := keyOf(sqliteErr.Code()); key != "" {
		return &registry.Error{Code: registry.Internal, Key: key, Err: wrapped}
	}
	return wrapped
}

// keyOf names the text for a result code of SQLite. A page whose seal does not
// hold is damage, whatever the disk says of itself; a sync that failed has the
// file opened again.
func keyOf(code int) string {
	switch code {
	case sqlite3.SQLITE_IOERR_DATA:
		return "db_damaged"
	case sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC:
		return "disk_sync"
	}
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return "disk_full"
	case sqlite3.SQLITE_IOERR:
		return "disk_io"
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return "file_held"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "db_damaged"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "db_locked"
	}
	return ""
}
