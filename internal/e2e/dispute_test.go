package e2e

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// disputes returns what people wrote differently, as a laptop tells it.
func (l *laptop) disputes() []registry.Dispute {
	l.t.Helper()
	return must[[]registry.Dispute](l.t)(l.store.Disputes(l.t.Context(), uuid.Nil, 100))
}

// settle chooses a value on a laptop.
func (l *laptop) settle(d registry.Dispute, choice int) error {
	return fieldwork.New(fieldwork.Options{Store: l.store, Now: time.Now, NewID: newID}).Settle(l.t.Context(), d, choice)
}

func TestADisputeIsToldAndSettledForAll(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	id := a.child("Nguyễn Văn Bảo")
	a.sync()
	b.sync()
	a.rename(id, "Nguyễn Văn Báo")
	b.rename(id, "Nguyễn Văn Bão")
	a.sync()
	b.sync()
	a.sync()

	found := b.disputes()
	if len(found) != 1 || len(found[0].Versions) != 2 || found[0].Field != registry.FieldName || found[0].Number != 47 {
		t.Fatalf("told %+v", found)
	}
	who := map[string]bool{}
	for _, v := range found[0].Versions {
		who[v.By.Name] = v.Here
		if v.By.At.IsZero() || len(v.Dots) != 1 {
			t.Errorf("a value without its hour or its place: %+v", v)
		}
	}
	if here, ok := who["b"]; !ok || !here || who["a"] || len(who) != 2 {
		t.Errorf("who wrote it, and where: %v", who)
	}
	chosen := 1
	ok(t, b.settle(found[0], chosen))
	b.sync()
	a.sync()
	h.equal(a, b)
	want := string(found[0].Versions[chosen].Value)
	for _, l := range []*laptop{a, b} {
		if p := l.person(id); `"`+p.Value.Name+`"` != want || len(p.Conflicts) != 0 || len(l.disputes()) != 0 {
			t.Errorf("%s shows %q, conflicts %v", l.file, p.Value.Name, p.Conflicts)
		}
	}
}

func TestWhatThePoliceWroteCanOnlyBeAgreedTo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	hamlet, police := h.laptop("hamlet", ledger.RankHamlet), h.laptop("police", ledger.RankPolice)
	id := hamlet.child("Nguyễn Văn Bảo")
	hamlet.sync()
	police.sync()
	number := func(l *laptop, pin registry.PIN) {
		before := l.person(id).Value
		after := before
		after.Number = registry.Number{PIN: pin}
		write(l, registry.KindPerson, id, before, after)
	}
	number(hamlet, "096215900999")
	number(police, "096215900123")
	hamlet.sync()
	police.sync()
	hamlet.sync()

	found := hamlet.disputes()
	if len(found) != 1 || !found[0].Choosable(0) || found[0].Choosable(1) {
		t.Fatalf("told %+v", found)
	}
	if err := hamlet.settle(found[0], 1); registry.CodeOf(err) != registry.Denied {
		t.Errorf("the family's number was chosen against the police: %v", err)
	}
	ok(t, hamlet.settle(found[0], 0))
	hamlet.sync()
	police.sync()
	h.equal(hamlet, police)
	if p := police.person(id); p.Value.Number.PIN != "096215900123" || len(p.Conflicts) != 0 {
		t.Errorf("number %v, conflicts %v", p.Value.Number, p.Conflicts)
	}
}
