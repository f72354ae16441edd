package store

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
	"thamho.vn/internal/vault/powerloss"
	"thamho.vn/internal/vault/vaulttest"
)

// ailing is a laptop whose disk refuses syncs when it is told to.
type ailing struct {
	*Store
	p        *province
	refuse   atomic.Int32 // this many more syncs fail
	only     string       // of the file whose name ends so
	reopened chan struct{}
}

func newAiling(t *testing.T) *ailing {
	t.Helper()
	r := must[*powerloss.Recorder](t)(powerloss.NewRecorder())
	a := &ailing{p: newProvince(), reopened: make(chan struct{}, 1000)}
	r.Breaks = func(file string) bool { return strings.HasSuffix(file, a.only) && a.refuse.Add(-1) >= 0 }
	v := must[*vault.Vault](t)(vault.New(vaulttest.Key, r.Name()))
	o := options(filepath.Join(t.TempDir(), "thamho.db"), 1)
	o.Vault = v
	a.Store = a.p.enrolAt(t, o)
	a.Subscribe(func(sig registry.Signal) {
		if sig.Kind == registry.SignalReopened {
			a.reopened <- struct{}{}
		}
	})
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
		if err := v.Close(); err != nil {
			t.Errorf("a file stays open: %v", err)
		}
	})
	return a
}

// households counts what is there.
func (a *ailing) households(t *testing.T) int {
	t.Helper()
	return len(must[[]registry.Key](t)(a.HouseholdKeys(t.Context(), registry.HouseholdQuery{})))
}

// wantWhole looks at the structure, and at the numbers of the own lines: each
// stands once.
func (a *ailing) wantWhole(t *testing.T, households int) {
	t.Helper()
	if err := check(t.Context(), a.read); err != nil {
		t.Error(err)
	}
	if n := a.households(t); n != households {
		t.Errorf("%d households, want %d", n, households)
	}
	var lines, waiting, next int
	err := a.read.QueryRow(`SELECT (SELECT count(*) FROM line), (SELECT count(*) FROM waiting), (SELECT coalesce(sum(next - 1), 0) FROM stream)`).Scan(&lines, &waiting, &next)
	if err != nil || lines != waiting || lines != next {
		t.Errorf("%d lines, %d waiting, numbers to %d: %v", lines, waiting, next, err)
	}
}

