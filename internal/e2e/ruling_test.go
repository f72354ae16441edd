package e2e

import (
	"bytes"
	"database/sql"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
	"thamho.vn/internal/vault/vaulttest"
)

// officer enrols a laptop that works in several scopes at the commune's rank.
func (h *house) officer(name string, scopes ...uuid.UUID) *laptop {
	l := h.blank(name)
	code := must[string](h.t)(h.central.IssueCode(h.t.Context(), central.CodeSpec{
		User: uuid.New(), Name: name, Role: registry.RoleCommune, Rank: ledger.RankCommune, Scopes: scopes,
	}, time.Minute))
	ok(h.t, l.engine.Enrol(h.t.Context(), h.http.URL, code, name))
	return l
}

func (l *laptop) desk() *fieldwork.Work {
	return fieldwork.New(fieldwork.Options{Store: l.store, Now: time.Now, NewID: newID, UserName: "Út"})
}

// holds tells whether a laptop still holds a value anywhere in the ledger, in a
// record or in what lists show.
func (l *laptop) holds(value string, scopes ...uuid.UUID) bool {
	l.t.Helper()
	found := false
	for _, scope := range scopes {
		ok(l.t, l.store.Lines(l.t.Context(), scope, func(_ uuid.UUID, line ledger.Line) {
			if c, carried := line.Carried(ledger.RankServer); carried {
				line = c.Line
			}
			found = found || bytes.Contains(line.Raw(), []byte(value))
		}))
	}
	db := must[*sql.DB](l.t)(sql.Open("sqlite", "file:"+l.file+"?_pragma=query_only(1)&vfs="+vaulttest.Fixed().Name()))
	defer db.Close()
	for _, query := range []string{`SELECT state FROM record`, `SELECT name FROM person`, `SELECT head FROM household`, `SELECT body FROM draft`, `SELECT cells || parsed || before || wrote FROM import_row`} {
		rows := must[*sql.Rows](l.t)(db.Query(query))
		for rows.Next() {
			var text []byte
			ok(l.t, rows.Scan(&text))
			found = found || bytes.Contains(text, []byte(value))
		}
		ok(l.t, rows.Close())
	}
	return found
}

// An accepted request to delete: hidden at once, gone everywhere once it is
// admitted, and it stays gone when an old disk or an old server comes back.
func TestErase(t *testing.T) {
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	o := h.officer("xa", h.scope)
	child := a.child("BIMAT Một")
	a.rename(child, "BIMAT Hai")
	a.sync()
	o.sync()
	ok(t, o.store.SaveDraft(t.Context(), registry.Draft{Key: "person/" + child.String(), Body: []byte(`"BIMAT"`), At: time.Now()}))
	old := t.TempDir() + "/old.db"
	a.copyTo(old)

	decision := registry.Erasure{Person: child, Basis: registry.EraseAsked, Why: "phiếu yêu cầu số 12", Name: "bimat hai"}
	if err := a.desk().ErasePerson(t.Context(), decision); registry.CodeOf(err) != registry.Denied {
		t.Errorf("a hamlet erased: %v", err)
	}
	for key, change := range map[string]func(*registry.Erasure){
		"erase_basis": func(e *registry.Erasure) { e.Basis = "vi_thich" },
		"erase_why":   func(e *registry.Erasure) { e.Why = " " },
		"erase_tells": func(e *registry.Erasure) { e.Why = "cho Bimat Hai" },
		"erase_name":  func(e *registry.Erasure) { e.Name = "BIMAT Một" },
	} {
		bad := decision
		change(&bad)
		if err := o.desk().ErasePerson(t.Context(), bad); registry.KeyOf(err) != key {
			t.Errorf("%s: %v", key, err)
		}
	}
	numbered := decision
	numbered.Why = "số 096 215 900 123"
	if err := o.desk().ErasePerson(t.Context(), numbered); registry.KeyOf(err) != "erase_tells" {
		t.Errorf("a number in the reason: %v", err)
	}
	ok(t, o.desk().ErasePerson(t.Context(), decision))
	if _, err := o.store.Person(t.Context(), child); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("the officer still sees the child: %v", err)
	}
	if !o.holds("BIMAT", h.scope) {
		t.Error("what is not admitted yet must only be hidden")
	}
	o.sync()
	a.sync()
	h.equal(a, o)
	for name, l := range map[string]*laptop{"the author's laptop": a, "the officer's laptop": o} {
		if l.holds("BIMAT", h.scope) {
			t.Errorf("%s still holds the value", name)
		}
	}

	// The disk of before comes back.
	ok(t, a.store.Close())
	copyFile(t, old, a.file)
	_ = os.Remove(a.file + "-shm")
	a.open()
	if !a.holds("BIMAT", h.scope) {
		t.Fatal("the old disk was to hold the value")
	}
	a.sync()
	a.sync()
	h.equal(a, o)
	if a.holds("BIMAT", h.scope) {
		t.Error("the old disk keeps the value")
	}
}

