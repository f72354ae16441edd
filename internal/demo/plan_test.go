package demo

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

const testSeed = 20230110

func testPlan(t testing.TB, scale float64) *plan {
	t.Helper()
	p, err := newPlan(testSeed, scale)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func testTables(t testing.TB) *tables {
	t.Helper()
	tables, err := loadTables()
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

func (p *plan) districtAt(code string) unit {
	for _, d := range p.districts {
		if d.Code == code {
			return d
		}
	}
	return unit{}
}

// The figures of the article, for every seed.
func TestPlanHasTheFiguresOfTheArticle(t *testing.T) {
	for _, s := range []seed{0, 1, testSeed} {
		p, err := newPlan(s, 1)
		if err != nil {
			t.Fatal(err)
		}
		if want := (Counts{188_584, 140_096, 66_589}); p.province.Counts != want {
			t.Errorf("province %+v, want %+v", p.province.Counts, want)
		}
		damDoi := p.districtAt("970")
		if damDoi.Name != "Đầm Dơi" || damDoi.Counts != (Counts{40_737, 32_462, 10_716}) {
			t.Errorf("Đầm Dơi %q %+v", damDoi.Name, damDoi.Counts)
		}
		if n := p.districtAt("964").NoNumber; n != 12_431 {
			t.Errorf("city: %d without a number", n)
		}
		if n := p.districtAt("968").NoNumber; n != 10_248 {
			t.Errorf("Trần Văn Thời: %d without a number", n)
		}
	}
}

func TestPlanHasTheUnitsOfJanuary2023(t *testing.T) {
	p := testPlan(t, 1)
	types := map[string]int{}
	ids := map[uuid.UUID]bool{}
	p.eachUnit(func(u *unit, _ string) {
		types[u.Type]++
		ids[u.id] = true
		if u.Level != registry.LevelProvince && !ids[u.Parent] {
			t.Errorf("%s stands before the unit it belongs to", u.FullName())
		}
	})
	want := map[string]int{
		"tỉnh": 1, "thành phố": 1, "huyện": 8, "xã": 82, "phường": 10, "thị trấn": 9,
		"ấp": types["ấp"], "khóm": 883 - types["ấp"],
	}
	for kind, n := range want {
		if types[kind] != n {
			t.Errorf("%d %s, want %d", types[kind], kind, n)
		}
	}
	if len(types) != len(want) || len(ids) != 994 {
		t.Errorf("types %v, %d units", types, len(ids))
	}
}

func TestPlanKeepsHamletsInBounds(t *testing.T) {
	p := testPlan(t, 1)
	next := 0
	err := p.eachHamlet(nil, func(c *commune, h *hamlet) error {
		if h.Children < smallestAp || h.Children > largestAp {
			t.Errorf("%s: %d children", h.path, h.Children)
		}
		if h.Entered > h.Children || h.outside > h.Children-h.Entered || h.inside() < 0 || h.inside() > h.Entered {
			t.Errorf("%s: %+v with %d outside", h.path, h.Counts, h.outside)
		}
		if h.firstCell != next || h.cellSize < 60 {
			t.Errorf("%s: serials %d+%d, want from %d", h.path, h.firstCell, h.cellSize, next)
		}
		next = h.firstCell + h.cellSize
		return nil
	})
	if err != nil || next != serials {
		t.Errorf("serials up to %d, %v", next, err)
	}
}

func TestHamletNamesDiffer(t *testing.T) {
	p := testPlan(t, 1)
	words := 0
	for i := range p.communes {
		c := &p.communes[i]
		seen := map[string]bool{}
		for j := range c.hamlets {
			name := c.hamlets[j].FullName()
			if seen[name] {
				t.Errorf("%s twice in %s", name, c.FullName())
			}
			seen[name] = true
		}
		if !seen["ấp 1"] && !seen["khóm 1"] {
			words++
		}
	}
	if words < 20 || words > 50 {
		t.Errorf("%d communes have hamlets with words for names", words)
	}
}

func TestPlanAtOtherScales(t *testing.T) {
	for _, scale := range []float64{0.0001, 0.003, 0.01, 0.1, 0.37, 1.5, 10, maxScale} {
		t.Run(fmt.Sprint(scale), func(t *testing.T) {
			p := testPlan(t, scale)
			one := testPlan(t, 1)
			want := Counts{p.scaled(188_584), p.scaled(140_096), p.scaled(66_589)}
			if p.province.Counts != want {
				t.Errorf("province %+v, want %+v", p.province.Counts, want)
			}
			for i := range p.communes {
				got, exact := p.communes[i].Counts, one.communes[i].Counts
				near(t, p.communes[i].Code, got.Children, exact.Children*p.scale, 1)
				near(t, p.communes[i].Code, got.Entered, exact.Entered*p.scale, 2)
				near(t, p.communes[i].Code, got.NoNumber, exact.NoNumber*p.scale, 2)
			}
		})
	}
}

func near(t *testing.T, what string, got, wantMillionths, off int) {
	t.Helper()
	if d := got*million - wantMillionths; d > off*million || d < -off*million {
		t.Errorf("%s: %d, want %d/1000000", what, got, wantMillionths)
	}
}

func TestPlanRefusesScales(t *testing.T) {
	nan := 0.0
	for _, scale := range []float64{0, -1, 1e-9, 1e-6, maxScale + 0.1, nan / nan} {
		if _, err := newPlan(1, scale); !errors.Is(err, ErrScale) {
			t.Errorf("scale %v: %v", scale, err)
		}
	}
}

func TestPlanIsQuick(t *testing.T) {
	start := time.Now()
	testPlan(t, 1)
	t.Logf("planned in %v", time.Since(start))
}
