package store

import (
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/match"
)

// A store of an older release finds its children as perhaps the same after the
// next start.
func TestRowsOfAnOlderReleaseAreMadeAnew(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	child := registry.Person{Household: testID(50), Name: "Lê Thị Bé", Birth: registry.Date{Year: 2016, Month: 5, Day: 20}, Mother: "Trần Thị Út"}
	fields := must[registry.Fields](t)(registry.Encode(child))
	draft := ledger.Draft{Kind: registry.KindPerson, Record: testID(51), Op: ledger.OpCreate, Fields: fields}
	if err := s.Write(t.Context(), p.scope, []ledger.Draft{draft}, ""); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{`DELETE FROM likeness`, `DELETE FROM meta WHERE key = 'shown'`} {
		if _, err := s.write.ExecContext(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	keys := match.Of(uuid.Nil, child).Keys()
	if found := must[[]registry.Record[registry.Person]](t)(s.Alike(t.Context(), keys)); len(found) != 0 {
		t.Fatal("the keys were not taken away")
	}

	again := must[*Store](t)(Open(t.Context(), options(s.Path, 9)))
	defer again.Close()

	if found := must[[]registry.Record[registry.Person]](t)(again.Alike(t.Context(), keys)); len(found) != 1 || found[0].ID != testID(51) {
		t.Errorf("found %+v", found)
	}
}
