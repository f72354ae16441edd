package main

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
)

// What laptops still hold is what the last two backups lack: an older one is not
// restored by mistake.
func TestAnOldBackupIsNotRestoredByMistake(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	check(t, err)
	dir, at := t.TempDir(), time.Now()
	key := filepath.Join(dir, "key.txt")
	check(t, os.WriteFile(key, []byte(id.String()+"\n"), 0o600))
	data := t.TempDir()
	c, err := place{data: data}.open(t.Context(), slog.New(slog.DiscardHandler))
	check(t, err)
	check(t, c.Close())
	for i, name := range []string{"mon.age", "tue.age", "wed.age"} {
		file := filepath.Join(dir, name)
		check(t, run(t.Context(), []string{"backup", "--data", data, "-o", file, "--recipient", id.Recipient().String()}, io.Discard, io.Discard))
		check(t, os.Chtimes(file, at, at.Add(time.Duration(i-3)*24*time.Hour)))
	}
	check(t, os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600))
	restore := func(to, name string, more ...string) error {
		args := append([]string{"restore", "--data", to, "-i", filepath.Join(dir, name), "--identity", key}, more...)
		return run(t.Context(), args, io.Discard, io.Discard)
	}

	to := filepath.Join(t.TempDir(), "new")
	if err := restore(to, "mon.age"); err == nil || !strings.Contains(err.Error(), "wed.age, tue.age") || !strings.Contains(err.Error(), "--older") {
		t.Errorf("from the third last: %v", err)
	}
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something was restored: %v", err)
	}
	check(t, restore(to, "mon.age", "--older"))
	check(t, restore(filepath.Join(t.TempDir(), "new"), "tue.age"))
}
