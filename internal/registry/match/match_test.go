package match

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"thamho.vn/internal/registry"
)

func child(set func(*registry.Person)) Sketch {
	p := registry.Person{
		Name: "Nguyễn Thị Kim Ngân", Birth: registry.Date{Year: 2015, Month: 3, Day: 5}, Sex: registry.Female,
		Mother: "Trần Thị Mỹ Hoà", Father: "Nguyễn Văn Quý",
	}
	if set != nil {
		set(&p)
	}
	return Of(uuid.New(), p)
}

func number(pin registry.PIN) func(*registry.Person) {
	return func(p *registry.Person) { p.Number = registry.Number{PIN: pin, Standing: registry.Declared} }
}

func TestGrades(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		a, b func(*registry.Person)
		want Grade
	}{
		{"the same paper twice", nil, nil, Likely},
		{"the same number and name", number("096315900123"), number("096315900123"), Same},
		{"number on one copy only", number("096315900123"), nil, Likely},
		{"other numbers", number("096315900123"), number("096315900124"), Different},
		{"tone in another place, i for y", nil, func(p *registry.Person) { p.Mother = "Trần Thị Mĩ Hòa" }, Likely},
		{"marks forgotten", nil, func(p *registry.Person) { p.Name = "Nguyen Thi Kim Ngan" }, Likely},
		{"only the year", nil, func(p *registry.Person) { p.Birth = registry.Date{Year: 2015} }, Likely},
		{"day and month swapped", nil, func(p *registry.Person) { p.Birth = registry.Date{Year: 2015, Month: 5, Day: 3} }, Likely},
		{"a mother not written", nil, func(p *registry.Person) { p.Mother = "" }, Likely},
		{"no parents on one copy", nil, func(p *registry.Person) { p.Mother, p.Father = "", "" }, Likely},
		{"twins", nil, func(p *registry.Person) { p.Name = "Nguyễn Thị Kim Ngọc" }, Different},
		{"twins whose names differ in one letter", nil, func(p *registry.Person) { p.Name = "Nguyễn Thị Kim Nga" }, Possible},
		{"namesakes of one day", nil, func(p *registry.Person) { p.Mother, p.Father = "Lê Thị Út", "Nguyễn Văn Đực" }, Different},
		{"one number on two children", number("096315900123"), func(p *registry.Person) {
			number("096315900123")(p)
			p.Name, p.Mother, p.Father = "Lê Văn Tèo", "Lê Thị Út", ""
		}, Possible},
		{"the mother's number is nobody's", number("096180900123"), number("096180900123"), Likely},
		{"the name with one middle word less", nil, func(p *registry.Person) { p.Name = "Nguyễn Thị Ngân" }, Possible},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a, b := child(c.a), child(c.b)
			got := Compare(a, b)
			if got.Grade != c.want {
				t.Errorf("grade %d (%d points: %v), want %d", got.Grade, got.Points, got.Because, c.want)
			}
			if c.want >= Likely && !share(a, b) {
				t.Error("no key finds the two")
			}
		})
	}
}

// TestKeysOfAreTheSketchs: who is looked up without a sketch is found as with one.
func TestKeysOfAreTheSketchs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := registry.Person{
			Name:        rapid.StringMatching(`[A-ZĐ][a-zđăâêôơư]{0,5}( [A-Z][a-zữấệ]{0,4}){0,3}`).Draw(t, "name"),
			Mother:      rapid.SampledFrom([]string{"", "Trần Thị Mỹ Hoà", "Lê Thị  Út"}).Draw(t, "mother"),
			Birth:       registry.Date{Year: rapid.SampledFrom([]int{0, 2015}).Draw(t, "year"), Month: 3, Day: rapid.IntRange(0, 5).Draw(t, "day")},
			Number:      registry.Number{PIN: rapid.SampledFrom([]registry.PIN{"", "096215900123", "096185900123"}).Draw(t, "pin")},
			Certificate: registry.Certificate{Number: rapid.SampledFrom([]string{"", "012"}).Draw(t, "cert"), On: registry.Date{Year: 2016}},
		}
		if got, want := KeysOf(p), Of(uuid.Nil, p).Keys(); !slices.Equal(got, want) {
			t.Fatalf("%+v: keys %v, its sketch has %v", p, got, want)
		}
	})
}

func share(a, b Sketch) bool {
	for _, k := range a.Keys() {
		for _, l := range b.Keys() {
			if k == l {
				return true
			}
		}
	}
	return false
}

// TestCompareIsSymmetric: who is asked about whom must not matter.
func TestCompareIsSymmetric(t *testing.T) {
	t.Parallel()
	names := rapid.SampledFrom([]string{"", "Nguyễn Văn An", "Nguyễn Văn Ân", "Nguyen Van An", "Nguyễn An", "Lê Thị Mỹ", "Lê Thị Mĩ", "Y-Blô Êban"})
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) Sketch {
			return Of(uuid.Nil, registry.Person{
				Name: names.Draw(t, label+"name"), Mother: names.Draw(t, label+"mother"), Father: names.Draw(t, label+"father"),
				Birth:  registry.Date{Year: rapid.IntRange(0, 2).Draw(t, label+"y"), Month: rapid.IntRange(0, 2).Draw(t, label+"m"), Day: rapid.IntRange(0, 2).Draw(t, label+"d")},
				Sex:    rapid.SampledFrom([]registry.Sex{"", registry.Male, registry.Female}).Draw(t, label+"sex"),
				Number: registry.Number{PIN: rapid.SampledFrom([]registry.PIN{"", "096215900123", "096215900124"}).Draw(t, label+"pin")},
			})
		}
		a, b := draw("a"), draw("b")
		if x, y := Compare(a, b), Compare(b, a); x.Points != y.Points || x.Grade != y.Grade {
			t.Fatalf("%v and %v", x, y)
		}
	})
}
