package profile

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
	"thamho.vn/internal/vault"
	"thamho.vn/internal/vault/vaulttest"
)

// cheap is for tests only.
var cheap = vault.RingOptions{Cost: vault.Cost{Time: 1, Memory: 64, Threads: 1}}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

var quiet = slog.New(slog.DiscardHandler)

const pass = "con cá lội ngược dòng"

func newProfile(t testing.TB, dir string) *Profile {
	t.Helper()
	p, err := Open(Options{Dir: dir, Log: quiet, NewID: newID, Ring: cheap})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Lock() })
	return p
}

func fine(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A profile of an earlier version, plain, is taken over by its first person.
func TestAPlainProfileIsTakenOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	o := store.Options{Path: filepath.Join(dir, databaseFile), Now: time.Now, Rand: bytes.NewReader(make([]byte, 1<<16)), NewID: newID, Log: quiet}
	st, err := store.Open(t.Context(), o)
	fine(t, err)
	fine(t, st.SetSetting(t.Context(), "hamlet", "kênh Ba Đậu Mộng"))
	fine(t, st.Close())

	p := newProfile(t, dir)
	fine(t, p.Begin(t.Context(), "Chị Út", pass))

	if got, err := p.Store().Setting(t.Context(), "hamlet"); err != nil || got != "kênh Ba Đậu Mộng" {
		t.Errorf("%q %v", got, err)
	}
	raw, err := os.ReadFile(o.Path)
	fine(t, err)
	if bytes.Contains(raw, []byte("Mộng")) {
		t.Error("the plain file is still there")
	}
}

// A sealed database without its keyring is told, not begun anew.
func TestALostKeyringIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := newProfile(t, dir)
	fine(t, p.Begin(t.Context(), "Chị Út", pass))
	fine(t, p.Lock())
	for _, file := range []string{ringFile, ringFile + ".cu"} {
		_ = os.Remove(filepath.Join(dir, file))
	}
	if _, err := Open(Options{Dir: dir, Log: quiet, NewID: newID, Ring: cheap}); registry.KeyOf(err) != "ring_gone" {
		t.Errorf("got %v", err)
	}
}

// TestPromise21ADamagedProfileIsSalvagedAtTheStart: whoever comes in finds what
// could be saved, and the damaged file aside.
func TestPromise21ADamagedProfileIsSalvagedAtTheStart(t *testing.T) {
	t.Parallel()
	province := fieldtest.NewProvince(t)
	p := newProfile(t, t.TempDir())
	fine(t, p.Begin(t.Context(), "Chị Út", pass))
	fine(t, p.Lock())
	// A real laptop's file, sealed with this profile's key.
	laptop := province.Laptop()
	fine(t, laptop.Store.SetSetting(t.Context(), "a", "giữ lại"))
	fine(t, laptop.Store.Close())
	fine(t, p.Unlock(t.Context(), 1, pass))
	v, err := vault.New(p.opened.who.Keys()[0], "")
	fine(t, err)
	half := filepath.Join(t.TempDir(), "half.db")
	fine(t, vaulttest.Fixed().Rekey(laptop.Path, v, half))
	fine(t, errors.Join(v.Close(), p.Lock(), vault.Replace(half, p.database())))
	raw, err := os.ReadFile(p.database())
	fine(t, err)
	for at := 20 * vault.PageSize; at < len(raw); at += 4 * vault.PageSize {
		raw[at+99] ^= 1
	}
	fine(t, os.WriteFile(p.database(), raw, 0o600))

	again := newProfile(t, p.o.Dir)
	fine(t, again.Unlock(t.Context(), 1, pass))

	if got, err := again.Store().Setting(t.Context(), "a"); err != nil || got != "giữ lại" {
		t.Errorf("%q %v", got, err)
	}
	rows, _, _, err := again.Store().TakeSalvaged(t.Context())
	if err != nil || rows == 0 {
		t.Errorf("nothing is told: %d rows, %v", rows, err)
	}
	if rows, _, _, _ := again.Store().TakeSalvaged(t.Context()); rows != 0 {
		t.Error("it is told twice")
	}
	if aside, _ := filepath.Glob(p.database() + ".hong-*"); len(aside) == 0 {
		t.Error("the damaged file was not set aside")
	}
}

// Whoever comes in while the laptop's clock stands back is told, and comes in.
func TestAClockSetBackIsToldAndKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	p, err := Open(Options{Dir: t.TempDir(), Log: quiet, Now: func() time.Time { return now }, NewID: newID, Ring: cheap})
	fine(t, err)
	fine(t, p.Begin(t.Context(), "Chị Út", pass))
	if p.ClockBack() != 0 {
		t.Error("the first clock stands back")
	}
	fine(t, p.Lock())
	for _, wall := range []time.Time{now.AddDate(-2, 0, 0), time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		want := now.Sub(wall)
		now = wall
		fine(t, p.Unlock(t.Context(), 1, pass))
		if got := p.ClockBack(); (got - want).Abs() > time.Minute {
			t.Errorf("%v back, want %v", got, want)
		}
		fine(t, p.Store().SetSetting(t.Context(), "a", wall.String()))
		fine(t, p.Lock())
	}
	now = now.AddDate(26, 10, 20)
	fine(t, p.Unlock(t.Context(), 1, pass))
	if p.ClockBack() != 0 {
		t.Error("a clock that was set right stands back")
	}
	fine(t, p.Lock())
}
