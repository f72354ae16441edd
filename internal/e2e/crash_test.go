package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/figures"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// The battery of crashes: a process of its own saves a visit, or takes a page
// from the province, and at its n-th write, sync, truncation or removal of a
// file of the database it is killed, or told that the disk is full or broken.
// Every n is tried until the process comes through untouched. What it called
// saved must be there, what was there before must still be, and the same act
// must go on working.

// probeEnv tells the test binary that it is the process that is to be hit: it
// names the act and the file.
const (
	probeAct  = "THAMHO_PROBE_ACT"
	probeFile = "THAMHO_PROBE_FILE"
	probeArg  = "THAMHO_PROBE_ARG"
)

// hits are what happens at a call.
var hits = []struct{ name, inject string }{
	{"kill -9", "signal=SIGKILL"},
	{"disk full", "error=ENOSPC"},
	{"broken disk", "error=EIO"},
}

// hitCalls are the calls that change what is on the disk.
const hitCalls = "write,pwrite64,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat,renameat2"

// visit is what the probe saves.
var visitFields = map[string]json.RawMessage{"ho": json.RawMessage(`"` + probeHousehold.String() + `"`), "ngay": json.RawMessage(`"2023-01-08"`), "ghi_chu": json.RawMessage(`"gặp"`)}

var probeHousehold = uuid.MustParse("0198a000-0000-7000-8000-000000000047")

func saveVisit(l *laptop, scope, id uuid.UUID) error {
	return l.store.Write(context.Background(), scope, []ledger.Draft{{Kind: registry.KindVisit, Record: id, Op: ledger.OpCreate, Fields: visitFields}}, "")
}

// TestCrashProbe is the process that is hit; by itself it does nothing.
func TestCrashProbe(t *testing.T) {
	act := os.Getenv(probeAct)
	if act == "" {
		t.Skip("run by TestBatteryCrashes")
	}
	l := &laptop{t: t, house: &house{t: t}, file: os.Getenv(probeFile), client: &http.Client{Transport: &http.Transport{}}}
	if err := l.tryOpen(); err != nil {
		fmt.Println("refused", registry.CodeOf(err), err)
		l.open()
	}
	do := func() error {
		if act == "page" {
			_, err := l.engine.Sync(context.Background())
			return err
		}
		scope, id, _ := strings.Cut(os.Getenv(probeArg), "/")
		return saveVisit(l, uuid.MustParse(scope), uuid.MustParse(id))
	}
	err := do()
	// strace counts calls for each thread, so that a repeated act can be hit
	// again; once the disk is well the same act works.
	for tries := 0; err != nil && tries < 30; tries++ {
		fmt.Println("refused", registry.CodeOf(err), err)
		err = do()
	}
	if err == nil {
		fmt.Println("saved")
	}
	_ = l.store.Close()
}

// probe runs the act in a process of its own, hit at the n-th call; whole tells
// that no call was hit, so that n is behind the last.
func probe(t *testing.T, act, file, arg, inject string, n int) (saved, refused, whole bool) {
	t.Helper()
	args := []string{"-f", "-qq", "-e", "trace=" + hitCalls, "-P", file, "-P", file + "-wal", "-P", file + "-journal", "-o", file + ".trace"}
	if n > 0 {
		args = append(args, "-e", fmt.Sprintf("inject=%s:%s:when=%d", hitCalls, inject, n))
	}
	cmd := exec.CommandContext(t.Context(), "strace", append(args, "--", os.Args[0], "-test.run=^TestCrashProbe$", "-test.count=1")...)
	cmd.Env = append(os.Environ(), probeAct+"="+act, probeFile+"="+file, probeArg+"="+arg)
	out, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatalf("strace: %v (scripts/deps.sh installs it)", err)
	} else if ok && bytes.Contains(out, []byte("ptrace")) {
		t.Fatalf("strace can't work here: %v %s", exit, out)
	}
	if os.Getenv("PROBE_DEBUG") != "" {
		t.Logf("%s %d: %s", inject, n, out)
	}
	trace := must[[]byte](t)(os.ReadFile(file + ".trace"))
	hit := bytes.Contains(trace, []byte("INJECTED")) || bytes.Contains(trace, []byte("killed by SIGKILL"))
	return bytes.Contains(out, []byte("saved")), bytes.Contains(out, []byte("refused")), !hit
}

