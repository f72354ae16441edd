package e2e

import (
	"database/sql"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/vault/vaulttest"
)

// logged enrols a laptop that may write its hamlet's log, and what a person does
// there.
func (h *house) logged(name string) (*laptop, *fieldwork.Work) {
	l := h.blank(name)
	code := must[string](h.t)(h.central.IssueCode(h.t.Context(), central.CodeSpec{
		User: uuid.New(), Name: name, Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{h.scope}, Logs: true,
	}, time.Minute))
	ok(h.t, l.engine.Enrol(h.t.Context(), h.http.URL, code, name))
	l.sync()
	id := must[ledger.Identity](h.t)(l.store.Identity(h.t.Context()))
	return l, fieldwork.New(fieldwork.Options{Store: l.store, Now: time.Now, NewID: newID, User: id.User, UserName: name})
}

// check verifies the laptop's one log.
func (l *laptop) check() ledger.LogReport {
	l.t.Helper()
	logs := must[[]ledger.Log](l.t)(l.store.AuditLogs(l.t.Context()))
	if len(logs) != 1 {
		l.t.Fatalf("%d logs", len(logs))
	}
	trust := must[*ledger.Trust](l.t)(must[ledger.Identity](l.t)(l.store.Identity(l.t.Context())).Trust())
	return trust.CheckLog(logs[0])
}

// entries are the acts in the log of the house's hamlet, as the server has them.
func (h *house) acts() (out []registry.AuditAct) {
	h.t.Helper()
	ok(h.t, h.central.Lines(h.t.Context(), central.AuditScopeOf(h.hamlet), func(_ uuid.UUID, _ ledger.Rank, l ledger.Line) {
		if l.Change.Kind != registry.KindAudit {
			return
		}
		fields := registry.Fields{}
		for i, name := range l.Change.Names {
			fields[name] = l.Values[i]
		}
		e, _ := registry.Decode[registry.AuditEntry](fields)
		out = append(out, e.Act)
	}))
	return out
}

func TestActsStandInTheLog(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l, w := h.logged("Út")
	a, b := l.child("Nguyễn Văn Bảo"), l.child("Nguyễn Văn Báo")

	ok(t, w.SignIn(t.Context()))
	ok(t, w.ViewSensitive(t.Context(), l.person(a).Value.Household, a, "dan_toc"))
	ok(t, w.MergeChildren(t.Context(), l.person(a), l.person(b), nil))
	ok(t, w.Unmerge(t.Context(), b))
	l.sync()

	want := []registry.AuditAct{registry.AuditSignIn, registry.AuditView, registry.AuditMerge, registry.AuditUnmerge}
	if got := h.acts(); !slices.Equal(got, want) {
		t.Errorf("the log says %v", got)
	}
	if r := l.check(); r.First != nil || r.Tail != 0 || r.Changes < len(want) {
		t.Errorf("%+v, %v", r, r.First)
	}
}

// What somebody does to the file of the store is found by the laptop alone as
// far as the server countersigned it.
func TestPromise10ALaptopsLogIsChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ do, cause string }{
		"a block is removed":  {`DELETE FROM block WHERE scope = $1 AND seq = 3`, ledger.BreakRemoved},
		"the end is cut":      {`DELETE FROM block WHERE scope = $1 AND (seq > 2 OR seq IS NULL)`, ledger.BreakCut},
		"a block is replaced": {`UPDATE block SET bytes = (SELECT bytes FROM block WHERE scope = $1 AND seq = 2) WHERE scope = $1 AND seq = 4`, ledger.BreakForged},
		"bytes are garbled":   {`UPDATE block SET bytes = x'0102' WHERE scope = $1 AND seq = 3`, ledger.BreakRemoved},
		"nothing is touched":  {`SELECT $1`, ""},
		"the tail is removed": {`DELETE FROM block WHERE scope = $1 AND admission IS NULL`, ledger.BreakCut},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			l, w := h.logged("Út")
			for range 3 {
				ok(t, w.SignIn(t.Context()))
				l.sync()
			}
			ok(t, w.SignIn(t.Context()))
			scope := central.AuditScopeOf(h.hamlet)
			ok(t, l.store.Seal(t.Context(), scope))
			ok(t, l.store.Close())
			db := must[*sql.DB](t)(sql.Open("sqlite", "file:"+l.file+"?vfs="+vaulttest.Fixed().Name()))
			if _, err := db.Exec(c.do, scope[:]); err != nil {
				t.Fatal(err)
			}
			ok(t, db.Close())
			l.open()

			r := l.check()

			if cause := causeOf(r.First); cause != c.cause {
				t.Errorf("found %v, want %q", r.First, c.cause)
			}
			if c.cause == "" && r.Tail != 1 {
				t.Errorf("%d changes without a countersignature", r.Tail)
			}
		})
	}
}

func causeOf(b *ledger.Break) string {
	if b == nil {
		return ""
	}
	return b.Cause
}

// The same at the server, by its command.
func TestPromise10TheServersLogsAreChecked(t *testing.T) {
	t.Parallel()
	p := newProgram(t)
	h := &house{t: t}
	l := h.blank("a")
	ok(t, l.engine.Enrol(t.Context(), p.ready.URL, p.ready.Code, "a"))
	h.workWhere(l)
	id := must[ledger.Identity](t)(l.store.Identity(t.Context()))
	w := fieldwork.New(fieldwork.Options{Store: l.store, Now: time.Now, NewID: newID, User: id.User, UserName: "a"})
	for range 3 {
		ok(t, w.SignIn(t.Context()))
		l.sync()
	}
	verify := func() (string, error) {
		out, err := exec.Command(p.file, "audit", "verify", "--data", p.data).CombinedOutput()
		return string(out), err
	}
	if out, err := verify(); err != nil || !strings.Contains(out, "1 nhật ký") {
		t.Errorf("%v: %s", err, out)
	}
	p.kill()
	db := must[*sql.DB](t)(sql.Open("sqlite", filepath.Join(p.data, "central.db")))
	_, err := db.Exec(`DELETE FROM block WHERE scope = $1 AND seq = 2`, central.AuditScopeOf(h.hamlet).String())
	ok(t, err)
	ok(t, db.Close())

	if out, err := verify(); err == nil || !strings.Contains(out, "removed, place 2") {
		t.Errorf("%v: %s", err, out)
	}
}
