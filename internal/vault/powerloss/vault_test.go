package powerloss

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // the driver

	"thamho.vn/internal/figures"
	"thamho.vn/internal/vault"
	"thamho.vn/internal/vault/shim"
)

// rig is one way to write a database.
type rig struct {
	vfs         func(t testing.TB, base string) (name string, create func(path string) error, end func())
	synchronous string
	disk        Disk
	mustHold    bool
}

func sealed(t testing.TB, base string) (string, func(string) error, func()) {
	v, err := vault.New(make([]byte, vault.KeySize), base)
	if err != nil {
		t.Fatal(err)
	}
	return v.Name(), v.Create, func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	}
}

var naives int

func blockwise(t testing.TB, base string) (string, func(string) error, func()) {
	naives++
	name := fmt.Sprintf("naive-%d", naives)
	v, err := shim.Register(name, base, naive{})
	if err != nil {
		t.Fatal(err)
	}
	return name, func(string) error { return nil }, func() { _ = v.Close() }
}

// open opens a database; a small log makes for many checkpoints.
func open(t testing.TB, path, vfs, synchronous string) *sql.DB {
	t.Helper()
	if vfs != "" {
		vfs = "vfs=" + vfs + "&"
	}
	db, err := sql.Open("sqlite", "file:"+path+"?"+vfs+"_txlock=immediate&_pragma=journal_mode(wal)&_pragma=temp_store(memory)&_pragma=cell_size_check(1)&_pragma=wal_autocheckpoint(24)&_pragma=cache_size(20)&_pragma=synchronous("+synchronous+")")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

// work writes transactions and notes each when it is acknowledged. Every one
// counts in two tables and writes rows whose text tells what it must be.
func work(t testing.TB, db *sql.DB, r *Recorder, seed uint64, n int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	do := func(tx *sql.Tx, query string, args ...any) {
		if _, err := tx.Exec(query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	for i := 1; i <= n; i++ {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		do(tx, `UPDATE counter SET n = $1`, i)
		for range 1 + rng.IntN(4) {
			id := rng.IntN(60)
			do(tx, `INSERT INTO child (id, tx, name) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET tx = excluded.tx, name = excluded.name`,
				id, i, nameOf(id, i, rng.IntN(3000)))
		}
		if rng.IntN(5) == 0 {
			do(tx, `DELETE FROM child WHERE id = $1`, rng.IntN(60))
		}
		do(tx, `INSERT INTO done (tx) VALUES ($1)`, i)
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		r.Ack()
	}
}

func nameOf(id, tx, n int) string { return fmt.Sprintf("%d/%d/%0*d", id, tx, n+1, 0) }

const schema = `CREATE TABLE counter (n INTEGER NOT NULL) STRICT; INSERT INTO counter VALUES (0);
	CREATE TABLE child (id INTEGER PRIMARY KEY, tx INTEGER NOT NULL, name TEXT NOT NULL) STRICT;
	CREATE INDEX child_name ON child (name);
	CREATE TABLE done (tx INTEGER PRIMARY KEY) STRICT`

// verdict is what was found after cuts.
type verdict struct{ states, lost, corrupt int }

// cuts writes with a rig, and looks at states laptops whose power was cut.
func cuts(t testing.TB, g rig, seed uint64, states int) (v verdict) {
	t.Helper()
	r, err := NewRecorder()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	name, create, end := g.vfs(t, r.Name())
	path := filepath.Join(t.TempDir(), "x.db")
	if err := create(path); err != nil {
		t.Fatal(err)
	}
	db := open(t, path, name, g.synchronous)
	if _, err := db.Exec(schema + `; PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	from := r.Calls()
	work(t, db, r, seed, 60)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	end()

	reader, _, endReader := g.vfs(t, "")
	defer endReader()
	dir := filepath.Join(t.TempDir(), "cut")
	err = r.Walk(seed, states, from, g.disk, func(c *Cut) error {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if err := c.Restore(dir); err != nil {
			return err
		}
		v.states++
		found, err := look(t, filepath.Join(dir, "x.db"), reader)
		switch {
		case err != nil:
			v.corrupt++
			if g.mustHold {
				t.Logf("seed %d, cut after call %d: %v", seed, c.At, err)
			}
		case found < c.Acked:
			v.lost++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// look opens what a cut left and returns the last transaction in it; an error
// says what is not as one of the transactions left it.
func look(t testing.TB, path, vfs string) (last int, err error) {
	db := open(t, path, vfs, "off")
	defer db.Close()
	var verdict string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		return 0, fmt.Errorf("integrity: %s %w", verdict, err)
	}
	if err := db.QueryRow(`SELECT n FROM counter`).Scan(&last); err != nil {
		return 0, err
	}
	var sum, count, bad int
	if err := db.QueryRow(`SELECT coalesce(max(tx), 0), count(*) FROM done`).Scan(&sum, &count); err != nil {
		return 0, err
	}
	if sum != last || count != last {
		return 0, fmt.Errorf("counter %d, last %d of %d", last, sum, count)
	}
	err = db.QueryRow(`SELECT count(*) FROM child WHERE tx > $1 OR name NOT LIKE id || '/' || tx || '/0%'`, last).Scan(&bad)
	if err == nil && bad > 0 {
		err = fmt.Errorf("%d rows are of no transaction", bad)
	}
	return last, err
}

func (v *verdict) add(w verdict) {
	v.states, v.lost, v.corrupt = v.states+w.states, v.lost+w.lost, v.corrupt+w.corrupt
}

// TestPromise20AnAcknowledgedSaveSurvivesPowerLoss cuts the power under the
// vault; the same cuts must find fault with those who sync less or encrypt their
// log by reading, changing and writing.
func TestPromise20AnAcknowledgedSaveSurvivesPowerLoss(t *testing.T) {
	want, each := 240, 60
	if figures.SoakFor() > 0 {
		want, each = 21_000, 300
	}
	var full verdict
	for seed := uint64(1); full.states < want; seed++ {
		full.add(cuts(t, rig{vfs: sealed, synchronous: "full", mustHold: true}, seed, each))
	}
	if full.lost > 0 || full.corrupt > 0 {
		t.Errorf("%d lost, %d corrupt of %d states", full.lost, full.corrupt, full.states)
	}
	failed := 0
	for name, g := range map[string]rig{
		"synchronous off":   {vfs: sealed, synchronous: "off"},
		"a log by blocks":   {vfs: blockwise, synchronous: "full"},
		"a disk that lies":  {vfs: sealed, synchronous: "full", disk: Disk{Lies: true}},
		"synced now & then": {vfs: sealed, synchronous: "normal"},
	} {
		v := cuts(t, g, 1, 100)
		t.Logf("%s: %d lost, %d corrupt of %d", name, v.lost, v.corrupt, v.states)
		if v.lost+v.corrupt == 0 {
			t.Errorf("%s passes: the test is blind", name)
			continue
		}
		failed++
	}
	figures.Add(t, map[string]any{
		"vault_states": full.states, "vault_lost": full.lost, "vault_corrupt": full.corrupt, "vault_controls_failed": failed,
	})
}