// maxCalls bounds the tries of one act.
const maxCalls = 400

func TestBatteryCrashes(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("the battery runs without the race detector")
	}
	stride := 1
	if figures.SoakFor() == 0 {
		stride = 3 // every third call in the short form, another third for each kind of hit
	}
	runs, bad := 0, 0
	for _, act := range []string{"visit", "page"} {
		for i, h := range hits {
			r, b := crashes(t, act, h.inject, 1+i%stride, stride)
			t.Logf("%s, %s: %d runs, %d bad", act, h.name, r, b)
			runs, bad = runs+r, bad+b
		}
	}
	if runs < 30 {
		t.Errorf("%d runs only: the probe is not hit", runs)
	}
	figures.Add(t, map[string]any{"crash_runs": runs, "crash_bad": bad})
}

// crashes tries every stride-th call of an act from the first on, and returns how
// many runs there were and how many broke a promise.
func crashes(t *testing.T, act, inject string, first, stride int) (runs, bad int) {
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	a.child("Nguyễn Văn Bảo")
	a.sync()
	b := h.laptop("b", ledger.RankHamlet)
	var ids []uuid.UUID
	for i := range 20 {
		ids = append(ids, a.child(fmt.Sprintf("Nguyễn Văn Ánh %d", i)))
	}
	a.sync()
	a.sync()
	clean := filepath.Join(t.TempDir(), "clean.db")
	b.copyTo(clean)

	for n := first; n < maxCalls; n += stride {
		file := filepath.Join(t.TempDir(), "probe.db")
		copyFile(t, clean, file)
		visit := newID()
		saved, refused, whole := probe(t, act, file, h.scope.String()+"/"+visit.String(), inject, n)
		if whole {
			return runs, bad
		}
		runs++
		if problem := afterCrash(t, h, act, file, visit, ids, saved, refused, inject); problem != "" {
			bad++
			t.Errorf("%s, %s at call %d: %s", act, inject, n, problem)
		}
	}
	t.Errorf("%s: still hit after %d calls", act, maxCalls)
	return runs, bad
}

// afterCrash says what is wrong with what the process left, "" for nothing.
func afterCrash(t *testing.T, h *house, act, file string, visit uuid.UUID, ids []uuid.UUID, saved, refused bool, inject string) string {
	l := &laptop{t: t, house: h, file: file, client: &http.Client{Transport: &http.Transport{}}}
	l.open()
	defer func() { _ = l.store.Close() }()
	if !strings.HasPrefix(inject, "signal") && !saved {
		return "the act did not work once the disk was well again"
	}
	if act == "visit" {
		_, err := l.store.Visit(t.Context(), visit)
		there := err == nil
		if saved && !there {
			return "a visit that was called saved is not there"
		}
		if !there {
			if err := saveVisit(l, h.scope, visit); err != nil {
				return "the visit can't be saved afterwards: " + err.Error()
			}
		}
		state := must[registry.SyncState](t)(l.store.SyncState(t.Context()))
		if want := 1; state.Pending != want && !refused {
			return fmt.Sprintf("%d changes wait, want %d", state.Pending, want)
		}
	}
	if _, err := l.engine.Sync(t.Context()); err != nil {
		return "the next sync: " + err.Error()
	}
	if _, err := l.engine.Sync(t.Context()); err != nil {
		return "the sync after it: " + err.Error()
	}
	for _, id := range ids {
		if _, err := l.store.Person(t.Context(), id); err != nil {
			return "a child of the page is missing: " + err.Error()
		}
	}
	want := must[ledger.Hash](t)(h.central.Fingerprint(t.Context(), h.scope))
	if got := must[ledger.Hash](t)(l.store.Fingerprint(t.Context(), h.scope)); got != want {
		return "the laptop differs from the server"
	}
	return ""
}