// The same when the server was put back to before the redaction: the laptops
// bring it back.
func TestEraseOutlivesARestoredServer(t *testing.T) {
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	o := h.officer("xa", h.scope)
	child := a.child("BIMAT Một")
	a.sync()
	o.sync()
	before := t.TempDir() + "/central.db"
	h.close()
	copyFile(t, h.file, before)
	h.open()
	a.moved(h)
	o.moved(h)
	ok(t, o.desk().Erase(t.Context(), registry.KindPerson, child, h.scope, ""))
	o.sync()
	a.sync()

	h.close()
	h.openAt(before)
	a.moved(h)
	o.moved(h)
	for range 3 {
		a.sync()
		o.sync()
	}

	h.equal(a, o)
	var all bytes.Buffer
	ok(t, h.central.Lines(t.Context(), h.scope, func(_ uuid.UUID, _ ledger.Rank, l ledger.Line) { all.Write(l.Raw()) }))
	st := must[ledger.State](t)(h.central.State(t.Context(), h.scope, child))
	all.Write(st.AppendBinary(nil))
	if bytes.Contains(all.Bytes(), []byte("BIMAT")) || a.holds("BIMAT", h.scope) {
		t.Error("the value came back with the old server")
	}
}

// secondHamlet makes another hamlet beside that of the house, and an officer who
// reads of both where they are.
func (h *house) secondHamlet() (scope, unit uuid.UUID, o *laptop) {
	h.t.Helper()
	scope, unit = uuid.New(), uuid.New()
	reference := uuid.New()
	ok(h.t, h.central.CreateScope(h.t.Context(), wire.Scope{ID: scope, Kind: wire.ScopeHamlet, Unit: unit}))
	ok(h.t, h.central.CreateScope(h.t.Context(), wire.Scope{ID: reference, Kind: wire.ScopeReference, Unit: uuid.New()}))
	for id, in := range map[uuid.UUID]uuid.UUID{h.hamlet: h.scope, unit: scope} {
		fields := must[registry.Fields](h.t)(registry.Encode(registry.Unit{Name: "ấp " + id.String()[:4], Level: registry.LevelHamlet, Scope: in}))
		ok(h.t, h.central.Write(h.t.Context(), reference, []ledger.Draft{{Kind: registry.KindUnit, Record: id, Op: ledger.OpCreate, Fields: fields}}))
	}
	o = h.officer("xa", h.scope, scope)
	must[[]ledger.SignedGrant](h.t)(h.central.Extend(h.t.Context(), must[ledger.Identity](h.t)(o.store.Identity(h.t.Context())).Device, central.Extension{Reads: []uuid.UUID{reference}}))
	return scope, unit, o
}

