package fieldwork_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/places"
)

var inMarch26 = time.Date(2026, 3, 2, 9, 0, 0, 0, time.Local)

// onDay is a laptop of that day whose two hamlets lie in a commune of this code.
func onDay(t *testing.T, day time.Time, code, name string) (*fieldtest.Province, *fieldtest.Laptop) {
	t.Helper()
	p := fieldtest.NewProvince(t)
	p.Now = func() time.Time { return day }
	l := p.Laptop()
	writeUnit(t, p, l, fieldtest.ID(12), registry.Unit{Code: code, Name: name, Type: "xã", Level: registry.LevelCommune, Parent: fieldtest.ID(11)})
	return p, l
}

func writeUnit(t *testing.T, p *fieldtest.Province, l *fieldtest.Laptop, id uuid.UUID, u registry.Unit) {
	t.Helper()
	fields, err := registry.Encode(u)
	if err != nil {
		t.Fatal(err)
	}
	set := ledger.Draft{Kind: registry.KindUnit, Record: id, Op: ledger.OpSet, Fields: fields}
	if err := l.Store.Write(t.Context(), p.Reference, []ledger.Draft{set}, ""); err != nil {
		t.Fatal(err)
	}
}

func hamletsOf(t *testing.T, l *fieldtest.Laptop) []registry.HamletRow {
	t.Helper()
	rows, err := l.Hamlets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Khánh Hòa went whole to the new xã U Minh, whose code it bore (FACTS 0.4).
func TestAHamletOfAWholeCommuneHasMovedByItself(t *testing.T) {
	_, l := onDay(t, inMarch26, "32047", "Khánh Hòa")
	for _, h := range hamletsOf(t, l) {
		if h.Commune != "xã U Minh" || h.Was != "xã Khánh Hòa" || h.District != "" || h.Waits || h.Area != "khu vực U Minh (cũ)" {
			t.Errorf("%+v", h)
		}
	}
	if all, err := l.Divided(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%d hamlets are asked about, %v", len(all), err)
	}
}

func TestBeforeTheReformNothingMoved(t *testing.T) {
	_, l := onDay(t, time.Date(2025, 6, 30, 23, 0, 0, 0, time.Local), "32155", "Tạ An Khương")
	for _, h := range hamletsOf(t, l) {
		if h.Commune != "xã Tạ An Khương" || h.District != "huyện Đầm Dơi" || h.Was != "" || h.Waits {
			t.Errorf("%+v", h)
		}
	}
}

func TestAHamletOfADividedCommuneWaitsForAnOfficer(t *testing.T) {
	_, l := onDay(t, inMarch26, "32155", "Tạ An Khương")
	all, err := l.Divided(t.Context())
	if err != nil || len(all) != 2 || len(all[0].Candidates) != 2 || !all[0].Waits {
		t.Fatalf("divided %+v, %v", all, err)
	}
	first, to := all[0], all[0].Candidates[1]
	named := func() registry.HamletRow {
		for _, h := range hamletsOf(t, l) {
			if h.Unit == first.Unit {
				return h
			}
		}
		return registry.HamletRow{}
	}
	if h := named(); h.Commune != "xã Tạ An Khương (cũ)" || !h.Waits || h.Area != "khu vực Đầm Dơi (cũ)" {
		t.Errorf("waiting: %+v", h)
	}
	if err := l.Place(t.Context(), first, places.Key{Code: "31825"}); registry.KeyOf(err) != "not_a_candidate" {
		t.Errorf("placed elsewhere: %v", err)
	}

	if err := l.Place(t.Context(), first, to.Key); err != nil {
		t.Fatal(err)
	}

	if h := named(); h.Commune != to.FullName() || h.Waits || h.Was != "xã Tạ An Khương" || h.Placed.On != (registry.Date{Year: 2026, Month: 3, Day: 2}) {
		t.Errorf("placed: %+v", h)
	}
	if all, err := l.Divided(t.Context()); err != nil || len(all) != 2 || all[0].Unit == first.Unit || all[1].To.Key != to.Key {
		t.Errorf("then %+v, %v", all, err)
	}
	for n := range 2 { // taken back, said again, taken back
		if _, err := l.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
		if h := named(); !h.Waits {
			t.Errorf("after undo: %+v", h)
		}
		if n == 0 {
			if err := l.Place(t.Context(), first, first.Candidates[0].Key); err != nil {
				t.Fatal(err)
			}
			if h := named(); h.Commune != first.Candidates[0].FullName() {
				t.Errorf("said again: %+v", h)
			}
		}
	}
}

// A list that still writes the old commune, and one that writes the new, name
// the same hamlet, though there is another ấp 4 in another commune.
func TestAListNamesAHamletByEitherCommune(t *testing.T) {
	p, l := onDay(t, inMarch26, "32047", "Khánh Hòa")
	writeUnit(t, p, l, fieldtest.ID(13), registry.Unit{Code: "32155", Name: "Tạ An Khương", Type: "xã", Level: registry.LevelCommune})
	other := p.Hamlets[1]
	writeUnit(t, p, l, other.Unit, registry.Unit{Name: "4", Type: "ấp", Level: registry.LevelHamlet, Parent: fieldtest.ID(13), Scope: other.Scope})
	for i, commune := range []string{"Khánh Hòa", "xã U Minh", "xã Khánh Hoà"} {
		im, err := l.StartImport(t.Context(), fieldwork.ImportOptions{})
		if err != nil {
			t.Fatal(err)
		}
		row := listRow(i+2, "Lê Thị Bé", func(p *registry.Person) { p.Birth.Day = i + 1; p.Mother = "Trần Thị " + commune })
		row.Commune = commune
		got, err := im.Add(t.Context(), row)
		if err != nil || got.Reason == registry.HeldNoHamlet || got.Record == uuid.Nil {
			t.Errorf("%s: %s %s, %v", commune, got.Outcome, got.Reason, err)
		}
		im.Stop()
	}
}
