package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	"thamho.vn/internal/sqlcache"
)

// sqlite is one file: one connection writes, others read beside it.
type sqlite struct{ path string }

var pragmas = []string{
	"busy_timeout(10000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(1)", "temp_store(memory)",
	"trusted_schema(0)", "cell_size_check(1)", "cache_size(-64000)", "journal_size_limit(67108864)",
	"wal_autocheckpoint(8000)", // 32 MB: a busy hour writes its index pages once, not every second
}

func dsn(path, lock, mode string) string {
	q := url.Values{"_pragma": append(pragmas[:len(pragmas):len(pragmas)], mode), "_defensive": {"1"}, "_dqs": {"0"}, "_txlock": {lock}}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

func (sqlite) name() string { return "sqlite" }

func (s sqlite) open(context.Context) (write, read *sql.DB, err error) {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return nil, nil, fmt.Errorf("make data folder: %w", err)
	}
	if write, err = sqlcache.Open(dsn(s.path, "immediate", "query_only(0)")); err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	if read, err = sqlcache.Open(dsn(s.path, "deferred", "query_only(1)")); err != nil {
		return write, nil, err
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return write, read, nil
}

func (sqlite) migrating(context.Context, *sql.DB) (func() error, error) {
	return func() error { return nil }, nil
}

func (sqlite) dialect() goose.Dialect { return goose.DialectSQLite3 }

func (sqlite) schema(text string) string { return text }

func (sqlite) many() bool { return false }

func (sqlite) locking(query string, _ lock) string { return query }

func (sqlite) again(err error) bool { return errors.Is(err, errMoved) } // only in tests: the writer is alone

func (sqlite) reading() *sql.TxOptions { return nil } // a transaction always sees one moment

// writeAll runs the statement for one row after the other.
func (sqlite) writeAll(m *merge, b bulk, rows [][]any) (missed []int, err error) {
	for i, row := range rows {
		n, err := m.exec(b.query, row...)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			missed = append(missed, i)
		}
	}
	return missed, nil
}
