package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/profile"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

var quiet = slog.New(slog.DiscardHandler)

const pass = "con cá lội ngược dòng"

// newRooms opens a data folder whose passphrases are cheap to guess; running is nil
// for the process's own time.
func newRooms(t testing.TB, dir string, running func() time.Duration) *profile.Rooms {
	t.Helper()
	p, err := profile.OpenRooms(profile.Options{
		Dir: dir, Log: quiet, NewID: newID, Ring: vault.RingOptions{Cost: vault.Cost{Time: 1, Memory: 64, Threads: 1}, Running: running},
	})
	fine(t, err)
	t.Cleanup(func() { _ = p.Lock() })
	return p
}

func fine(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestPromise02AColdStartNeverAcceptsAPIN opens by a passphrase only.
func TestPromise02AColdStartNeverAcceptsAPIN(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := newRooms(t, dir, nil)
	fine(t, p.Begin(t.Context(), "Chị Út", pass))
	d := &door{rooms: p, log: quiet}
	fine(t, d.SetPIN(t.Context(), "271828"))
	fine(t, d.Reopen(t.Context(), "271828"))
	for _, bad := range []string{"12345", "1234567", "111111", "123456", "12345a", ""} {
		if err := d.SetPIN(t.Context(), bad); registry.KeyOf(err) != "pin_form" {
			t.Errorf("%q: %v", bad, err)
		}
	}
	fine(t, p.Lock())

	again := newRooms(t, dir, nil)
	if err := again.Unlock(t.Context(), again.People()[0], "271828"); registry.KeyOf(err) != "pass_wrong" {
		t.Errorf("got %v", err)
	}
	if (&door{rooms: again, log: quiet}).PINLeft() != 0 {
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
	dir, ran := t.TempDir(), time.Duration(0)
	p := newRooms(t, dir, func() time.Duration { return ran })
	fine(t, p.Begin(t.Context(), "Chị Út", pass))
	fine(t, p.Lock())
	ran = profile.Offline + time.Hour
	d := &door{rooms: p, o: options{data: dir}, log: quiet}

	err := d.Unlock(t.Context(), d.People()[0], pass)

	if registry.KeyOf(err) != "offline_expired" || p.Store() != nil {
		t.Errorf("got %v, store %v", err, p.Store())
	}
	// Contact with the province brings it back.
	fine(t, ignoreExpired(p.Unlock(t.Context(), p.People()[0], pass)))
	fine(t, p.Current().Met(t.Context()))
	fine(t, p.Lock())
	fine(t, d.Unlock(t.Context(), d.People()[0], pass))
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
