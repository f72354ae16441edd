package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/chacha20"

	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
	"thamho.vn/internal/vault"
	"thamho.vn/internal/vault/vaulttest"
)

// cheap is for tests only.
var cheap = vault.RingOptions{Cost: vault.Cost{Time: 1, Memory: 64, Threads: 1}}

var quiet = slog.New(slog.DiscardHandler)

const pass = "con cá lội ngược dòng"

func newProfile(t testing.TB, dir string) *profile {
	t.Helper()
	p, err := openProfileWith(dir, quiet, cheap)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.lock() })
	return p
}

func fine(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// veiled is a secret as the test holds it: never in the clear, or it would find
// itself.
type veiled []byte

const veil = 0xa5

func veilOf(secret []byte) veiled {
	v := make(veiled, len(secret))
	for i, b := range secret {
		v[i] = b ^ veil
	}
	return v
}

// in counts where a secret stands in memory.
func (v veiled) in(data []byte) (n int) {
	for at := 0; ; at++ {
		next := bytes.IndexByte(data[at:], v[0]^veil)
		if next < 0 || at+next+len(v) > len(data) {
			return n
		}
		at += next
		same := true
		for i := range v {
			same = same && data[at+i] == v[i]^veil
		}
		if same {
			n++
		}
	}
}

// inMemory counts where secrets stand in the writable mappings of this process.
func inMemory(t testing.TB, secrets map[string]veiled) map[string]int {
	t.Helper()
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		t.Skip("no /proc here")
	}
	defer maps.Close()
	mem, err := os.Open("/proc/self/mem")
	fine(t, err)
	defer mem.Close()
	found, buf := map[string]int{}, make([]byte, 4<<20)
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to int64
		var rights string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &rights); err != nil || !strings.HasPrefix(rights, "rw") {
			continue
		}
		for at := from; at < to; at += int64(len(buf)) - 64 {
			part := buf[:min(int64(len(buf)), to-at)]
			n, _ := mem.ReadAt(part, at)
			for name, secret := range secrets {
				found[name] += secret.in(part[:n])
			}
			clear(part)
		}
	}
	return found
}

// keysOf are the key of an open profile and all that is derived from it.
func keysOf(t testing.TB, p *profile) map[string]veiled {
	t.Helper()
	k := p.opened.who.Keys()[0]
	out := map[string]veiled{"data key": veilOf(k)}
	for _, purpose := range []string{"thamho1 page    ", "thamho1 frame   ", "thamho1 checksum"} {
		sub, err := chacha20.HChaCha20(k, []byte(purpose))
		fine(t, err)
		out[strings.TrimSpace(purpose)] = veilOf(sub)
		clear(sub)
	}
	return out
}

// TestPromise04AfterAHardLockNoKeyIsInMemory works for a while, locks, and looks
// through all memory that the process can write.
func TestPromise04AfterAHardLockNoKeyIsInMemory(t *testing.T) {
	p := newProfile(t, t.TempDir())
	fine(t, p.begin(t.Context(), "Chị Út", pass))
	secrets := keysOf(t, p)
	for n := range 50 {
		fine(t, p.theStore().SetSetting(t.Context(), fmt.Sprint("x", n), strings.Repeat("chữ ", n)))
	}
	before := inMemory(t, secrets)

	fine(t, p.lock())
	runtime.GC()
	debug.FreeOSMemory()
	after := inMemory(t, secrets)

	t.Logf("before %v, after %v", before, after)
	for name := range secrets {
		if before[name] == 0 {
			t.Errorf("%s is not found while it is in use: the search is blind", name)
		}
		if after[name] != 0 {
			t.Errorf("%s is in memory at %d places", name, after[name])
		}
	}
	if open := openFiles(t, p.dir); len(open) > 0 {
		t.Errorf("still open: %v", open)
	}
	if p.theStore() != nil {
		t.Error("the store is there")
	}
	fine(t, p.unlock(t.Context(), 1, pass))
	if got, err := p.theStore().Setting(t.Context(), "x49"); err != nil || got == "" {
		t.Errorf("after coming in again: %q %v", got, err)
	}
}

// openFiles are the files of a folder that the process has open.
func openFiles(t testing.TB, dir string) (out []string) {
	t.Helper()
	fds, err := filepath.Glob("/proc/self/fd/*")
	fine(t, err)
	for _, fd := range fds {
		if target, err := os.Readlink(fd); err == nil && strings.HasPrefix(target, dir) && !strings.HasSuffix(target, ".log") {
			out = append(out, target)
		}
	}
	return out
}

