package vault

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"thamho.vn/internal/vault/shim"
)

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// testKey is the n-th key of the tests.
func testKey(n byte) []byte { return bytes.Repeat([]byte{n}, KeySize) }

func newTestVault(t testing.TB, n byte) *Vault {
	t.Helper()
	v := must[*Vault](t)(New(testKey(n), ""))
	t.Cleanup(func() { ok(t, v.Close()) })
	return v
}

const dsnRest = "&_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=temp_store(memory)"

func openDB(t testing.TB, v *Vault, path string) *sql.DB {
	t.Helper()
	db := must[*sql.DB](t)(sql.Open("sqlite", "file:"+path+"?vfs="+v.Name()+dsnRest))
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec(t testing.TB, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func one[T any](t testing.TB, db *sql.DB, query string, args ...any) (out T) {
	t.Helper()
	if err := db.QueryRow(query, args...).Scan(&out); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

func codeOf(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()
	}
	return 0
}

const marked = "Nguyễn Thị Hòa Bình Đánh Dấu"

// rowsOf fills a database with rows that all hold the marked name.
func fill(t testing.TB, db *sql.DB, rows int) {
	t.Helper()
	exec(t, db, `CREATE TABLE IF NOT EXISTS child (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note BLOB) STRICT`)
	exec(t, db, `CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (name)`)
	exec(t, db, `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i+1 FROM n WHERE i < $1)
		INSERT INTO child (name, note) SELECT $2 || ' ' || i, zeroblob(i % 9000) FROM n`, rows, marked)
	exec(t, db, `INSERT INTO words SELECT name FROM child`)
}

func newFile(t testing.TB, v *Vault) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a b'%.db")
	ok(t, v.Create(path))
	return strings.ReplaceAll(strings.ReplaceAll(path, "%", "%25"), "?", "%3f")
}

func realPath(uri string) string { return strings.ReplaceAll(uri, "%25", "%") }

func TestNothingIsInTheClear(t *testing.T) {
	t.Parallel()
	v := newTestVault(t, 1)
	path := newFile(t, v)
	db := openDB(t, v, path)
	fill(t, db, 500)
	exec(t, db, `UPDATE child SET name = name || '.' WHERE id % 3 = 0`)

	look := func(when string) {
		files := must[[]string](t)(filepath.Glob(filepath.Join(filepath.Dir(path), "*")))
		for _, file := range files {
			data := must[[]byte](t)(os.ReadFile(file))
			for _, clear := range []string{"Nguy", "Hòa Bình", "SQLite format", "CREATE TABLE"} {
				if bytes.Contains(data, []byte(clear)) {
					t.Errorf("%s: %q stands in %s", when, clear, filepath.Base(file))
				}
			}
		}
		if len(files) < 1 {
			t.Fatal("no files")
		}
	}
	look("with a log")
	exec(t, db, `PRAGMA wal_checkpoint(TRUNCATE)`)
	look("after a checkpoint")
	ok(t, db.Close())
	look("closed")

	db = openDB(t, v, path)
	if got := one[int](t, db, `SELECT count(*) FROM words WHERE words MATCH 'hoa* OR đánh'`); got == 0 {
		t.Error("what was written is not found again")
	}
	if got := one[string](t, db, `PRAGMA integrity_check`); got != "ok" {
		t.Error(got)
	}
}

func TestAnotherKeyOpensNothing(t *testing.T) {
	t.Parallel()
	v, w := newTestVault(t, 1), newTestVault(t, 2)
	path := newFile(t, v)
	db := openDB(t, v, path)
	fill(t, db, 10)
	ok(t, db.Close())

	err := openDB(t, w, path).QueryRow(`SELECT count(*) FROM child`).Scan(new(int))

	if codeOf(err) != sqlite3.SQLITE_IOERR_DATA {
		t.Errorf("got %v", err)
	}
	if got := one[int](t, openDB(t, v, path), `SELECT count(*) FROM child`); got != 10 {
		t.Errorf("%d rows after a stranger's try", got)
	}
}

// Every page is tied to its place and its file.
func TestMovedAndChangedPagesAreErrors(t *testing.T) {
	t.Parallel()
	v := newTestVault(t, 1)
	path := newFile(t, v)
	db := openDB(t, v, path)
	fill(t, db, 300)
	ok(t, db.Close())
	whole := must[[]byte](t)(os.ReadFile(realPath(path)))
	for name, spoil := range map[string]func(b []byte){
		"two pages swapped": func(b []byte) {
			tmp := bytes.Clone(b[3*PageSize : 4*PageSize])
			copy(b[3*PageSize:], b[4*PageSize:5*PageSize])
			copy(b[4*PageSize:], tmp)
		},
		"one bit":           func(b []byte) { b[3*PageSize+77] ^= 4 },
		"a bit of a nonce":  func(b []byte) { b[4*PageSize-1] ^= 1 },
		"a page of zeros":   func(b []byte) { clear(b[3*PageSize : 4*PageSize]) },
		"a page of another": func(b []byte) { copy(b[3*PageSize:4*PageSize], b[5*PageSize:]) },
	} {
		b := bytes.Clone(whole)
		spoil(b)
		ok(t, os.WriteFile(realPath(path), b, 0o600))
		db := openDB(t, v, path)
		_, err := db.Exec(`PRAGMA integrity_check; SELECT sum(length(note)) FROM child; INSERT INTO words(words) VALUES ('integrity-check')`)
		if codeOf(err) != sqlite3.SQLITE_IOERR_DATA {
			t.Errorf("%s: %v", name, err)
		}
		ok(t, db.Close())
	}
}

// TestPromise21ABadDiskNeverShowsAWrongRow flips single bits all over a file:
// each row that is given out is one that was written.
func TestPromise21ABadDiskNeverShowsAWrongRow(t *testing.T) {
	t.Parallel()
	v := newTestVault(t, 1)
	wrong := func(open func(path string) *sql.DB, path string, write func([]byte) error, whole []byte) (wrong, refused int) {
		for flip := range 40 {
			b := bytes.Clone(whole)
			b[PageSize+(flip*104729)%(len(b)-PageSize)] ^= 1 << (flip % 8)
			ok(t, write(b))
			db := open(path)
			for id := 1; id <= 300; id++ {
				var name string
				var note []byte
				err := db.QueryRow(`SELECT name, note FROM child WHERE id = $1`, id).Scan(&name, &note)
				switch {
				case err != nil:
					refused++
				case name != fmt.Sprintf("%s %d", marked, id) || !bytes.Equal(note, make([]byte, id%9000)):
					wrong++
				}
			}
			ok(t, db.Close())
		}
		return wrong, refused
	}
	path := newFile(t, v)
	db := openDB(t, v, path)
	fill(t, db, 300)
	ok(t, db.Close())
	sealedWrong, refused := wrong(func(p string) *sql.DB { return openDB(t, v, p) }, path,
		func(b []byte) error { return os.WriteFile(realPath(path), b, 0o600) }, must[[]byte](t)(os.ReadFile(realPath(path))))

	plainPath := filepath.Join(t.TempDir(), "plain.db")
	openPlain := func(p string) *sql.DB { return must[*sql.DB](t)(sql.Open("sqlite", "file:"+p)) }
	plain := openPlain(plainPath)
	fill(t, plain, 300)
	ok(t, plain.Close())
	plainWrong, _ := wrong(openPlain, plainPath,
		func(b []byte) error { return os.WriteFile(plainPath, b, 0o600) }, must[[]byte](t)(os.ReadFile(plainPath)))

	t.Logf("wrong rows: %d sealed (%d refused), %d plain", sealedWrong, refused, plainWrong)
	if sealedWrong != 0 || refused == 0 {
		t.Errorf("sealed: %d wrong rows, %d refused", sealedWrong, refused)
	}
	if plainWrong == 0 {
		t.Error("a plain file shows no wrong row: the test is blind")
	}
}

// A first page that was torn by a checkpoint does not keep a good log shut.
func TestATornFirstPageIsMendedByTheLog(t *testing.T) {
	t.Parallel()
	v := newTestVault(t, 1)
	path := newFile(t, v)
	db := openDB(t, v, path)
	fill(t, db, 50)
	dir := t.TempDir()
	torn := filepath.Join(dir, "torn.db")
	data := must[[]byte](t)(os.ReadFile(realPath(path)))
	copy(data[:1024], make([]byte, 1024))
	ok(t, os.WriteFile(torn, data, 0o600))
	ok(t, os.WriteFile(torn+"-wal", must[[]byte](t)(os.ReadFile(realPath(path)+"-wal")), 0o600))

	if got := one[int](t, openDB(t, v, torn), `SELECT count(*) FROM child`); got != 50 {
		t.Errorf("%d rows", got)
	}
}

// A database that keeps its own bytes where ours would go is refused.
func TestAPlainDatabaseCopiedIntoTheLayerIsRefused(t *testing.T) {
	t.Parallel()
	v := newTestVault(t, 1)
	dir := t.TempDir()
	plain := must[*sql.DB](t)(sql.Open("sqlite", "file:"+filepath.Join(dir, "plain.db")))
	fill(t, plain, 50)
	defer plain.Close()

	_, err := plain.Exec(`VACUUM INTO $1`, "file:"+filepath.Join(dir, "copy.db")+"?vfs="+v.Name())

	if codeOf(err)&0xff != sqlite3.SQLITE_IOERR {
		t.Errorf("got %v", err)
	}
}

// Each page is looked at, not the first alone.
func TestPagesThatUseTheReservedBytesAreRefused(t *testing.T) {
	t.Parallel()
	p := make([]byte, PageSize)
	if !fits(p, PageSize) || fits(p, 0) {
		t.Error("an empty page, and a first page that reserves nothing")
	}
	p[20] = Reserved
	if !fits(p, 0) {
		t.Error("a first page of ours is refused")
	}
	for _, at := range []int{bodySize, PageSize - 1} {
		q := bytes.Clone(p)
		q[at] = 1
		if fits(q, PageSize) || fits(q, 0) {
			t.Errorf("byte %d would be lost", at)
		}
	}
}

func TestTakeOverAndRekey(t *testing.T) {
	t.Parallel()
	v, w := newTestVault(t, 1), newTestVault(t, 2)
	dir := t.TempDir()
	plainPath := filepath.Join(dir, "pl'ain %.db")
	plain := must[*sql.DB](t)(sql.Open("sqlite", "file:"+strings.ReplaceAll(plainPath, "%", "%25")+"?_pragma=journal_mode(wal)"))
	fill(t, plain, 400)
	sealed, again := filepath.Join(dir, "seal'ed.db"), filepath.Join(dir, "again.db")

	ok(t, v.TakeOver(plainPath, sealed))
	ok(t, v.Rekey(sealed, w, again))
	ok(t, plain.Close())

	for path, vault := range map[string]*Vault{sealed: v, again: w} {
		db := openDB(t, vault, path)
		if got := one[int](t, db, `SELECT count(*) FROM words WHERE words MATCH 'bình'`); got != 400 {
			t.Errorf("%d rows", got)
		}
		exec(t, db, `DELETE FROM child WHERE id < 100`)
		ok(t, db.Close())
		if bytes.Contains(must[[]byte](t)(os.ReadFile(path)), []byte("Nguy")) {
			t.Error("a name stands in the clear")
		}
	}
	if err := openDB(t, v, again).Ping(); codeOf(err) != sqlite3.SQLITE_IOERR_DATA {
		t.Errorf("the old key on the new file: %v", err)
	}
	if err := v.TakeOver(plainPath, sealed); err == nil {
		t.Error("a copy was written over a file")
	}
}

// A rollback journal is sealed too, and rolls back.
func TestRollbackJournal(t *testing.T) {
	t.Parallel()
	v := newTestVault(t, 1)
	path := newFile(t, v)
	db := openDB(t, v, path)
	db.SetMaxOpenConns(1)
	fill(t, db, 300)
	if got := one[string](t, db, `PRAGMA journal_mode = delete`); got != "delete" {
		t.Fatal(got)
	}
	exec(t, db, `PRAGMA cache_size = 5`)
	tx := must[*sql.Tx](t)(db.Begin())
	must[sql.Result](t)(tx.Exec(`UPDATE child SET name = 'x', note = zeroblob(7000)`))
	journal := must[[]byte](t)(os.ReadFile(realPath(path) + "-journal"))
	if len(journal) < 10*PageSize || bytes.Contains(journal, []byte("Nguy")) {
		t.Errorf("a journal of %d bytes", len(journal))
	}
	// As a crash would leave it.
	dir := t.TempDir()
	hot := filepath.Join(dir, "hot.db")
	ok(t, os.WriteFile(hot, must[[]byte](t)(os.ReadFile(realPath(path))), 0o600))
	ok(t, os.WriteFile(hot+"-journal", journal, 0o600))
	ok(t, tx.Rollback())

	for _, db := range []*sql.DB{db, openDB(t, v, hot)} {
		if got := one[int](t, db, `SELECT count(*) FROM child WHERE name LIKE $1`, marked+" %"); got != 300 {
			t.Errorf("%d rows after the rollback", got)
		}
		if got := one[string](t, db, `PRAGMA integrity_check`); got != "ok" {
			t.Error(got)
		}
	}
}

// Pages that are written twice in one transaction are written twice into the log,
// whose checksums are then made anew.
func TestALongTransactionSpillsIntoTheLog(t *testing.T) {
	t.Parallel()
	v := newTestVault(t, 1)
	path := newFile(t, v)
	db := openDB(t, v, path)
	db.SetMaxOpenConns(1)
	exec(t, db, `PRAGMA cache_size = 5`)
	tx := must[*sql.Tx](t)(db.Begin())
	must[sql.Result](t)(tx.Exec(`CREATE TABLE n (i INTEGER PRIMARY KEY, b BLOB) STRICT`))
	for round := range 5 {
		must[sql.Result](t)(tx.Exec(`WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i+1 FROM n WHERE i < 200)
			INSERT INTO n SELECT i, zeroblob(1000 + i) FROM n WHERE true ON CONFLICT (i) DO UPDATE SET b = zeroblob(900 + $1)`, round))
	}
	ok(t, tx.Commit())
	copied := filepath.Join(t.TempDir(), "copied.db")
	for _, end := range []string{"", "-wal"} {
		ok(t, os.WriteFile(copied+end, must[[]byte](t)(os.ReadFile(realPath(path)+end)), 0o600))
	}

	for _, db := range []*sql.DB{db, openDB(t, v, copied)} {
		if got := one[int](t, db, `SELECT sum(length(b)) FROM n`); got != 200*904 {
			t.Errorf("sum %d", got)
		}
		if got := one[string](t, db, `PRAGMA integrity_check`); got != "ok" {
			t.Error(got)
		}
	}
}

// Big statements that can fail half-way need a journal of their own: it must not
// be a file.
func TestBigStatementsNeedNoTemporaryFile(t *testing.T) {
	t.Parallel()
	v := newTestVault(t, 1)
	db := openDB(t, v, newFile(t, v))
	fill(t, db, 2000)
	exec(t, db, `CREATE UNIQUE INDEX child_name ON child (name)`)
	if _, err := db.Exec(`UPDATE child SET name = CASE WHEN id = 2000 THEN (SELECT name FROM child WHERE id = 1) ELSE name || '!' END`); codeOf(err)&0xff != sqlite3.SQLITE_CONSTRAINT {
		t.Errorf("got %v", err)
	}
	exec(t, db, `SELECT name, note FROM child ORDER BY note DESC, name`)
	exec(t, db, `VACUUM`)
	if got := one[string](t, db, `PRAGMA integrity_check`); got != "ok" {
		t.Error(got)
	}
	if _, err := db.Exec(`PRAGMA temp_store = file; CREATE TEMP TABLE x (a); WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i+1 FROM n WHERE i < 100000) INSERT INTO x SELECT hex(randomblob(50)) FROM n`); err == nil {
		t.Error("a temporary file was made")
	}
}

func TestAVaultInUseIsNotTakenAway(t *testing.T) {
	t.Parallel()
	v := must[*Vault](t)(New(testKey(1), ""))
	db := openDB(t, v, newFile(t, v))
	ok(t, db.Ping())
	if err := v.Close(); !errors.Is(err, shim.ErrInUse) {
		t.Errorf("got %v", err)
	}
	ok(t, db.Close())
	ok(t, v.Close())
	if v.pages.page != (key{}) || v.pages.frame != (key{}) || v.pages.sum != (key{}) {
		t.Error("a key is left")
	}
	if _, err := New(testKey(1)[1:], ""); err == nil {
		t.Error("a short key was taken")
	}
}
