package store

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// smallDisk mounts a disk of some megabytes in memory. Who may not mount runs the
// test anew as root of a user namespace; where that is refused as well it is
// skipped.
func smallDisk(t *testing.T, megabytes int) string {
	t.Helper()
	dir := t.TempDir()
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", megabytes))
	const inside = "THAMHO_TEST_NAMESPACE"
	if errors.Is(err, fs.ErrPermission) && os.Getenv(inside) == "" {
		again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		again.Env = append(os.Environ(), inside+"=1")
		again.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
		out, err := again.CombinedOutput()
		if _, ran := errors.AsType[*exec.ExitError](err); ran {
			t.Fatalf("%s", out)
		}
		if err == nil {
			t.SkipNow() // it passed in there
		}
		fmt.Printf("%s is skipped: neither a disk can be mounted here nor a namespace made: %v\n", t.Name(), err)
		t.SkipNow()
	}
	if errors.Is(err, fs.ErrPermission) {
		fmt.Printf("%s is skipped: a disk can't be mounted here: %v\n", t.Name(), err)
		t.SkipNow()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fillDisk leaves no byte on the disk; the file that does it can be removed.
func fillDisk(t *testing.T, dir string) (filler string) {
	t.Helper()
	filler = filepath.Join(dir, "phim.mp4")
	f := must[*os.File](t)(os.OpenFile(filler, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600))
	defer f.Close()
	for size := 1 << 16; size > 0; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
	return filler
}

// TestPromise22AFullDiskLosesNothing works on a disk of eight megabytes that is
// full: a save, a page of the province, the copy of the day and a photo are each
// refused with words that say what to do, what was saved can be read, and each
// works when there is room again. Nothing is lost and nothing there twice, also
// when the program is closed and opened on the full disk.
func TestPromise22AFullDiskLosesNothing(t *testing.T) {
	dir := smallDisk(t, 8)
	p := newProvince()
	other := p.laptop(t, 2, ledger.RankHamlet)
	p.family(t, other, 500, "Trần Thị Mai")
	page := p.send(t, other, ledger.RankHamlet)
	o := options(filepath.Join(dir, "thamho.db"), 1)
	s := p.enrolAt(t, o)
	first := p.family(t, s, 1, "Lê Thị Cúc")
	self := must[ledger.Identity](t)(s.Identity(t.Context()))
	draft := registry.Draft{Key: "child/1", Owner: self.User, Body: []byte(`{"name":"Đào"}`), At: s.Now()}
	if err := s.SaveDraft(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	big := make([]byte, 400_000)
	_, _ = rand.Read(big)
	photo := registry.KeptPhoto{Address: ledger.Sum(big), Bytes: big}
	_, family := p.aFamily(t, 2, "Võ Thị Đào")
	acts := []struct {
		name string
		do   func() error
	}{
		{"photo", func() error {
			return s.WritePhotos(t.Context(), p.scope, nil, []registry.KeptPhoto{photo})
		}},
		{"page", func() error { return s.ApplyPage(t.Context(), p.server, p.epoch, p.scope, page) }},
		{"save", func() error { return s.Write(t.Context(), p.scope, family, draft.Key) }},
		{"copy of the day", func() error { return s.CopyDaily(t.Context()) }},
	}

	filler := fillDisk(t, dir)
	for _, act := range acts {
		if err := act.do(); keyOfError(err) != "disk_full" {
			t.Errorf("%s: %v", act.name, err)
		}
		if _, err := s.Household(t.Context(), first); err != nil {
			t.Errorf("after %s: %v", act.name, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Logf("close: %v", err)
	}
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Logf("open on the full disk: %v", err)
		if keyOfError(err) != "disk_full" {
			t.Errorf("open on the full disk: %v", err)
		}
	} else if kept, ok, err := s.Draft(t.Context(), draft.Key, self.User); !ok || !bytes.Equal(kept.Body, draft.Body) {
		t.Errorf("the draft is gone: %v", err)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if s == nil {
		s = must[*Store](t)(Open(t.Context(), o))
	}
	defer s.Close()
	for _, act := range acts {
		if err := act.do(); err != nil {
			t.Errorf("%s, with room again: %v", act.name, err)
		}
	}

	if err := check(t.Context(), s.read); err != nil {
		t.Error(err)
	}
	if keys := must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{})); len(keys) != 3 {
		t.Errorf("%d households, want 3", len(keys))
	}
	if copies := must[[]string](t)(dailyCopies(o.Path)); len(copies) != 1 {
		t.Errorf("copies of the day: %v", copies)
	}
	if half := must[[]string](t)(filepath.Glob(o.Path + "*" + halfDone + "*")); len(half) > 0 {
		t.Errorf("left behind: %v", half)
	}
	var lines, next int
	if err := s.read.QueryRow(`SELECT (SELECT count(*) FROM line), (SELECT sum(next - 1) FROM stream)`).Scan(&lines, &next); err != nil || lines != next {
		t.Errorf("%d lines, numbers to %d: %v", lines, next, err)
	}
}
