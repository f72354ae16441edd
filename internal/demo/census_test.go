package demo

import (
	"strings"
	"testing"
	"time"

	"thamho.vn/internal/registry"
)

// eachFamily calls fn for the families of the wanted communes at scale 1.
func eachFamily(t testing.TB, wanted map[string]bool, fn func(c *commune, h *hamlet, f *family)) {
	t.Helper()
	p, tables := testPlan(t, 1), testTables(t)
	err := p.eachHamlet(wanted, func(c *commune, h *hamlet) error {
		_, families, err := p.census(tables, c, h)
		for _, f := range families {
			fn(c, h, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// tally counts what the whole province comes to.
type tally struct {
	province  Counts
	districts map[int]Counts
	n         map[string]int
	ages      [16]int
	pins      map[registry.PIN]bool
	families  map[string]int
}

// The whole province, child by child: the figures are exact, the shares are
// those that FACTS gives, and no record contradicts itself.
func TestCensusOfTheProvince(t *testing.T) {
	start := time.Now()
	all := tally{districts: map[int]Counts{}, n: map[string]int{}, pins: map[registry.PIN]bool{}, families: map[string]int{}}
	known := familyNames(t)
	eachFamily(t, nil, func(c *commune, h *hamlet, f *family) {
		all.addFamily(f)
		checkFamily(t, f)
		for i := range f.children {
			all.addChild(c, f, &f.children[i])
			checkChild(t, f, &f.children[i], known)
		}
		for _, a := range f.adults() {
			all.addPIN(t, a.Person, a.born)
			if a.Birth.IsChild(AsOf) {
				t.Errorf("adult %s born %s", a.id, a.Birth)
			}
			if !known[a.name.family] {
				t.Errorf("family name %q", a.name.family)
			}
		}
		for i := range f.children {
			all.addPIN(t, f.children[i].Person, f.children[i].born)
		}
	})
	t.Logf("the census took %v", time.Since(start))
	all.checkFigures(t)
	all.checkShares(t)
}

func familyNames(t testing.TB) map[string]bool {
	names := map[string]bool{}
	for _, group := range testTables(t).family {
		for _, name := range group.items {
			names[name] = true
		}
	}
	return names
}

func (y *tally) addFamily(f *family) {
	y.n["families"]++
	y.n["size "+string(rune('0'+min(len(f.children), 4)))]++
	y.n[[]string{"couple heads", "elders head", "mother heads"}[f.lead]]++
	y.n["adults"] += len(f.adults())
	if len(f.visits) > 0 {
		y.n["visited"]++
	}
	y.n["visits"] += len(f.visits)
	if f.revised {
		y.n["revised"]++
	}
}

func (y *tally) addChild(c *commune, f *family, k *child) {
	one := Counts{Children: 1}
	if k.IsEntered() {
		one.Entered = 1
	}
	if !k.HasNumber() {
		one.NoNumber = 1
	}
	y.province = y.province.plus(one)
	y.districts[c.district] = y.districts[c.district].plus(one)
	y.ages[(AsOf.Year*372+AsOf.Month*31+AsOf.Day-k.born.date().Year*372-k.born.date().Month*31-k.born.date().Day)/372]++
	y.count(k.Sex == registry.Male, "boys")
	y.count(k.twin, "twins")
	y.count(f.away(), "away")
	y.count(f.away() && !k.IsEntered(), "away and not entered")
	y.count(f.away() && !k.HasNumber(), "away without a number")
	y.count(!k.IsEntered() && !k.HasNumber(), "neither")
	y.count(f.contact == registry.ContactRefuses, "refusing")
	y.count(f.contact == registry.ContactHardship, "hard to reach")
	y.count(!k.Birth.Full(), "only a year")
	y.count(f.father != nil && k.name.family == f.father.name.family, "father's family name")
	y.count(len(k.name.middle) > 0 && k.name.middle[0] == f.mother.name.family, "mother's name in the middle "+string(k.Sex))
	y.count(k.first != nil, "changed")
	y.n["ethnic "+k.Ethnic]++
	y.families[k.name.family]++
	if k.HasNumber() {
		y.n["number "+string(k.Number.PIN[:3])]++
		y.n["standing "+string(k.Number.Standing)]++
	} else {
		for r := range k.Reasons {
			if r == "gd3" && f.contact == registry.ContactHardship {
				continue // stands beside the reason proper
			}
			y.n["lacks it for "+string(r)]++
		}
	}
	if f.away() {
		y.n["in "+k.Presence.Province]++
	}
}

func (y *tally) count(yes bool, what string) {
	if yes {
		y.n[what]++
	}
}

// addPIN checks a number against its bearer and against all others.
func (y *tally) addPIN(t *testing.T, p registry.Person, born day) {
	pin := p.Number.PIN
	if pin == "" {
		return
	}
	if y.pins[pin] {
		t.Errorf("number %s twice", string(pin))
	}
	y.pins[pin] = true
	year := born.year()
	digit := byte('0' + (year/100-19)*2)
	if p.Sex == registry.Female {
		digit++
	}
	if len(pin) != 12 || pin[3] != digit || string(pin[4:6]) != born.date().ISO()[2:4] || pin[6] != '9' {
		t.Errorf("number %s of a %s born %s", string(pin), p.Sex, born.date())
	}
	if p.Birth.Year != year {
		t.Errorf("birth %s beside %s", p.Birth, born.date())
	}
}

func checkFamily(t *testing.T, f *family) {
	heads := 0
	for _, a := range f.adults() {
		if a.ToHead == "chủ hộ" {
			heads++
		}
		if a.ToHead == "" {
			t.Errorf("household %s: %s has no place in it", f.id, a.id)
		}
	}
	if heads != 1 || f.head().ToHead != "chủ hộ" {
		t.Errorf("household %s has %d heads", f.id, heads)
	}
	for i, v := range f.visits {
		if v.on < visiting || v.on > asOf || v.typed < v.on || v.typed > asOf || i > 0 && v.on <= f.visits[i-1].on {
			t.Errorf("visit %d of %s on %s typed %s", i, f.id, v.on.date(), v.typed.date())
		}
		if v.Outcome.Met() && v.Next.Known() || v.Next.Known() && !v.Next.After(v.On) {
			t.Errorf("visit of %s: %s and again %s", f.id, v.Outcome, v.Next)
		}
	}
}

func checkChild(t *testing.T, f *family, c *child, known map[string]bool) {
	if !c.Birth.IsChild(AsOf) || c.Birth.After(AsOf) || c.born < oldestBorn || c.born > asOf {
		t.Errorf("child born %s", c.born.date())
	}
	if c.last < c.born || c.last < f.typed || c.last > asOf {
		t.Errorf("child born %s typed %s, household %s", c.born.date(), c.last.date(), f.typed.date())
	}
	for what, d := range map[string]registry.Date{"entered": c.Entered.On, "number": c.Number.On, "since": c.Presence.Since} {
		if d.Known() && (d.After(c.last.date()) || c.born.date().After(d)) {
			t.Errorf("child born %s typed %s: %s on %s", c.born.date(), c.last.date(), what, d)
		}
	}
	if !known[c.name.family] || c.Name != c.name.String() {
		t.Errorf("name %q", c.Name)
	}
	words := strings.Fields(c.Name)
	for i, w := range words {
		for _, o := range words[i+1:] {
			if w == o {
				t.Errorf("name %q repeats a word", c.Name)
			}
		}
	}
	if (len(c.Reasons) == 0) != (c.entered && c.numbered) {
		t.Errorf("entered %v, number %v, reasons %v", c.entered, c.numbered, c.Reasons)
	}
	for r := range c.Reasons {
		if !registry.KnownReason(r) {
			t.Errorf("reason %q", r)
		}
	}
	if f.mother.born >= c.born-15*365 {
		t.Errorf("mother born %s, child %s", f.mother.born.date(), c.born.date())
	}
}

func (y *tally) checkFigures(t *testing.T) {
	if want := (Counts{188_584, 140_096, 66_589}); y.province != want {
		t.Errorf("province %+v, want %+v", y.province, want)
	}
	if got := y.districts[5]; got != (Counts{40_737, 32_462, 10_716}) {
		t.Errorf("Đầm Dơi %+v", got)
	}
	if y.districts[0].NoNumber != 12_431 || y.districts[3].NoNumber != 10_248 {
		t.Errorf("without a number: city %d, Trần Văn Thời %d", y.districts[0].NoNumber, y.districts[3].NoNumber)
	}
}

// checkShares compares shares with FACTS, in thousandths with a tolerance.
func (y *tally) checkShares(t *testing.T) {
	children, families, lacking := y.province.Children, y.n["families"], y.province.NoNumber
	missing, numbered := children-y.province.Entered, children-lacking
	boys, girls := y.n["boys"], children-y.n["boys"]
	elsewhere := y.n["away"] - sumFor(y.n, "in ", "Hồ Chí Minh", "Bình Dương", "Đồng Nai", "Long An", "Cần Thơ", "Kiên Giang")
	others := numbered - sumFor(y.n, "number ", "096", "095", "079", "074", "075")
	rest := lacking - sumFor(y.n, "lacks it for ", "ks1", "ks2", "gd1", "sl1", "ks3", "ks0", "gd2", "gd4", "nn1")
	for _, s := range []struct {
		what     string
		n, of    int
		want, by int
	}{
		{"boys", boys, children, 520, 5},
		{"twins, two a birth", y.n["twins"], 2 * children, 10, 2},
		{"one child", y.n["size 1"], families, 500, 6},
		{"two", y.n["size 2"], families, 380, 6},
		{"three", y.n["size 3"], families, 90, 5},
		{"four and more", y.n["size 4"], families, 30, 5},
		{"elders head", y.n["elders head"], families, 120, 5},
		{"mother alone", y.n["mother heads"], families, 40, 4},
		{"father's family name", y.n["father's family name"], children, 800, 30}, // some mothers bear the same
		{"mother's name, girls", y.n["mother's name in the middle nu"], girls, 120, 6},
		{"mother's name, boys", y.n["mother's name in the middle nam"], boys, 60, 6},
		{"Nguyễn", y.families["Nguyễn"], children, 315, 15},
		{"Kinh", y.n["ethnic Kinh"], children, 972, 3},
		{"Khmer", y.n["ethnic Khmer"], children, 22, 2},
		{"Hoa", y.n["ethnic Hoa"], children, 5, 1},
		{"096", y.n["number 096"], numbered, 820, 5},
		{"095", y.n["number 095"], numbered, 30, 3},
		{"079", y.n["number 079"], numbered, 60, 4},
		{"074", y.n["number 074"], numbered, 50, 4},
		{"075", y.n["number 075"], numbered, 20, 3},
		{"other provinces", others, numbered, 20, 3},
		{"no number, not entered", y.n["neither"], missing, 750, 4},
		{"away, not entered", y.n["away and not entered"], missing, 650, 15},
		{"refusing", y.n["refusing"], children, 15, 3},
		{"need a visit", y.n["hard to reach"], children, 40, 4},
		{"ks1, ks2", y.n["lacks it for ks1"] + y.n["lacks it for ks2"], lacking, 380, 15},
		{"gd1", y.n["lacks it for gd1"], lacking, 220, 15},
		{"sl1", y.n["lacks it for sl1"], lacking, 120, 8},
		{"ks3", y.n["lacks it for ks3"], lacking, 90, 8},
		{"ks0", y.n["lacks it for ks0"], lacking, 60, 6},
		{"gd2", y.n["lacks it for gd2"], lacking, 50, 8},
		{"gd4", y.n["lacks it for gd4"], lacking, 40, 5},
		{"nn1", y.n["lacks it for nn1"], lacking, 10, 3},
		{"other reasons", rest, lacking, 30, 5},
		{"to TP.HCM", y.n["in Hồ Chí Minh"], y.n["away"], 350, 15},
		{"to Bình Dương", y.n["in Bình Dương"], y.n["away"], 330, 15},
		{"to Đồng Nai", y.n["in Đồng Nai"], y.n["away"], 140, 12},
		{"elsewhere", elsewhere, y.n["away"], 50, 10},
		{"a year alone", y.n["only a year"], children, 8, 2},
		{"visited", y.n["visited"], families, 550, 10},
	} {
		if off := s.n*1000 - s.want*s.of; off > s.by*s.of || -off > s.by*s.of {
			t.Errorf("%s: %.1f in a thousand, want %d ± %d", s.what, float64(s.n)*1000/float64(s.of), s.want, s.by)
		}
	}
	y.checkAges(t)
}

func sumFor(n map[string]int, prefix string, keys ...string) int {
	sum := 0
	for _, k := range keys {
		sum += n[prefix+k]
	}
	return sum
}

// checkAges looks for one in a hundred fewer in each younger year, spaced
// births pushing a few out of the middle.
func (y *tally) checkAges(t *testing.T) {
	want := float64(y.province.Children) / 14.85 // sum of 0.99^0 … 0.99^15
	for age := 15; age >= 0; age-- {
		if got := float64(y.ages[age]); got < want*0.94 || got > want*1.06 {
			t.Errorf("%d children of %d years, want about %.0f", y.ages[age], age, want)
		}
		want *= 0.99
	}
}
