package store

import (
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// One page brings a second creation of a record that is here and, behind it, a
// redaction of what was here before. The creation is not looked up until the
// page ends; the redaction counts all the same.
func TestARedactionCountsForARecordThatItsPageCreatesAgain(t *testing.T) {
	t.Parallel()
	p := newProvince()
	a, b, officer, reader := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 2, ledger.RankHamlet), p.laptop(t, 3, ledger.RankCommune), p.laptop(t, 4, ledger.RankHamlet)
	id := testID(51)
	for i, s := range []*Store{a, b} {
		fields := must[registry.Fields](t)(registry.Encode(registry.Person{Household: testID(50), Name: []string{"Lê Thị Bé", "Lê Thị Bê"}[i]}))
		write(t, s, p.scope, ledger.Draft{Kind: registry.KindPerson, Record: id, Op: ledger.OpCreate, Fields: fields})
	}
	first := p.send(t, a, ledger.RankHamlet)
	p.apply(t, officer, first)
	p.apply(t, reader, first)
	dots := must[[]ledger.Dot](t)(officer.RecordDots(t.Context(), p.scope, id))
	write(t, officer, p.scope, must[ledger.Draft](t)(ledger.Redact(testID(60), ledger.Redaction{Record: id, Dots: dots}, "")))
	page := append(p.send(t, b, ledger.RankHamlet), p.send(t, officer, ledger.RankCommune)...)

	p.apply(t, reader, page)

	state := must[ledger.State](t)(reader.State(t.Context(), p.scope, id))
	for _, sib := range state.Register("ho_ten").Siblings {
		if redacted := sib.Dot == dots[0]; redacted != sib.Withheld {
			t.Errorf("%s: withheld %v, value %s", sib.Dot, sib.Withheld, sib.Value)
		}
	}
	for _, e := range page { // entry by entry it is the same
		p.apply(t, officer, []ledger.Entry{e})
	}
	if prints := fingerprints(t, p, officer, reader); prints[0] != prints[1] {
		t.Error("two laptops that hold the same blocks differ")
	}
}
