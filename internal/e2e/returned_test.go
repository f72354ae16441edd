package e2e

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

func (l *laptop) returned() []registry.ReturnedValue {
	l.t.Helper()
	return must[[]registry.ReturnedValue](l.t)(l.store.Returned(l.t.Context(), uuid.Nil, 100))
}

// An older program lets a birth in the future through. The province takes it,
// since it is somebody's work, and returns it with the reason; as soon as
// somebody writes another value it is no task on that laptop, and after the next
// exchange on none.
func TestAValueThatCannotBeRightComesBackAsATask(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankCommune)
	id := a.child("Nguyễn Văn Bảo")
	good := a.person(id).Value
	bad := good
	bad.Birth = registry.Date{Year: 2199, Month: 2, Day: 3}
	write(a, registry.KindPerson, id, good, bad)

	a.sync()
	b.sync()

	h.equal(a, b)
	for _, l := range []*laptop{a, b} {
		got := l.returned()
		if len(got) != 1 || got[0].Field != registry.FieldBirth || got[0].Why.Rule != "birth_future" || got[0].Number != 47 || got[0].Name != "Nguyễn Văn Bảo" {
			t.Fatalf("%s: returned %+v", l.file, got)
		}
		if p := l.person(id); p.Value.Birth.Year != 2199 || len(p.Conflicts) != 0 {
			t.Errorf("%s: the value itself stays: %+v", l.file, p)
		}
	}
	if st := must[registry.SyncState](t)(a.store.SyncState(t.Context())); st.Returned != 1 {
		t.Errorf("%d returned", st.Returned)
	}

	write(a, registry.KindPerson, id, bad, good)
	if got := a.returned(); len(got) != 0 {
		t.Errorf("mended and still a task: %+v", got)
	}
	a.sync()
	b.sync()
	a.sync()
	h.equal(a, b)
	state := must[ledger.State](t)(h.central.State(t.Context(), h.scope, id))
	if flags := registry.Returned(&state, false); len(flags) != 0 {
		t.Errorf("the server still says %+v", flags)
	}
	for _, l := range []*laptop{a, b} {
		if got := l.returned(); len(got) != 0 {
			t.Errorf("%s: still returned: %+v", l.file, got)
		}
	}
}

// What a hamlet writes into the server's fields means nothing.
func TestNobodyReturnsAValueInTheServersName(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	id := a.child("Nguyễn Văn Bảo")
	fields := registry.Fields{ledger.FieldReturned + registry.FieldName: []byte(`{"luat":"name_missing","cham":"00000000-0000-4000-8000-000000000005/1/pBEzQ740KR8"}`)}
	ok(t, a.store.Write(t.Context(), h.scope, []ledger.Draft{{Kind: registry.KindPerson, Record: id, Op: ledger.OpSet, Fields: fields}}, ""))

	a.sync()
	b.sync()

	h.equal(a, b)
	if got := b.returned(); len(got) != 0 {
		t.Errorf("returned %+v", got)
	}
}

// Two hamlets' people write one number for two children without knowing of each
// other. The later one comes back: told by the list, beside the field, and no
// more once it was mended.
func TestANumberOfTwoChildrenComesBackToTheLater(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	number := registry.Number{PIN: "096215900123", Standing: registry.Declared}
	first, later := a.child("Nguyễn Văn Bảo"), b.child("Trần Thị Đào")
	write(a, registry.KindPerson, first, registry.Person{}, registry.Person{Number: number})
	write(b, registry.KindPerson, later, registry.Person{}, registry.Person{Number: number})
	a.sync()
	b.sync()
	a.sync()
	h.equal(a, b)

	for _, l := range []*laptop{a, b} {
		got := l.returned()
		if len(got) != 1 || got[0].Record != later || got[0].Field != registry.FieldNumber || got[0].Why.Rule != registry.NumberTaken.Code {
			t.Fatalf("%s: returned %+v", l.file, got)
		}
		keys := must[[]registry.Key](t)(l.store.HouseholdKeys(t.Context(), registry.HouseholdQuery{}))
		told := map[uuid.UUID]int{}
		for _, row := range must[[]registry.HouseholdRow](t)(l.store.HouseholdRows(t.Context(), keys)) {
			told[row.ID] = row.Returned
		}
		if home := l.person(later).Value.Household; told[home] != 1 || len(told) != 2 || told[l.person(first).Value.Household] != 0 {
			t.Errorf("%s: the list tells %v", l.file, told)
		}
	}
	found := func(p registry.Person) bool {
		all := must[[]registry.Finding](t)(b.desk().CheckChild(t.Context(), later, p))
		return slices.ContainsFunc(all, func(f registry.Finding) bool { return f.Code == registry.NumberTaken.Code })
	}
	was := b.person(later).Value
	mended := was
	mended.Number.PIN = "096315900124"
	if !found(was) || found(mended) {
		t.Error("the form tells of it as long as it stands, and no longer")
	}

	write(b, registry.KindPerson, later, was, mended)
	b.sync()
	a.sync()
	b.sync()
	h.equal(a, b)
	if got := append(a.returned(), b.returned()...); len(got) != 0 {
		t.Errorf("still returned: %+v", got)
	}
}
