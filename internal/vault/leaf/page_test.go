package leaf

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	_ "modernc.org/sqlite" // the driver
)

// file gives out the pages of a plain database.
type file []byte

const pageSize = 4096

func (f file) Page(n int) ([]byte, bool) {
	if n < 1 || n*pageSize > len(f) {
		return nil, false
	}
	return f[(n-1)*pageSize : n*pageSize], true
}

// What SQLite wrote is found by the pages alone: every row of a table, long ones
// too, and of a table without numbers.
func TestRowsAreThoseThatSQLiteWrote(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER, x REAL, t TEXT, b BLOB)`)
	exec(`CREATE TABLE b (k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID`)
	numbered, unnumbered := map[int64][]any{}, map[string][]any{}
	for i, size := range []int{0, 1, 100, 985, 986, 4020, 4021, 4022, 4056, 8100, 8200, 300_000} {
		for j, n := range []int64{0, 1, -1, 127, -128, 1 << 15, 1 << 23, -1 << 31, 1 << 40, 1<<63 - 1} {
			id := int64(i*1000+j) << (j * 4) // keys of all lengths
			b := bytes.Repeat([]byte{byte(j)}, size)
			exec(`INSERT INTO a VALUES ($1, $2, $3, $4, $5)`, id, n, 0.5, "chữ", b)
			numbered[id] = []any{nil, n, 0.5, "chữ", b}
		}
		key := fmt.Sprint("khoá ", i)
		exec(`INSERT INTO b VALUES ($1, $2)`, key, bytes.Repeat([]byte{7}, size))
		unnumbered[key] = []any{key, bytes.Repeat([]byte{7}, size)}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}

	for n := 2; n <= len(data)/pageSize; n++ {
		rows, withKeys := Rows(file(data), n, 0)
		for _, row := range rows {
			if withKeys {
				if want, ok := numbered[row.Key]; ok && reflect.DeepEqual(row.Values, want) {
					delete(numbered, row.Key)
				}
			} else if key, ok := row.Values[0].(string); ok && reflect.DeepEqual(row.Values, unnumbered[key]) {
				delete(unnumbered, key)
			}
		}
	}

	if len(numbered) > 0 || len(unnumbered) > 0 {
		t.Errorf("%d and %d rows are not found", len(numbered), len(unnumbered))
	}
}

// Whatever is in a page, reading it ends and takes no more than is there.
func FuzzRows(f *testing.F) {
	for _, seed := range []string{"\x0d\x00\x00\x00\x01\x00\x00\x00\x00\x0a\x05\x01\x02\x01\x07", "\x0a", "\x02\x00\x00\xff\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(_ *testing.T, data []byte) {
		p := make([]byte, 2*pageSize)
		copy(p[pageSize:], data)
		Rows(file(p), 2, 40)
	})
}
