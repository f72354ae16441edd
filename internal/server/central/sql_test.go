package central

import (
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central/pgtest"
	"thamho.vn/internal/viet"
)

// queries are the package's SQL texts: every const whose name begins with sql,
// read from the source, so that none is forgotten.
func queries(t testing.TB) map[string]string { return constsNamed(t, "sql") }

func constsNamed(t testing.TB, prefix string) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 && strings.HasPrefix(spec.Names[0].Name, prefix) {
				if lit, ok := spec.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					out[spec.Names[0].Name] = text
				}
			}
			return true
		})
	}
	return out
}

func openEmpty(t testing.TB) *Central {
	t.Helper()
	_, root, _ := ed25519.GenerateKey(rand.Reader)
	public := ledger.PublicKey(root.Public().(ed25519.PublicKey))
	cert, err := ledger.SignDoc(root, ledger.ForServer, ledger.ServerCert{Server: uuid.New(), Sign: public})
	if err != nil {
		t.Fatal(err)
	}
	c, err := Open(t.Context(), Options{
		Database: pgtest.Database(t), Path: filepath.Join(t.TempDir(), "central.db"), Keys: Keys{Root: public, Cert: cert, Sign: root},
		Now: time.Now, Rand: rand.Reader, NewID: uuid.New, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestEveryQueryPrepares(t *testing.T) {
	t.Parallel()
	c := openEmpty(t)
	all := queries(t)
	if len(all) < 40 {
		t.Errorf("only %d queries found", len(all))
	}
	for name, text := range all {
		prepares(t, c, name, text)
	}
	if c.engine.many() {
		for name, text := range constsNamed(t, "pg") {
			if strings.Contains(text, "SELECT") {
				prepares(t, c, name, text)
			}
		}
	}
}

// bulks are all there are.
var bulks = map[string]bulk{"bulkAddRecord": bulkAddRecord, "bulkSetRecord": bulkSetRecord}

func prepares(t *testing.T, c *Central, name, text string) {
	t.Helper()
	st, err := c.write.Prepare(text)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	_ = st.Close()
}

// A statement for many rows is also one text, turned by a rule: PostgreSQL takes
// what comes of it, and its types are those of the columns.
func TestEveryBulkPrepares(t *testing.T) {
	t.Parallel()
	pgtest.OnPostgres(t)
	c := openEmpty(t)
	for name, b := range bulks {
		text, err := b.unnested()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		prepares(t, c, name, text)
	}
}

// What SQLite takes and PostgreSQL does not: other placeholders, other upserts,
// quotes of its own.
var notPostgres = regexp.MustCompile("(?i)\\?|@\\w|insert or |autoincrement|glob |ifnull|json_|\"|`|rowid|datetime\\(")

func TestNoQueryIsSQLiteOnly(t *testing.T) {
	t.Parallel()
	for name, text := range queries(t) {
		if m := notPostgres.FindString(text); m != "" {
			t.Errorf("%s has %q", name, m)
		}
	}
}

// SQL stands in consts and nowhere else.
func TestNoQueryIsHidden(t *testing.T) {
	t.Parallel()
	verb := regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE) `)
	known := map[string]bool{}
	for _, texts := range []map[string]string{queries(t), constsNamed(t, "pg")} {
		for _, text := range texts {
			known[text] = true
		}
	}
	files, _ := filepath.Glob("*.go")
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && verb.MatchString(text) && !known[text] {
					t.Errorf("%s: %.50q is no const", name, text)
				}
			}
			return true
		})
	}
}

// whole are the queries that may read a table or a scope from end to end: those
// of the board, of a new epoch, of a revocation, of a new laptop's code, of a
// laptop that comes back, of an officer's ruling, of a backup, of a snapshot, and
// of tests.
var whole = map[string]bool{
	"sqlDevicesOf": true, "sqlDeviceOf": true, "sqlHamletsOf": true, "sqlHamletOf": true, "sqlEndSessionsOf": true, // pages for officers
	"sqlCommunesOf": true, "sqlCommuneOf": true, "sqlHamletScopes": true, // and for codes
	"sqlHaving":      true,                       // the scopes, at a move
	"sqlAuditScopes": true, "sqlLogBlocks": true, // the logs are checked
	"sqlUnits": true, "sqlTargets": true, "sqlCountsOf": true, "sqlOrders": true, "sqlResetScopes": true, "sqlAllScopes": true,
	"sqlForgetOrder": true, "sqlHeldBlocks": true, "sqlScopesOf": true, "sqlRecords": true, "sqlLedger": true, "sqlReference": true,
	"sqlWithDot": true, "sqlServerBlocks": true, "sqlAllBlocks": true, "sqlBehindLost": true,
	"sqlDevices": true,                                                 // for an office that looks for one
	"sqlWaiting": true, "sqlWaitingHash": true, "sqlWaitingPrev": true, // of the few blocks that wait
	"sqlAllEnds": true, "sqlBlocksInOrder": true,
}

// A push must not get slower as its scope or its stream grows: no query reads
// a whole table, and none reads all blocks or records of a scope or a stream.
// The index block_waiting holds only the few blocks that are not admitted.
func TestQueriesSeek(t *testing.T) {
	t.Parallel()
	pgtest.OnSQLite(t) // an empty table has no plan in PostgreSQL
	c := openEmpty(t)
	scan := regexp.MustCompile(`^SCAN [a-z]`)
	wide := regexp.MustCompile(`^SEARCH (block|record) .*\(scope=\?( AND stream=\?)?\)$`)
	for name, text := range queries(t) {
		for _, step := range explain(t, c.write, text) {
			wide := wide.MatchString(step) && !strings.Contains(step, "block_waiting")
			if (scan.MatchString(step) || wide) && !whole[name] {
				t.Errorf("%s: %s", name, step)
			}
		}
	}
}

func explain(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	params := 0
	for _, m := range regexp.MustCompile(`\$(\d+)`).FindAllStringSubmatch(query, -1) {
		n, _ := strconv.Atoi(m[1])
		params = max(params, n)
	}
	rows, err := db.Query("EXPLAIN QUERY PLAN "+query, make([]any, params)...)
	if err != nil {
		t.Fatalf("%.50q: %v", query, err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		out = append(out, detail)
	}
	return out
}

// The board reads three fields of a person by a struct of its own; it must
// read what registry reads.
func TestCountedFieldsAreThoseOfAPerson(t *testing.T) {
	t.Parallel()
	p := registry.Person{
		Birth: registry.Date{Year: 2015, Month: 3}, Number: registry.Number{PIN: "096215900123", Standing: registry.Verified},
		Entered: registry.Entered{On: registry.Date{Year: 2023, Month: 1, Day: 9}},
	}
	fields, err := registry.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	got, bad := registry.Decode[counted](fields)
	if len(fields) != 3 || len(bad) > 0 || got.Birth != p.Birth || got.Number != p.Number || got.Entered != p.Entered {
		t.Errorf("%d fields, bad %v: %+v", len(fields), bad, got)
	}
}

// A database of the first schema keeps its counts.
func TestMigrationKeepsTheCounts(t *testing.T) {
	t.Parallel()
	e, err := engineOf(Options{Database: pgtest.Database(t), Path: filepath.Join(t.TempDir(), "central.db"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	db, read, err := e.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	provider, err := migrator(e, db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	unit, scope := uuid.NewString(), uuid.NewString()
	for _, q := range []struct {
		text string
		args []any
	}{
		{sqlSaveUnit, []any{"r", unit, "ấp 4", "ap", "", scope, 1, viet.LabelKey("ấp 4")}},
		{`INSERT INTO target VALUES ('r', 't', $1, '2023-01-10', 9, 0, 0, '')`, []any{unit}},
		{`INSERT INTO record VALUES ($1, 'p', 'person', $2), ($1, 'h', 'household', $2)`, []any{scope, []byte{0}}},
		{`INSERT INTO person VALUES ($1, 'p', '2031-01-01', 1, 1)`, []any{scope}},
	} {
		if _, err := db.Exec(q.text, q.args...); err != nil {
			t.Fatalf("%s: %v", q.text, err)
		}
	}
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got string
	err = db.QueryRow(`SELECT min(scope) || count(*) FROM record WHERE child_until > '2023' AND entered = 1 AND lacking = 1`).Scan(&got)
	if err != nil || got != scope+"1" {
		t.Errorf("%q, %v", got, err)
	}
	for _, db := range []*sql.DB{db, read} {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenRefusesANewerDatabase(t *testing.T) {
	t.Parallel()
	c := openEmpty(t)
	if _, err := c.write.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, $1)`, true); err != nil {
		t.Fatal(err)
	}
	o := c.Options
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), o)
	if registry.CodeOf(err) != registry.StaleApp || !strings.Contains(fmt.Sprint(err), "db_newer") {
		t.Errorf("newer: %v", err)
	}
	if c.Engine() != "sqlite" {
		return
	}
	if err := os.WriteFile(o.Path, []byte("not a database, but long enough to be looked at as one……"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), o); err == nil {
		t.Error("a text file was opened")
	}
}
