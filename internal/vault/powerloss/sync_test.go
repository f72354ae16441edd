package powerloss

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	sqlite3 "modernc.org/sqlite/lib"

	"thamho.vn/internal/figures"
)

// clerk writes transactions on a disk whose syncs fail now and then, each until
// it is acknowledged.
type clerk struct {
	path, vfs string
	r         *Recorder
	db        *sql.DB
	readers   *sql.DB
	reading   *sql.Rows // keeps checkpoints from being whole
	stubborn  bool      // goes on as if nothing was
	failures  int
}

func (c *clerk) open(t *testing.T) {
	t.Helper()
	c.db, c.readers = open(t, c.path, c.vfs, "full"), open(t, c.path, c.vfs, "full")
}

func (c *clerk) close() {
	c.leave()
	_, _ = c.readers.Close(), c.db.Close() // a database that failed has nothing good to say
}

// leave ends a reading.
func (c *clerk) leave() {
	if c.reading != nil {
		_ = c.reading.Close()
		c.reading = nil
	}
}

// look begins to read, or ends it.
func (c *clerk) look(t *testing.T) {
	t.Helper()
	if c.reading != nil {
		c.leave()
		return
	}
	var err error
	if c.reading, err = c.readers.Query(`SELECT n FROM counter`); err != nil {
		t.Fatal(err)
	}
	c.reading.Next()
}

// put writes transaction i.
func (c *clerk) put(rng *rand.Rand, i int) error {
	tx, err := c.db.Begin()
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE counter SET n = $1`, i)
	for range 1 + rng.IntN(4) {
		id := rng.IntN(60)
		if err == nil {
			_, err = tx.Exec(`INSERT INTO child (id, tx, name) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET tx = excluded.tx, name = excluded.name`,
				id, i, nameOf(id, i, rng.IntN(3000)))
		}
	}
	if err == nil {
		_, err = tx.Exec(`INSERT INTO done (tx) VALUES ($1)`, i)
	}
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// save writes transaction i until it is acknowledged. What was not acknowledged
// must not be there when the file was opened again.
func (c *clerk) save(t *testing.T, rng *rand.Rand, i int) error {
	t.Helper()
	for {
		err := c.put(rng, i)
		if err == nil {
			c.r.Ack()
			return nil
		}
		failed, ok := errors.AsType[interface {
			error
			Code() int
		}](err)
		if !ok || failed.Code() != sqlite3.SQLITE_IOERR_FSYNC {
			return err
		}
		c.failures++
		if c.stubborn {
			continue
		}
		c.close()
		c.open(t)
		var n int
		if err := c.db.QueryRow(`SELECT n FROM counter`).Scan(&n); err != nil {
			return err
		}
		if n != i-1 {
			return fmt.Errorf("transaction %d was refused and is there", n)
		}
	}
}

// failingSyncs writes on a disk of which one sync in some fails, and looks at
// laptops whose power was cut. The last sync before a cut may be long ago for
// what a failed one should have brought to the disk.
func failingSyncs(t *testing.T, g rig, stubborn bool, seed uint64, states int) (v verdict, failures int) {
	t.Helper()
	r, err := NewRecorder()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	name, create, end := g.vfs(t, r.Name())
	c := &clerk{path: filepath.Join(t.TempDir(), "x.db"), vfs: name, r: r, stubborn: stubborn}
	if err := create(c.path); err != nil {
		t.Fatal(err)
	}
	c.open(t)
	if _, err := c.db.Exec(schema + `; PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	from := r.Calls()
	rng, luck := rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 2))
	r.Breaks = func(string) bool { return luck.IntN(12) == 0 }
	for i := 1; i <= 60; i++ {
		if err := c.save(t, rng, i); err != nil {
			v.corrupt++
			t.Logf("seed %d: %v", seed, err)
			break
		}
		if rng.IntN(4) == 0 {
			c.look(t)
		}
	}
	r.Breaks = nil
	c.close()
	end()

	reader, _, endReader := g.vfs(t, "")
	defer endReader()
	dir := filepath.Join(t.TempDir(), "cut")
	err = r.Walk(seed, states, from, Disk{}, func(cut *Cut) error {
		if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700), cut.Restore(dir)); err != nil {
			return err
		}
		v.states++
		found, err := look(t, filepath.Join(dir, "x.db"), reader)
		switch {
		case err != nil:
			v.corrupt++
			t.Logf("seed %d, cut after call %d: %v", seed, cut.At, err)
		case found < cut.Acked:
			v.lost++
			t.Logf("seed %d, cut after call %d: transaction %d is the last, %d were acknowledged", seed, cut.At, found, cut.Acked)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return v, c.failures
}

// unsealed is SQLite by itself.
func unsealed(_ testing.TB, base string) (string, func(string) error, func()) {
	return base, func(string) error { return nil }, func() {}
}

// TestAFailedSyncLosesNothing writes where one sync in twelve fails and leaves what
// it should have written anywhere between lost and there. The vault stops and is
// opened again each time: nothing that was acknowledged is lost, nothing that was
// refused is there. Who goes on as if nothing was must lose.
func TestAFailedSyncLosesNothing(t *testing.T) {
	want, each := 200, 25
	if figures.SoakFor() > 0 {
		want, each = 5_000, 100
	}
	var held verdict
	failures := 0
	for seed := uint64(1); held.states < want; seed++ {
		v, n := failingSyncs(t, rig{vfs: sealed}, false, seed, each)
		held.add(v)
		failures += n
	}
	t.Logf("%d failed syncs, %d cuts: %d lost, %d corrupt", failures, held.states, held.lost, held.corrupt)
	if held.lost > 0 || held.corrupt > 0 || failures == 0 {
		t.Errorf("%d lost, %d corrupt of %d states after %d failures", held.lost, held.corrupt, held.states, failures)
	}
	var stubborn verdict
	for seed := uint64(1); stubborn.states < 200; seed++ {
		v, _ := failingSyncs(t, rig{vfs: unsealed}, true, seed, each)
		stubborn.add(v)
	}
	t.Logf("going on as if nothing was: %d lost, %d corrupt of %d", stubborn.lost, stubborn.corrupt, stubborn.states)
	if stubborn.lost+stubborn.corrupt == 0 {
		t.Error("who goes on as if nothing was loses nothing: the test is blind")
	}
	figures.Add(t, map[string]any{"sync_failures": failures, "sync_states": held.states, "sync_lost": held.lost, "sync_corrupt": held.corrupt})
}
