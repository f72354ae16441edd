package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/figures"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
	"thamho.vn/internal/vault/powerloss"
	"thamho.vn/internal/vault/vaulttest"
)

// saved is what was acknowledged by the n-th Ack of a recording.
type saved struct {
	visit uuid.UUID // a visit, or
	last  uuid.UUID // the last record of a page
}

// powerDay records a laptop that saves visits and takes pages of a colleague.
func powerDay(t testing.TB, p *province, r *powerloss.Recorder, dir string) (acks []saved, from int) {
	t.Helper()
	other := p.laptop(t, 2, ledger.RankHamlet)
	v := must[*vault.Vault](t)(vault.New(vaulttest.Key, r.Name()))
	defer func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	}()
	path := filepath.Join(dir, "thamho.db")
	o := options(path, 1)
	o.Vault = v
	s := p.enrolAt(t, o)
	household := p.family(t, s, 1, "Lê Thị Cúc")
	checkpoint(t, s)
	from = r.Calls()
	for n := range 24 {
		id := testID(70000 + n)
		visit := draftOf(t, registry.KindVisit, id, registry.Visit{}, registry.Visit{Household: household, On: registry.Date{Year: 2023, Month: 1, Day: 1 + n%28}, Note: fmt.Sprint("lần ", n)})
		write(t, s, p.scope, visit)
		acks = append(acks, saved{visit: id})
		r.Ack()
		if n%3 == 0 {
			p.family(t, other, 500+n, "Trần Thị Mai")
			p.apply(t, s, p.send(t, other, ledger.RankHamlet))
			acks = append(acks, saved{last: testID(20000 + (500+n)*10 + 2)})
			r.Ack()
		}
		if n%7 == 6 {
			checkpoint(t, s)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return acks, from
}

// checkpoint brings the log into the file, as happens on long days.
func checkpoint(t testing.TB, s *Store) {
	t.Helper()
	if _, err := s.write.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
}

// TestPromise20TheStoreSurvivesPowerLoss cuts the power of a laptop that saves
// visits and takes pages, over and over: whatever was called saved is there, and
// a page is there wholly, with its cursor, or not at all.
func TestPromise20TheStoreSurvivesPowerLoss(t *testing.T) {
	want, each := 40, 40
	if figures.SoakFor() > 0 {
		want, each = 2100, 300
	}
	states, lost, corrupt := 0, 0, 0
	for seed := uint64(1); states < want; seed++ {
		r := must[*powerloss.Recorder](t)(powerloss.NewRecorder())
		p := newProvince()
		acks, from := powerDay(t, p, r, t.TempDir())
		dir := filepath.Join(t.TempDir(), "cut")
		err := r.Walk(seed, each, from, powerloss.Disk{}, func(c *powerloss.Cut) error {
			if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700), c.Restore(dir)); err != nil {
				return err
			}
			states++
			missing, err := afterCut(t, p, filepath.Join(dir, "thamho.db"), acks[:c.Acked])
			if err != nil {
				corrupt++
				t.Errorf("seed %d, cut after call %d: %v", seed, c.At, err)
			}
			if missing > 0 {
				lost++
				t.Errorf("seed %d, cut after call %d: %d of %d acknowledged things are missing", seed, c.At, missing, c.Acked)
			}
			return nil
		})
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
	}
	figures.Add(t, map[string]any{"power_states": states, "power_lost": lost, "power_corrupt": corrupt})
}

// afterCut opens what was left and counts what is missing of what was
// acknowledged. The rows must agree with the ledger.
func afterCut(t *testing.T, p *province, path string, acks []saved) (missing int, err error) {
	s, err := Open(t.Context(), options(path, 9))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for _, a := range acks {
		if a.visit != uuid.Nil {
			_, err = s.Visit(t.Context(), a.visit)
		} else {
			_, err = s.Person(t.Context(), a.last)
		}
		if registry.CodeOf(err) == registry.NotFound {
			missing++
		} else if err != nil {
			return missing, err
		}
	}
	pages, err := s.pagesWhole(p)
	if err == nil && !pages {
		err = errors.New("a page is there in part, or without its cursor")
	}
	return missing, err
}

// pagesWhole tells whether the cursor stands behind the last block of others that
// is there.
func (s *Store) pagesWhole(p *province) (bool, error) {
	var last, cursor uint64
	if err := s.read.QueryRow(`SELECT coalesce(max(seq), 0) FROM block`).Scan(&last); err != nil {
		return false, err
	}
	if err := s.read.QueryRow(`SELECT coalesce(max(seq), 0) FROM cursor WHERE scope = $1`, p.scope[:]).Scan(&cursor); err != nil {
		return false, err
	}
	return last == cursor, nil
}
