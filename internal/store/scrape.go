package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// takeFrom copies what can be read of a file into this store; a row that is here
// already stays. It returns how many rows came.
func (s *Store) takeFrom(ctx context.Context, from Options, but string) (n int, err error) {
	src, err := sql.Open("sqlite", from.dsn(true))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	src.SetMaxOpenConns(1)
	for _, table := range ledgerTables {
		if strings.Contains(but, table) && table != "" {
			continue
		}
		taken, err := s.takeTable(ctx, src, table)
		n += taken
		if err != nil {
			return n, fmt.Errorf("table %s: %w", table, err)
		}
	}
	return n, nil
}

// takeTable copies the rows of a table that can be read.
func (s *Store) takeTable(ctx context.Context, src *sql.DB, table string) (n int, err error) {
	columns, keyed, err := s.columnsOf(ctx, table)
	if err != nil {
		return 0, err
	}
	list, marks := strings.Join(columns, ", "), make([]string, len(columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	insert := `INSERT OR IGNORE INTO ` + table + ` (` + list + `) VALUES (` + strings.Join(marks, ", ") + `)`
	err = s.update(ctx, func(tx *sql.Tx) error {
		put := func(values []any) error {
			res, err := tx.ExecContext(ctx, insert, values...)
			if err != nil {
				return err
			}
			added, err := res.RowsAffected()
			n += int(added)
			return err
		}
		return scrape(ctx, src, table, list, len(columns), keyed, put)
	})
	return n, err
}

// columnsOf names the columns of a table of this program, and tells whether its
// rows have numbers to be asked for one by one. The key of a table that has its
// own stays behind: numbers are given anew, so that rows of two files don't take
// each other's place. Only the parts of a picture name it by its number.
func (s *Store) columnsOf(ctx context.Context, table string) (columns []string, keyed bool, err error) {
	rows, err := s.write.QueryContext(ctx, `SELECT name FROM pragma_table_info($1) WHERE NOT (pk = 1 AND type = 'INTEGER') OR $1 = 'photo' ORDER BY cid`, table)
	columns, err = collect(rows, err, "columns", func(scan scanFunc) (name string, err error) { return `"` + name + `"`, scan(&name) })
	if err != nil {
		return nil, false, err
	}
	var without int
	err = s.write.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = $1 AND sql LIKE '%WITHOUT ROWID%'`, table).Scan(&without)
	return columns, without == 0, err
}

// patienceRows is how many numbers without a row are asked for behind the last
// one that is known, where the end of a table can't be read.
const patienceRows = 1000

// scrape reads a table in the order of its rows; where a page can't be read it
// goes on behind it, number by number.
func scrape(ctx context.Context, src *sql.DB, table, list string, width int, keyed bool, put func([]any) error) error {
	ctx = context.WithoutCancel(ctx) // a statement that could be cancelled costs a goroutine
	if !keyed {
		_, err := each(ctx, src, `SELECT 0, `+list+` FROM `+table, width, put)
		return ours(err)
	}
	probe, err := src.PrepareContext(ctx, `SELECT rowid, `+list+` FROM `+table+` WHERE rowid = $1`)
	if err != nil {
		return nil // of the table nothing can be read, not even what it is
	}
	defer probe.Close()
	end := int64(0)
	_ = src.QueryRowContext(ctx, `SELECT coalesce(max(rowid), 0) FROM `+table).Scan(&end) // 0 where it can't be read
	for last := int64(0); ; {
		at, err := each(ctx, src, `SELECT rowid, `+list+` FROM `+table+` WHERE rowid > $1 ORDER BY rowid`, width, put, last)
		last = max(last, at)
		if err == nil || ours(err) != nil {
			return ours(err)
		}
		next, err := behind(ctx, probe, last, max(end, last+patienceRows), width, put)
		if err != nil || next == 0 {
			return err
		}
		last = next
	}
}

// behind hands out the next row that can be read by its number, and returns that
// number; 0 when there is none until end.
func behind(ctx context.Context, probe *sql.Stmt, last, end int64, width int, put func([]any) error) (int64, error) {
	for n := last + 1; n <= end; n++ {
		rows, err := probe.QueryContext(ctx, n)
		if err != nil {
			continue
		}
		at, err := hand(rows, width, put)
		if ours(err) != nil {
			return 0, ours(err)
		}
		if err == nil && at > 0 {
			return at, nil
		}
	}
	return 0, nil
}

// putError is one of the store that is written: it ends a salvage.
type putError struct{ error }

// ours lets only those errors pass that are not the damaged file's.
func ours(err error) error {
	if e, ok := errors.AsType[putError](err); ok {
		return e.error
	}
	return nil
}

// each hands out the rows of a query until the first that can't be read, and
// returns the number of the last.
func each(ctx context.Context, src *sql.DB, query string, width int, put func([]any) error, args ...any) (last int64, err error) {
	rows, err := src.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return hand(rows, width, put)
}

func hand(rows *sql.Rows, width int, put func([]any) error) (last int64, err error) {
	defer rows.Close()
	values, into := make([]any, width), make([]any, width+1)
	into[0] = &last
	for i := range values {
		into[i+1] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return last, err
		}
		if err := put(values); err != nil {
			return last, putError{err}
		}
	}
	return last, rows.Err()
}
