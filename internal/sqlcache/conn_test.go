package sqlcache

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"path/filepath"
	"testing"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// counted counts what is parsed.
type counted struct {
	driven
	parsed *int
}

func (c counted) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	*c.parsed++
	return c.driven.PrepareContext(ctx, query)
}

type countedConnector struct {
	connector
	room   int
	parsed *int
}

func (c countedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	made, err := c.connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	ours := made.(*conn)
	ours.driven, ours.kept = counted{ours.driven, c.parsed}, newShelf(c.room)
	return ours, nil
}

// open returns a database with one table and one connection, and how many
// statements it has parsed since.
func open(t *testing.T, room int) (*sql.DB, *int) {
	t.Helper()
	base, err := sqlite.NewConnector("file:" + filepath.Join(t.TempDir(), "t.db") + "?_pragma=journal_mode(wal)&_pragma=busy_timeout(0)")
	if err != nil {
		t.Fatal(err)
	}
	parsed := new(int)
	db := sql.OpenDB(countedConnector{connector{base}, room, parsed})
	db.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	exec(t, db, `CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)`)
	*parsed = 0
	return db, parsed
}

const (
	sqlAdd  = `INSERT INTO t (name) VALUES ($1)`
	sqlName = `SELECT name FROM t WHERE id = $1`
	sqlAll  = `SELECT * FROM t ORDER BY id`
)

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func exec(t *testing.T, db execer, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func TestATextIsParsedOnce(t *testing.T) {
	t.Parallel()
	db, parsed := open(t, most)
	for i := range 10 {
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		exec(t, tx, sqlAdd, string(rune('a'+i)))
		var name string
		if err := tx.QueryRowContext(t.Context(), sqlName, i+1).Scan(&name); err != nil || name != string(rune('a'+i)) {
			t.Fatalf("row %d: %q, %v", i+1, name, err)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	if *parsed != 2 {
		t.Errorf("two texts were parsed %d times", *parsed)
	}
}

func TestAQueryInsideItsOwnRowsHasAStatementOfItsOwn(t *testing.T) {
	t.Parallel()
	db, parsed := open(t, most)
	exec(t, db, sqlAdd, "a")
	exec(t, db, sqlAdd, "b")
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	count := func(inner func()) (n int) {
		rows, err := tx.QueryContext(t.Context(), sqlAll)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			n++
			inner()
		}
		if rows.Err() != nil {
			t.Fatal(rows.Err())
		}
		return n
	}
	within := 0
	outer := count(func() { within += count(func() {}) })
	if outer != 2 || within != 4 || *parsed != 3 {
		t.Errorf("%d rows outside, %d inside, %d parsed", outer, within, *parsed)
	}
}

// Rows that were not read to the end keep nobody from writing.
func TestRowsThatWereLeftHoldNothing(t *testing.T) {
	t.Parallel()
	db, _ := open(t, most)
	exec(t, db, sqlAdd, "a")
	exec(t, db, sqlAdd, "b")
	rows, err := db.QueryContext(t.Context(), sqlAll)
	if err != nil || !rows.Next() {
		t.Fatal(err)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	var busy, frames, moved int
	if err := db.QueryRowContext(t.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved); err != nil || busy != 0 {
		t.Errorf("checkpoint: busy %d, %v", busy, err)
	}
	exec(t, db, `DROP TABLE t`)
}

func TestAnErrorIsTheDriversAndTheNextCallIsNew(t *testing.T) {
	t.Parallel()
	db, _ := open(t, most)
	exec(t, db, sqlAdd, "a")
	_, err := db.ExecContext(t.Context(), sqlAdd, "a")
	bad, ok := errors.AsType[*sqlite.Error](err)
	if !ok || bad.Code() != sqlite3.SQLITE_CONSTRAINT_UNIQUE {
		t.Errorf("the same name twice: %v", err)
	}
	exec(t, db, sqlAdd, "b")

	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := db.QueryContext(ended, sqlAll); !errors.Is(err, context.Canceled) {
		t.Errorf("a question that was given up: %v", err)
	}
	var name string
	if err := db.QueryRowContext(t.Context(), sqlName, 2).Scan(&name); err != nil || name != "b" {
		t.Errorf("the next: %q, %v", name, err)
	}
}

// A statement that is kept sees what became of its table.
func TestAKeptStatementFollowsTheSchema(t *testing.T) {
	t.Parallel()
	db, _ := open(t, most)
	exec(t, db, sqlAdd, "a")
	columns := func() int {
		rows, err := db.QueryContext(t.Context(), sqlAll)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		return len(names)
	}
	before := columns()
	exec(t, db, `ALTER TABLE t ADD COLUMN year INTEGER`)
	if after := columns(); before != 2 || after != 3 {
		t.Errorf("%d columns before, %d after", before, after)
	}
}

func TestWhatLayLongestGivesWay(t *testing.T) {
	t.Parallel()
	db, parsed := open(t, 2)
	ask := func(query string) {
		t.Helper()
		var n int
		if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
	}
	for _, query := range []string{`SELECT 1`, `SELECT 2`, `SELECT 1`, `SELECT 3`, `SELECT 1`} {
		ask(query)
	}
	if *parsed != 3 {
		t.Errorf("%d parsed, want 3: the second one gave way", *parsed)
	}
	ask(`SELECT 2`)
	if *parsed != 4 {
		t.Errorf("%d parsed, want 4", *parsed)
	}
}

func TestOnlyRowsAreWorthKeeping(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{
		sqlAdd: true, "\n\t" + sqlAll: true, `WITH x AS (SELECT 1) SELECT * FROM x`: true, `DELETE FROM t`: true, `UPDATE t SET name = ''`: true,
		`PRAGMA quick_check`: false, `CREATE TABLE x (y)`: false, `VACUUM INTO 'x'`: false, `BEGIN`: false, ``: false,
	} {
		if worthKeeping(query) != want {
			t.Errorf("%q: %v", query, !want)
		}
	}
}