// TestPromise02AColdStartNeverAcceptsAPIN opens by a passphrase only.
func TestPromise02AColdStartNeverAcceptsAPIN(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := newProfile(t, dir)
	fine(t, p.begin(t.Context(), "Chị Út", pass))
	d := &door{profile: p, log: quiet}
	fine(t, d.SetPIN(t.Context(), "271828"))
	fine(t, d.Reopen(t.Context(), "271828"))
	for _, bad := range []string{"12345", "1234567", "111111", "123456", "12345a", ""} {
		if err := d.SetPIN(t.Context(), bad); registry.KeyOf(err) != "pin_form" {
			t.Errorf("%q: %v", bad, err)
		}
	}
	fine(t, p.lock())

	again := newProfile(t, dir)
	if err := again.unlock(t.Context(), 1, "271828"); registry.KeyOf(err) != "pass_wrong" {
		t.Errorf("got %v", err)
	}
	if (&door{profile: again, log: quiet}).PINLeft() != 0 {
		t.Error("a PIN outlived its process")
	}
	entries, err := os.ReadDir(dir)
	fine(t, err)
	for _, e := range entries {
		raw, _ := os.ReadFile(filepath.Join(dir, e.Name()))
		if bytes.Contains(raw, []byte("271828")) {
			t.Errorf("the PIN stands in %s", e.Name())
		}
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
	fine(t, p.begin(t.Context(), "Chị Út", pass))

	if got, err := p.theStore().Setting(t.Context(), "hamlet"); err != nil || got != "kênh Ba Đậu Mộng" {
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
	fine(t, p.begin(t.Context(), "Chị Út", pass))
	fine(t, p.lock())
	for _, file := range []string{ringFile, ringFile + ".cu"} {
		_ = os.Remove(filepath.Join(dir, file))
	}
	if _, err := openProfileWith(dir, quiet, cheap); registry.KeyOf(err) != "ring_gone" {
		t.Errorf("got %v", err)
	}
}

// TestPromise07HandOverOnTheSpot: somebody new comes in by a code, the one who
// leaves is removed, and the file has another key; cut anywhere it is finished at
// the next start.
func TestPromise07HandOverOnTheSpot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := newProfile(t, dir)
	fine(t, p.begin(t.Context(), "Chị Út", pass))
	fine(t, p.theStore().SetSetting(t.Context(), "a", "giữ lại"))
	fine(t, p.theStore().CopyDaily(t.Context()))
	code, err := p.invite("Em Sáu")
	fine(t, err)
	oldRing, err := os.ReadFile(filepath.Join(dir, ringFile))
	fine(t, err)
	if err := p.remove(t.Context(), 1); registry.KeyOf(err) != "people_self" {
		t.Errorf("somebody removed themselves: %v", err)
	}
	fine(t, p.lock())

	fine(t, p.unlock(t.Context(), 2, code))
	fine(t, p.change("của em sáu đây nhé"))
	fine(t, p.remove(t.Context(), 1))
	if got, err := p.theStore().Setting(t.Context(), "a"); err != nil || got != "giữ lại" {
		t.Errorf("after the change of the key: %q %v", got, err)
	}
	fine(t, p.lock())

	again := newProfile(t, dir)
	if err := again.unlock(t.Context(), 1, pass); registry.KeyOf(err) != "pass_wrong" {
		t.Errorf("the old passphrase: %v", err)
	}
	fine(t, again.unlock(t.Context(), 2, "của em sáu đây nhé"))
	fine(t, again.lock())
	// The keyring of before, put back by the one who left.
	fine(t, os.WriteFile(filepath.Join(dir, ringFile), oldRing, 0o600))
	thief := newProfile(t, dir)
	if err := thief.unlock(t.Context(), 1, pass); registry.KeyOf(err) != "db_damaged" {
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
	for name, done := range map[string]func(p *profile, old, fresh *vault.Vault) error{
		"before the file": func(*profile, *vault.Vault, *vault.Vault) error { return nil },
		"half a file": func(p *profile, _, _ *vault.Vault) error {
			return os.WriteFile(p.database()+".half", []byte("x"), 0o600)
		},
		"behind the file": func(p *profile, old, fresh *vault.Vault) error { return reseal(p.database(), old, fresh) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProfile(t, t.TempDir())
			fine(t, p.begin(t.Context(), "Chị Út", pass))
			fine(t, p.theStore().SetSetting(t.Context(), "a", "giữ lại"))
			fine(t, p.theStore().CopyDaily(t.Context()))
			fine(t, p.opened.store.Close())
			fine(t, p.ring.Rekey(p.opened.who))
			keys := p.opened.who.Keys()
			fresh, err := vault.New(keys[0], "")
			fine(t, err)
			old, err := vault.New(keys[1], "")
			fine(t, err)
			fine(t, done(p, old, fresh))
			fine(t, errors.Join(old.Close(), fresh.Close()))

			again := newProfile(t, p.dir)
			fine(t, again.unlock(t.Context(), 1, pass))

			if got, err := again.theStore().Setting(t.Context(), "a"); err != nil || got != "giữ lại" {
				t.Errorf("%q %v", got, err)
			}
			if n := len(again.opened.who.Keys()); n != 1 {
				t.Errorf("%d keys are left", n)
			}
		})
	}
}

// TestPromise06WhatIsUnsentGoesOutWithoutAKey: at the lock what waits lies there
// as a file that only the province can read.
func TestPromise06WhatIsUnsentGoesOutWithoutAKey(t *testing.T) {
	t.Parallel()
	province := fieldtest.NewProvince(t)
	laptop := province.Laptop()
	dir := t.TempDir()
	fine(t, laptop.Store.SetSetting(t.Context(), "a", "b"))

	layOut(t.Context(), dir, laptop.Store, quiet)
	if _, err := os.Stat(filepath.Join(dir, unsentFile)); err != nil {
		t.Fatal("units were written and wait, but no file lies there:", err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, unsentFile))
	fine(t, err)
	if !bytes.HasPrefix(raw, []byte("thamho")) || len(raw) < 200 {
		t.Errorf("%d bytes: %.20q", len(raw), raw)
	}
}

// TestPromise06AnExpiredLaptopShowsNothing has no server: it stays shut.
func TestPromise06AnExpiredLaptopShowsNothing(t *testing.T) {
	t.Parallel()
	p := newProfile(t, t.TempDir())
	fine(t, p.begin(t.Context(), "Chị Út", pass))
	fine(t, p.lock())
	p.now = func() time.Time { return time.Now().Add(offline + time.Hour) }
	d := &door{profile: p, o: options{data: p.dir}, log: quiet}

	err := d.Unlock(t.Context(), 1, pass)

	if registry.KeyOf(err) != "offline_expired" || p.theStore() != nil {
		t.Errorf("got %v, store %v", err, p.theStore())
	}
	// Contact with the province brings it back.
	fine(t, ignoreExpired(p.unlock(t.Context(), 1, pass)))
	p.met(p.now())
	fine(t, p.lock())
	fine(t, d.Unlock(t.Context(), 1, pass))
}

func ignoreExpired(err error) error {
	if registry.KeyOf(err) == "offline_expired" {
		return nil
	}
	return err
}

// TestPromise17ACrashFileHasNoNames panics with a name.
func TestPromise17ACrashFileHasNoNames(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var log bytes.Buffer
	func() {
		defer func() { _ = recover() }()
		defer reportCrash(dir, slog.New(slog.NewTextHandler(&log, nil)))
		panic("Nguyễn Thị Mộng Đậu 096215900123")
	}()
	files, _ := filepath.Glob(filepath.Join(dir, "crash-*"))
	if len(files) != 1 {
		t.Fatal("no crash file")
	}
	raw, err := os.ReadFile(files[0])
	fine(t, err)
	for _, text := range []string{string(raw), log.String()} {
		if strings.Contains(text, "Mộng") || strings.Contains(text, "096215900123") {
			t.Errorf("a name stands in %s", text)
		}
	}
}

// TestPromise21ADamagedProfileIsSalvagedAtTheStart: whoever comes in finds what
// could be saved, and the damaged file aside.
func TestPromise21ADamagedProfileIsSalvagedAtTheStart(t *testing.T) {
	t.Parallel()
	province := fieldtest.NewProvince(t)
	p := newProfile(t, t.TempDir())
	fine(t, p.begin(t.Context(), "Chị Út", pass))
	fine(t, p.lock())
	// A real laptop's file, sealed with this profile's key.
	laptop := province.Laptop()
	fine(t, laptop.Store.SetSetting(t.Context(), "a", "giữ lại"))
	fine(t, laptop.Store.Close())
	fine(t, p.unlock(t.Context(), 1, pass))
	v, err := vault.New(p.opened.who.Keys()[0], "")
	fine(t, err)
	half := filepath.Join(t.TempDir(), "half.db")
	fine(t, vaulttest.Fixed().Rekey(laptop.Path, v, half))
	fine(t, errors.Join(v.Close(), p.lock(), vault.Replace(half, p.database())))
	raw, err := os.ReadFile(p.database())
	fine(t, err)
	for at := 20 * vault.PageSize; at < len(raw); at += 4 * vault.PageSize {
		raw[at+99] ^= 1
	}
	fine(t, os.WriteFile(p.database(), raw, 0o600))

	again := newProfile(t, p.dir)
	fine(t, again.unlock(t.Context(), 1, pass))

	if got, err := again.theStore().Setting(t.Context(), "a"); err != nil || got != "giữ lại" {
		t.Errorf("%q %v", got, err)
	}
	rows, _, _, err := again.theStore().TakeSalvaged(t.Context())
	if err != nil || rows == 0 {
		t.Errorf("nothing is told: %d rows, %v", rows, err)
	}
	if rows, _, _, _ := again.theStore().TakeSalvaged(t.Context()); rows != 0 {
		t.Error("it is told twice")
	}
	if aside, _ := filepath.Glob(p.database() + ".hong-*"); len(aside) == 0 {
		t.Error("the damaged file was not set aside")
	}
}