// A save whose sync fails is refused and did not happen; the file is opened again
// by itself, and the same save, with the draft it is made of, then works.
func TestAFailedSyncAtASave(t *testing.T) {
	t.Parallel()
	a := newAiling(t)
	a.p.family(t, a.Store, 1, "Lê Thị Cúc")
	self := must[ledger.Identity](t)(a.Identity(t.Context()))
	draft := registry.Draft{Key: "visit/1", Owner: self.User, Body: []byte(`{}`), At: a.Now()}
	if err := a.SaveDraft(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	_, family := a.p.aFamily(t, 2, "Võ Thị Đào")

	for try := range 3 {
		a.refuse.Store(1)
		err := a.Write(t.Context(), a.p.scope, family, draft.Key)
		if keyOfError(err) != "disk_sync" {
			t.Fatalf("try %d: %v", try, err)
		}
		<-a.reopened
		a.wantWhole(t, 1)
		if _, ok, err := a.Draft(t.Context(), draft.Key, self.User); !ok {
			t.Fatalf("the draft is gone: %v", err)
		}
	}
	if err := a.Write(t.Context(), a.p.scope, family, draft.Key); err != nil {
		t.Fatal(err)
	}

	a.wantWhole(t, 2)
}

// On a disk that takes nothing any more every save is refused in words, what was
// saved before can be read all the time, and nothing is acknowledged.
func TestASyncThatFailsForGood(t *testing.T) {
	t.Parallel()
	a := newAiling(t)
	a.p.family(t, a.Store, 1, "Lê Thị Cúc")
	a.refuse.Store(1 << 30)

	for n := range 20 {
		_, family := a.p.aFamily(t, 2+n, "Võ Thị Đào")
		if err := a.Write(t.Context(), a.p.scope, family, ""); keyOfError(err) != "disk_sync" {
			t.Fatalf("save %d: %v", n, err)
		}
		if got := a.households(t); got != 1 {
			t.Fatalf("save %d: %d households", n, got)
		}
		if err := a.SaveDraft(t.Context(), registry.Draft{Key: fmt.Sprint(n), Body: []byte(`{}`), At: a.Now()}); keyOfError(err) != "disk_sync" {
			t.Fatalf("draft %d: %v", n, err)
		}
	}
	a.refuse.Store(0)
	_, family := a.p.aFamily(t, 2, "Bùi Thị Sen")
	for a.Write(t.Context(), a.p.scope, family, "") != nil {
		<-a.reopened
	}

	a.wantWhole(t, 2)
}

// A page of the province whose sync fails is there neither in part nor with its
// cursor, and comes again.
func TestAFailedSyncAtAPage(t *testing.T) {
	t.Parallel()
	a := newAiling(t)
	other := a.p.laptop(t, 2, ledger.RankHamlet)
	a.p.family(t, other, 500, "Trần Thị Mai")
	page := a.p.send(t, other, ledger.RankHamlet)
	a.refuse.Store(1)

	err := a.ApplyPage(t.Context(), a.p.server, a.p.epoch, a.p.scope, page)
	if keyOfError(err) != "disk_sync" {
		t.Fatalf("got %v", err)
	}
	<-a.reopened
	if whole, err := a.pagesWhole(a.p); !whole {
		t.Errorf("the page is there in part: %v", err)
	}
	a.p.apply(t, a.Store, page)

	a.wantWhole(t, 1)
}

// A checkpoint runs behind a save, and SQLite tells nobody that it failed. The
// store notices, and the checkpoint is made anew from the log.
func TestAFailedSyncAtACheckpoint(t *testing.T) {
	t.Parallel()
	for name, only := range map[string]string{"of the log": "-wal", "of the file": ".db"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAiling(t)
			a.only = only
			must[sql.Result](t)(a.write.Exec(`PRAGMA wal_autocheckpoint = 1`))
			saved := 0
			for n := range 12 {
				a.refuse.Store(1) // the first sync of a save is the log's, of a checkpoint the log's and then the file's
				_, family := a.p.aFamily(t, n, "Võ Thị Đào")
				err := a.Write(t.Context(), a.p.scope, family, "")
				if only == ".db" && err != nil {
					t.Fatalf("save %d was on the disk, and is refused: %v", n, err)
				}
				<-a.reopened
				if err == nil {
					saved++
				}
				must[sql.Result](t)(a.write.Exec(`PRAGMA wal_autocheckpoint = 1`))
			}
			a.refuse.Store(0)
			checkpoint(t, a.Store)

			a.wantWhole(t, saved)
		})
	}
}

// Readers that are in the middle of something keep their connection to its end;
// those who come while the file is being opened again wait.
func TestReadersOutliveAReopening(t *testing.T) {
	t.Parallel()
	a := newAiling(t)
	for n := range 3 {
		a.p.family(t, a.Store, n, "Lê Thị Cúc")
	}
	rows := must[*sql.Rows](t)(a.read.Query(`SELECT id FROM household ORDER BY number`))
	if !rows.Next() {
		t.Fatal("no row")
	}
	a.refuse.Store(1)
	_, family := a.p.aFamily(t, 9, "Võ Thị Đào")
	if err := a.Write(t.Context(), a.p.scope, family, ""); keyOfError(err) != "disk_sync" {
		t.Fatal(err)
	}
	late := make(chan int)
	go func() { late <- a.households(t) }()

	seen := 1
	for rows.Next() {
		seen++
	}
	if err := rows.Close(); err != nil || seen != 3 {
		t.Errorf("%d rows: %v", seen, err)
	}
	<-a.reopened
	if n := <-late; n != 3 {
		t.Errorf("%d households", n)
	}
}

// Whoever waited for the writer when the gate was shut writes nothing until it is
// open again: what was copied meanwhile would not have it.
func TestNobodyWritesBehindAShutGate(t *testing.T) {
	t.Parallel()
	s := newProvince().laptop(t, 1, ledger.RankHamlet)
	conn := must[*sql.Conn](t)(s.write.Conn(t.Context()))
	ran := make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		ended <- s.update(t.Context(), func(*sql.Tx) error { close(ran); return nil })
	}()
	for s.write.Stats().WaitCount == 0 {
		runtime.Gosched()
	}
	if !s.gate.shut("file_swapped") {
		t.Fatal("the gate was shut already")
	}
	ok(t, conn.Close())
	_, err := s.write.ExecContext(t.Context(), `SELECT 1`) // in the same queue, behind the other
	ok(t, err)

	select {
	case <-ran:
		t.Error("it wrote behind a shut gate")
	default:
	}
	s.gate.reopen()
	ok(t, <-ended)
	<-ran
}
