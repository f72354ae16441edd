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

// A store of a release that kept no codes of units knows them after the next start,
// and does not make the rows of its children anew for that.
func TestCodesOfUnitsAreMadeAnew(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	commune := registry.Unit{Code: "32155", Name: "Tạ An Khương", Type: "xã", Level: registry.LevelCommune, From: registry.Date{Year: 2004, Month: 1, Day: 1}}
	hamlet := registry.Unit{Name: "4", Type: "ấp", Level: registry.LevelHamlet, Parent: testID(60), Scope: p.scope}
	write(t, s, p.scope, draftOf(t, registry.KindUnit, testID(60), registry.Unit{}, commune), draftOf(t, registry.KindUnit, p.hamlet, registry.Unit{}, hamlet))
	p.family(t, s, 1, "Lê Văn Đực")
	for _, sql := range []string{`UPDATE unit SET code = '', valid_from = ''`, `UPDATE meta SET value = x'32' WHERE key = 'shown'`, `UPDATE person SET name = 'untouched'`} {
		if _, err := s.write.ExecContext(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}

	again := must[*Store](t)(Open(t.Context(), options(s.Path, 9)))
	defer again.Close()

	rows := must[[]registry.HamletRow](t)(again.Hamlets(t.Context()))
	if len(rows) != 1 || rows[0].Code != "32155" || rows[0].From != commune.From {
		t.Errorf("hamlets %+v", rows)
	}
	var untouched int
	if err := again.read.QueryRowContext(t.Context(), `SELECT count(*) FROM person WHERE name = 'untouched'`).Scan(&untouched); err != nil || untouched == 0 {
		t.Errorf("%d persons were left alone, %v", untouched, err)
	}
}

// A store whose places were written as names are finds them after the next start.
func TestWordsOfPlacesAreMadeAnew(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	p.family(t, s, 1, "Lê Văn Đực")
	for _, sql := range []string{
		`DELETE FROM find`, `INSERT INTO find (rowid, head, members, place) SELECT key, 'le van duc', 'nguyen thi dao', 'kenh ba' FROM household`,
		`UPDATE meta SET value = x'33' WHERE key = 'shown'`,
	} {
		if _, err := s.write.ExecContext(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}

	again := must[*Store](t)(Open(t.Context(), options(s.Path, 9)))
	defer again.Close()

	for _, text := range []string{"kenh", "ken", "duc ba", "bao"} {
		if keys := must[[]registry.Key](t)(again.HouseholdKeys(t.Context(), registry.HouseholdQuery{Text: text})); len(keys) != 1 {
			t.Errorf("%q finds %v", text, keys)
		}
	}
}
