package e2e

import (
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
