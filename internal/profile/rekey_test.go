package profile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

// TestPromise07HandOverOnTheSpot: somebody new comes in by a code, the one who
// leaves is removed, and the file has another key; cut anywhere it is finished at
// the next start.
func TestPromise07HandOverOnTheSpot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := newProfile(t, dir)
	fine(t, p.Begin(t.Context(), "Chị Út", pass))
	fine(t, p.Store().SetSetting(t.Context(), "a", "giữ lại"))
	fine(t, p.Store().CopyDaily(t.Context()))
	code, err := p.Invite("Em Sáu")
	fine(t, err)
	oldRing, err := os.ReadFile(filepath.Join(dir, ringFile))
	fine(t, err)
	if err := p.Remove(t.Context(), 1); registry.KeyOf(err) != "people_self" {
		t.Errorf("somebody removed themselves: %v", err)
	}
	fine(t, p.Lock())

	fine(t, p.Unlock(t.Context(), 2, code))
	fine(t, p.Change("của em sáu đây nhé"))
	fine(t, p.Remove(t.Context(), 1))
	if got, err := p.Store().Setting(t.Context(), "a"); err != nil || got != "giữ lại" {
		t.Errorf("after the change of the key: %q %v", got, err)
	}
	fine(t, p.Lock())

	again := newProfile(t, dir)
	if err := again.Unlock(t.Context(), 1, pass); registry.KeyOf(err) != "pass_wrong" {
		t.Errorf("the old passphrase: %v", err)
	}
	fine(t, again.Unlock(t.Context(), 2, "của em sáu đây nhé"))
	fine(t, again.Lock())
	// The keyring of before, put back by the one who left.
	fine(t, os.WriteFile(filepath.Join(dir, ringFile), oldRing, 0o600))
	thief := newProfile(t, dir)
	if err := thief.Unlock(t.Context(), 1, pass); registry.KeyOf(err) != "db_damaged" {
		t.Errorf("the old keyring opens the new file: %v", err)
	}
	copies, _ := filepath.Glob(filepath.Join(dir, databaseFile+".ngay-*"))
	old, err := vault.OpenRing(filepath.Join(dir, ringFile), cheap)
	fine(t, err)
	who, err := old.Unlock(1, []byte(pass), time.Now())
	fine(t, err)
	v, err := vault.New(who.Keys()[0], "")
	fine(t, err)
	defer v.Close()
	for _, file := range copies {
		if opens, err := v.Opens(file); err != nil || opens {
			t.Errorf("the old key opens %s: %v", filepath.Base(file), err)
		}
	}
	if len(copies) == 0 {
		t.Error("the copies are gone")
	}
}

func TestACutChangeOfTheKeyIsFinished(t *testing.T) {
	t.Parallel()
	for name, done := range map[string]func(p *Profile, old, fresh *vault.Vault) error{
		"before the file": func(*Profile, *vault.Vault, *vault.Vault) error { return nil },
		"half a file": func(p *Profile, _, _ *vault.Vault) error {
			return os.WriteFile(p.database()+".half", []byte("x"), 0o600)
		},
		"behind the file": func(p *Profile, old, fresh *vault.Vault) error { return reseal(p.database(), old, fresh) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProfile(t, t.TempDir())
			fine(t, p.Begin(t.Context(), "Chị Út", pass))
			fine(t, p.Store().SetSetting(t.Context(), "a", "giữ lại"))
			fine(t, p.Store().CopyDaily(t.Context()))
			fine(t, p.opened.store.Close())
			fine(t, p.ring.Rekey(p.opened.who))
			keys := p.opened.who.Keys()
			fresh, err := vault.New(keys[0], "")
			fine(t, err)
			old, err := vault.New(keys[1], "")
			fine(t, err)
			fine(t, done(p, old, fresh))
			fine(t, errors.Join(old.Close(), fresh.Close()))

			again := newProfile(t, p.o.Dir)
			fine(t, again.Unlock(t.Context(), 1, pass))

			if got, err := again.Store().Setting(t.Context(), "a"); err != nil || got != "giữ lại" {
				t.Errorf("%q %v", got, err)
			}
			if n := len(again.opened.who.Keys()); n != 1 {
				t.Errorf("%d keys are left", n)
			}
		})
	}
}
