package e2e

import (
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server"
	"thamho.vn/internal/server/central"
)

func TestARecordTravels(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	id := a.child("Nguyễn Văn Bảo")

	a.sync()
	b.sync()

	if got := b.person(id); got.Value.Name != "Nguyễn Văn Bảo" || got.Last.Name != "a" {
		t.Errorf("b reads %+v", got)
	}
	h.equal(a, b)
}

func TestTwoLaptopsEditTheSameChild(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"ab", "ba"} {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
			id := a.child("Nguyễn Văn Bảo")
			a.sync()
			b.sync()

			a.rename(id, "Nguyễn Văn Báo")
			b.rename(id, "Nguyễn Văn Bão")
			for _, who := range order {
				map[rune]*laptop{'a': a, 'b': b}[who].sync()
			}
			a.sync()
			b.sync()

			h.equal(a, b)
			names := h.names(a, id)
			slices.Sort(names)
			if fmt.Sprint(names) != "[Nguyễn Văn Báo Nguyễn Văn Bão]" {
				t.Errorf("both edits must stay: %v", names)
			}
			if c := b.person(id).Conflicts; len(c) != 1 {
				t.Errorf("conflicts %v", c)
			}
		})
	}
}

func TestAHamletDoesNotReplaceWhatThePoliceGave(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	hamlet, police := h.laptop("hamlet", ledger.RankHamlet), h.laptop("police", ledger.RankPolice)
	id := hamlet.child("Nguyễn Văn Bảo")
	hamlet.sync()
	police.sync()
	number := func(l *laptop, pin registry.PIN, standing registry.Standing) {
		before := l.person(id).Value
		after := before
		after.Number = registry.Number{PIN: pin, Standing: standing}
		write(l, registry.KindPerson, id, before, after)
	}

	number(police, "096215900123", registry.Verified)
	police.sync()
	hamlet.sync()
	number(hamlet, "096215900999", registry.Declared)
	hamlet.sync()
	police.sync()

	for _, l := range []*laptop{hamlet, police} {
		if got := l.person(id).Value.Number.PIN; got != "096215900123" {
			t.Errorf("%s shows %q", l.file, string(got))
		}
	}
	h.equal(hamlet, police)
}

func TestACloneTakesItsOwnStream(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	id := a.child("Nguyễn Văn Bảo")
	a.sync()
	clone := h.blank("clone")
	ok(t, clone.store.Close())
	a.copyTo(clone.file)
	clone.open()

	a.rename(id, "Nguyễn Văn Báo")
	clone.rename(id, "Nguyễn Văn Bão")
	a.sync()
	clone.sync()
	a.sync()
	clone.sync()

	h.equal(a, clone)
	if names := h.names(a, id); len(names) != 2 {
		t.Errorf("both twins' edits must stay: %v", names)
	}
}

func TestALaptopRestoredFromAnOldCopy(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	id := a.child("Nguyễn Văn Bảo")
	a.sync()
	old := filepath.Join(t.TempDir(), "old.db")
	a.copyTo(old)
	a.rename(id, "Nguyễn Văn Báo")
	a.sync()

	ok(t, a.store.Close())
	a.file = old
	a.open()
	a.rename(id, "Nguyễn Văn Bão")
	a.sync()
	a.sync()
	b.sync()

	h.equal(a, b)
	if names := h.names(b, id); len(names) != 2 {
		t.Errorf("edits before and after the restore must stay: %v", names)
	}
}

func TestAServerRestoredBehindItsBackGetsEverythingBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	first := a.child("Nguyễn Văn Bảo")
	a.sync()
	b.sync()
	h.close()
	copyFile(t, h.file, h.file+".old")
	h.openAt(h.file)
	a.moved(h)
	b.moved(h)
	a.rename(first, "Nguyễn Văn Báo")
	second := b.child("Trần Thị Bưởi")
	a.sync()
	b.sync()
	a.sync()
	epoch := h.central.Epoch()

	h.close()
	h.openAt(h.file + ".old")
	a.moved(h)
	b.moved(h)
	for range 2 {
		a.sync()
		b.sync()
	}

	if h.central.Epoch() == epoch {
		t.Error("the server did not notice that it forgot")
	}
	h.equal(a, b)
	if a.person(first).Value.Name != "Nguyễn Văn Báo" || a.person(second).Value.Name != "Trần Thị Bưởi" {
		t.Error("an edit is missing")
	}
}

func TestWhoIsNotTheProvinceGetsNothing(t *testing.T) {
	t.Parallel()
	h, stranger := newHouse(t), newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	a.child("Nguyễn Văn Bảo")

	a.moved(stranger)
	_, err := a.engine.Sync(t.Context())
	if registry.CodeOf(err) != registry.Denied && registry.CodeOf(err) != registry.Offline {
		t.Errorf("another province's server: %v", err)
	}
	if state := must[registry.SyncState](t)(a.store.SyncState(t.Context())); state.Pending != 2 {
		t.Errorf("%d changes wait, want all", state.Pending)
	}

	h.http.Close()
	a.moved(h)
	if _, err := a.engine.Sync(t.Context()); registry.CodeOf(err) != registry.Offline {
		t.Errorf("nobody answers: %v", err)
	}
	h.http = httptest.NewServer(server.New(server.Options{Central: h.central, Log: quiet, Now: time.Now}))
	a.moved(h)
	a.sync()
	h.equal(a)
}

func TestEnrolment(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	spec := central.CodeSpec{User: uuid.New(), Name: "a", Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{h.scope}}
	code := must[string](t)(h.central.IssueCode(t.Context(), spec, time.Minute))
	expired := must[string](t)(h.central.IssueCode(t.Context(), spec, -time.Minute))
	a, b := h.blank("a"), h.blank("b")

	for name, wrong := range map[string]string{"no code": "", "a guess": "AAAA-BBBB-CCCC-DDDD", "an expired code": expired} {
		if err := a.engine.Enrol(t.Context(), h.http.URL, wrong, "a"); registry.CodeOf(err) != registry.Denied {
			t.Errorf("%s: %v", name, err)
		}
	}
	ok(t, a.engine.Enrol(t.Context(), h.http.URL, "  "+code[:9]+" "+code[9:], "a"))
	ok(t, a.engine.Enrol(t.Context(), h.http.URL, code, "a")) // the answer was lost: the same key asks again
	if err := b.engine.Enrol(t.Context(), h.http.URL, code, "b"); registry.CodeOf(err) != registry.Denied {
		t.Errorf("a code that was used: %v", err)
	}
	a.sync()
}