// A child was merged into another by mistake, the merging was erased, and its
// household moved. An officer who reads both hamlets sees it standing by itself,
// whichever of the two comes first.
func TestAnErasedMergingDoesNotMoveAlong(t *testing.T) {
	t.Parallel()
	orders := map[int]bool{}
	for len(orders) < 2 {
		h := newHouse(t)
		other, unit, o := h.secondHamlet()
		order := bytes.Compare(other[:], h.scope[:])
		if orders[order] {
			continue
		}
		orders[order] = true
		a, reader := h.laptop("a", ledger.RankHamlet), h.officer("reader", h.scope, other)
		child, twin := a.child("Bảo"), a.child("Báo")
		merged := registry.FieldMerged + "." + twin.String()
		ok(t, a.store.Write(t.Context(), h.scope, []ledger.Draft{{Kind: registry.KindPerson, Record: child, Op: ledger.OpMerge, Fields: registry.Fields{merged: []byte("true")}}}, ""))
		a.sync()
		o.sync()
		reader.sync()
		household := o.person(child).Value.Household
		stands := func() int {
			return len(must[registry.HouseholdPage](t)(reader.store.Household(t.Context(), household)).Persons)
		}
		if stands() != 0 {
			t.Fatal("nobody stands for the child, which proves nothing")
		}
		var dots []ledger.Dot
		ok(t, o.store.Lines(t.Context(), h.scope, func(stream uuid.UUID, l ledger.Line) {
			if slices.Contains(l.Change.Names, merged) {
				dots = append(dots, l.Dot(stream))
			}
		}))
		redact := must[ledger.Draft](t)(ledger.Redact(newID(), ledger.Redaction{Record: child, Dots: dots}, ""))
		ok(t, o.store.Write(t.Context(), h.scope, []ledger.Draft{redact}, ""))
		ok(t, o.desk().MoveHousehold(t.Context(), household, unit, "chuyển nhà"))
		o.sync()
		reader.sync()

		if stands() != 1 {
			t.Error("the child stands behind one with whom it has nothing to do any more")
		}
	}
}

// A household moves to another hamlet with its people and visits; what the old
// hamlet writes meanwhile arrives there, and nothing of its neighbours does.
func TestMoveHousehold(t *testing.T) {
	h := newHouse(t)
	other, unit, o := h.secondHamlet()
	a := h.laptop("a", ledger.RankHamlet)
	b := h.blank("b")
	code := must[string](t)(h.central.IssueCode(t.Context(), central.CodeSpec{User: uuid.New(), Name: "b", Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{other}}, time.Minute))
	ok(t, b.engine.Enrol(t.Context(), h.http.URL, code, "b"))
	child, neighbour := a.child("Bảo"), a.child("LANGGIENG")
	_ = neighbour
	a.sync()
	o.sync()
	household := o.person(child).Value.Household

	ok(t, o.desk().MoveHousehold(t.Context(), household, unit, "chuyển nhà"))
	o.sync()
	a.rename(child, "Báo") // a does not know yet
	a.sync()
	for _, l := range []*laptop{b, o, a} {
		l.sync()
	}

	if got := b.person(child); got.Value.Name != "Báo" || got.Scope != other {
		t.Errorf("in the new hamlet: %q in %s", got.Value.Name, got.Scope)
	}
	page := must[registry.HouseholdPage](t)(b.store.Household(t.Context(), household))
	if len(page.Persons) != 1 || page.Household.Value.Hamlet != unit {
		t.Errorf("household %+v", page)
	}
	if got := o.person(child); got.Scope != other {
		t.Errorf("the officer reads it from %s", got.Scope)
	}
	if _, err := a.store.Household(t.Context(), household); registry.CodeOf(err) != registry.NotFound {
		t.Errorf("the old hamlet still lists the household: %v", err)
	}
	if b.holds("LANGGIENG", other) {
		t.Error("a neighbour came along")
	}
	h.equal(a, o)
	h.scope = other
	h.equal(b, o)
}
