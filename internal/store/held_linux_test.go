package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"thamho.vn/internal/registry"
)

// Bytes of the files by which SQLite's processes keep out of each other's way.
const (
	pendingByte  = 0x40000000 // of the database, and the 511 behind it
	writerByte   = 120        // of the -shm file
	immutable    = 0x10       // FS_IMMUTABLE_FL
	envHold      = "THAMHO_TEST_HOLD"
	envHoldStart = "THAMHO_TEST_HOLD_AT"
)

// TestMain lets the test's own program stand for another one that holds a file.
func TestMain(m *testing.M) {
	if path := os.Getenv(envHold); path != "" {
		if err := holdFile(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// holdFile keeps a file locked until its input ends, as a program does that looks
// through a file for viruses.
func holdFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	var at, length int64
	if _, err := fmt.Sscan(os.Getenv(envHoldStart), &at, &length); err != nil {
		return err
	}
	if err := unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_WRLCK, Start: at, Len: length}); err != nil {
		return err
	}
	fmt.Println("held")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// hold has another process hold a part of a file.
func hold(t *testing.T, path string, at, length int64) (release func()) {
	t.Helper()
	other := exec.Command(os.Args[0])
	other.Env = append(os.Environ(), envHold+"="+path, fmt.Sprintf("%s=%d %d", envHoldStart, at, length))
	other.Stderr = os.Stderr
	in, err := other.StdinPipe()
	out, outErr := other.StdoutPipe()
	if err := errors.Join(err, outErr, other.Start()); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal("the other process does not hold the file")
	}
	return func() {
		_ = in.Close()
		_ = other.Wait()
	}
}

// Another program holds the file for a while: a save that comes meanwhile waits
// and then works; one that waited long enough says who may hold it, loses nothing,
// and works when it is tried again.
func TestAFileThatAnotherProgramHolds(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.enrolAt(t, options(filepath.Join(t.TempDir(), "thamho.db"), 1))
	p.family(t, s, 1, "Lê Thị Cúc")
	release := hold(t, s.Path+"-shm", writerByte, 1)
	_, second := p.aFamily(t, 2, "Võ Thị Đào")
	_, third := p.aFamily(t, 3, "Bùi Thị Sen")

	if _, err := s.write.Exec(`PRAGMA busy_timeout = 20`); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), p.scope, second, ""); keyOfError(err) != "db_locked" {
		t.Errorf("got %v", err)
	}
	if n := len(must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{}))); n != 1 {
		t.Errorf("%d households can be read meanwhile", n)
	}
	if _, err := s.write.Exec(`PRAGMA busy_timeout = 60000`); err != nil {
		t.Fatal(err)
	}
	saved := make(chan error)
	go func() { saved <- s.Write(t.Context(), p.scope, third, "") }()
	release()
	if err := <-saved; err != nil {
		t.Errorf("the save that waited: %v", err)
	}
	write(t, s, p.scope, second...)

	if n := len(must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{}))); n != 3 {
		t.Errorf("%d households, want 3", n)
	}
}

// A file that is held while the program starts: it waits, and opens.
func TestAFileThatIsHeldAtTheStart(t *testing.T) {
	t.Parallel()
	p := newProvince()
	o := options(filepath.Join(t.TempDir(), "thamho.db"), 1)
	s := p.enrolAt(t, o)
	p.family(t, s, 1, "Lê Thị Cúc")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	release := hold(t, o.Path, pendingByte, 512)
	type opening struct {
		s   *Store
		err error
	}
	opened := make(chan opening)
	go func() {
		s, err := Open(t.Context(), o)
		opened <- opening{s, err}
	}()

	release()

	got := <-opened
	if got.err != nil {
		t.Fatal(got.err)
	}
	if err := got.s.Close(); err != nil {
		t.Error(err)
	}
}

// A file that may not be written, as a guard against ransom leaves it: the start
// says so, changes nothing, and works when the file is free again.
func TestAFileThatMayNotBeWritten(t *testing.T) {
	p := newProvince()
	o := options(filepath.Join(t.TempDir(), "thamho.db"), 1)
	s := p.enrolAt(t, o)
	p.family(t, s, 1, "Lê Thị Cúc")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := setImmutable(o.Path, true); err != nil {
		fmt.Printf("%s is skipped: a file can't be made immutable here: %v\n", t.Name(), err)
		t.SkipNow()
	}
	t.Cleanup(func() { _ = setImmutable(o.Path, false) })

	s, err := Open(t.Context(), o)

	if err == nil { // what is there can be read; a save says why not
		_, family := p.aFamily(t, 2, "Võ Thị Đào")
		err = s.Write(t.Context(), p.scope, family, "")
		_ = s.Close()
	}
	if keyOfError(err) != "file_held" {
		t.Errorf("got %v", err)
	}
	if err := setImmutable(o.Path, false); err != nil {
		t.Fatal(err)
	}
	s = must[*Store](t)(Open(t.Context(), o))
	defer s.Close()
	p.family(t, s, 2, "Võ Thị Đào")
	if n := len(must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{}))); n != 2 {
		t.Errorf("%d households, want 2", n)
	}
}

// setImmutable forbids everybody, root too, to write a file.
func setImmutable(path string, on bool) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	flags, err := unix.IoctlGetUint32(int(f.Fd()), unix.FS_IOC_GETFLAGS)
	if err != nil {
		return err
	}
	flags &^= immutable
	if on {
		flags |= immutable
	}
	return unix.IoctlSetPointerInt(int(f.Fd()), unix.FS_IOC_SETFLAGS, int(flags))
}
