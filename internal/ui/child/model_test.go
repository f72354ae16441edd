package child

import (
	"reflect"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/words"
)

var names = reasonNames{"ks1": "Giấy không có số", "ks2": "Số chưa trả về", "gd1": "Đi ngoài tỉnh", "sl1": "Sai lệch"}

// person is a record with something in every field that the form does not show.
func person() registry.Person {
	return registry.Person{
		Household: uuid.New(), Name: "Nguyễn Thị Đào", OtherName: "Út", Birth: registry.Date{Year: 2015, Month: 3, Day: 5},
		Sex: registry.Female, Ethnic: "Khmer", Mother: "Trần Thị Bé", Father: "Lê Văn Ba", ToHead: "cháu",
		Number:   registry.Number{PIN: "096315900123", Source: registry.FromCard, Standing: registry.Declared, On: registry.Date{Year: 2022}, Reason: "khac"},
		Presence: registry.Presence{Where: registry.OutOfProvince, Province: "Bình Dương", Since: registry.Date{Year: 2021}, Told: "bà nội"},
		Reasons:  map[registry.Reason]bool{"gd1": true}, Reviewed: registry.Complete, Police: registry.Sent,
		Entered: registry.Entered{On: registry.Date{Year: 2022}, By: "A"}, Note: "ghi chú",
	}
}

// A form that nobody typed in changes nothing at all, whatever the record holds.
func TestFormLeavesTheRestAlone(t *testing.T) {
	for name, set := range map[string]func(*registry.Person){
		"whole":                      func(*registry.Person) {},
		"year only":                  func(p *registry.Person) { p.Birth = registry.Date{Year: 2015} },
		"month and year":             func(p *registry.Person) { p.Birth = registry.Date{Year: 2015, Month: 3} },
		"no birth date":              func(p *registry.Person) { p.Birth = registry.Date{} },
		"a duplicate record":         func(p *registry.Person) { p.Presence.Where = registry.Duplicate },
		"a place of a newer version": func(p *registry.Person) { p.Presence.Where = "sao_hoa" },
		"no number, two reasons": func(p *registry.Person) {
			p.Number = registry.Number{}
			p.Reasons = map[registry.Reason]bool{"ks1": true, "gd1": true}
		},
		"no number, no reason": func(p *registry.Person) { p.Number = registry.Number{}; p.Reasons = nil },
		"a reason of a newer version": func(p *registry.Person) {
			p.Number = registry.Number{}
			p.Reasons = map[registry.Reason]bool{"zz9": true}
		},
		"confirmed by the police":             func(p *registry.Person) { p.Number.Standing = registry.Verified },
		"a cancelled number":                  func(p *registry.Person) { p.Number.Standing = registry.Cancelled },
		"an ethnic group in another spelling": func(p *registry.Person) { p.Ethnic = "Khơ-me Krôm" },
		"nothing":                             func(p *registry.Person) { *p = registry.Person{} },
	} {
		t.Run(name, func(t *testing.T) {
			p := person()
			set(&p)
			typed := typedOf(p, names)

			got := typed.Over(p, words.ParseDate, names)

			if !reflect.DeepEqual(got, p) {
				t.Errorf("became %+v\nwas    %+v", got, p)
			}
		})
	}
}

func TestFormOver(t *testing.T) {
	for name, c := range map[string]struct {
		typed func(*Typed)
		want  func(*registry.Person)
	}{
		"another mother": {func(f *Typed) { f.Mother = "Trần Thị Út" }, func(p *registry.Person) { p.Mother = "Trần Thị Út" }},
		"the date taken away": {
			func(f *Typed) { f.Birth = "" }, func(p *registry.Person) { p.Birth = registry.Date{} },
		},
		"only a year is known": {
			func(f *Typed) { f.Birth = "2014" }, func(p *registry.Person) { p.Birth = registry.Date{Year: 2014} },
		},
		"half a date changes nothing": {func(f *Typed) { f.Birth = "0503" }, func(*registry.Person) {}},
		"other digits are the family's word": {
			func(f *Typed) { f.Number, f.WhyStrange = "096315900999", "" },
			func(p *registry.Person) {
				p.Number = registry.Number{PIN: "096315900999", Source: registry.FromCard, Standing: registry.Declared}
			},
		},
		"no number any more": {
			func(f *Typed) { f.Number = "" }, func(p *registry.Person) { p.Number = registry.Number{} },
		},
		"where the number was read": {
			func(f *Typed) { f.Source = registry.FromVNeID }, func(p *registry.Person) { p.Number.Source = registry.FromVNeID },
		},
		"back home": {
			func(f *Typed) { f.Where, f.Province = registry.AtHome, "" },
			func(p *registry.Person) { p.Presence = registry.Presence{Where: registry.AtHome} },
		},
		"another province keeps since when": {
			func(f *Typed) { f.Province = "Đồng Nai" }, func(p *registry.Person) { p.Presence.Province = "Đồng Nai" },
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := person()
			typed := typedOf(p, names)
			c.typed(&typed)
			want := person()
			want.Household = p.Household
			c.want(&want)

			got := typed.Over(p, words.ParseDate, names)

			if !reflect.DeepEqual(got, want) {
				t.Errorf("became %+v\nwant   %+v", got, want)
			}
		})
	}
}

// What the police confirmed is not changed here, whatever was typed.
func TestLockedNumberStays(t *testing.T) {
	p := person()
	p.Number.Standing = registry.Verified
	typed := typedOf(p, names)
	typed.Number = "096315900999"
	if got := typed.Over(p, words.ParseDate, names); !reflect.DeepEqual(got.Number, p.Number) {
		t.Errorf("the police's number became %+v", got.Number)
	}
}

func TestReasons(t *testing.T) {
	type set = map[registry.Reason]bool
	for name, c := range map[string]struct {
		old    set
		number string
		why    string
		want   set
	}{
		"chosen":                               {nil, "", "Số chưa trả về", set{"ks2": true}},
		"another one":                          {set{"ks1": true}, "", "Số chưa trả về", set{"ks2": true}},
		"taken away":                           {set{"ks1": true}, "", "", nil},
		"others stay":                          {set{"ks1": true, "gd1": true}, "", "Sai lệch", set{"sl1": true, "gd1": true}},
		"half a word is none":                  {nil, "", "Số chưa", nil},
		"a number ends the lack":               {set{"ks1": true, "ks2": true, "gd1": true}, "096315900123", "", set{"gd1": true}},
		"a number leaves what is not about it": {set{"sl1": true}, "096315900123", "", set{"sl1": true}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Typed{Number: c.number, Why: c.why}.reasons(c.old, names)
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestProblems(t *testing.T) {
	known := []string{"Kinh", "Khmer"}
	for name, c := range map[string]struct {
		typed Typed
		want  map[string]Problem
	}{
		"nothing typed":         {Typed{}, map[string]Problem{}},
		"words of the lists":    {Typed{Ethnic: "Kinh", Why: "Sai lệch"}, map[string]Problem{}},
		"no such ethnic group":  {Typed{Ethnic: "Kin"}, map[string]Problem{rowSex: BadEthnic}},
		"no such reason":        {Typed{Why: "không biết"}, map[string]Problem{rowWhy: BadWhy}},
		"a reason that is idle": {Typed{Why: "không biết", Number: "1"}, map[string]Problem{}},
	} {
		if got := c.typed.Problems(known, names); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestRemedy(t *testing.T) {
	warn := func(code string) []registry.Finding {
		return []registry.Finding{{Rule: registry.Rule{Code: code, Severity: registry.Warn, Field: registry.FieldNumber}}}
	}
	for name, c := range map[string]struct {
		number string
		found  []registry.Finding
		want   Remedy
	}{
		"lost zeros":               {"96315900123", nil, AddZeros},
		"the other sex":            {"096215900123", warn("number_sex"), SayWhy},
		"another child's":          {"096215900123", warn("number_shared"), ""},
		"eight digits":             {"09621590", nil, ""},
		"a parent's card":          {"380123456", nil, ""},
		"nothing strange about it": {"096215900123", nil, ""},
	} {
		if got := (Typed{Number: c.number}).RemedyOf(c.found); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if z := (Typed{Number: "96315900123"}).WithZeros(); z != "096315900123" {
		t.Errorf("with its zero: %q", z)
	}
}

func TestFreshTakesWhatTheHouseholdKnows(t *testing.T) {
	id := uuid.New()
	house := registry.HouseholdPage{Household: registry.Record[registry.Household]{ID: id}}
	house.Persons = []registry.Record[registry.Person]{{}, {ID: id, Value: registry.Person{Ethnic: "Khmer"}}}
	if p, like := fresh(house); like != id || p.Household != id || p.Ethnic != "Khmer" || p.Presence.Where != registry.AtHome {
		t.Errorf("fresh %+v", p)
	}
}

func TestIdle(t *testing.T) {
	for name, c := range map[string]struct {
		typed         Typed
		why, province bool
	}{
		"new":      {Typed{}, false, true},
		"a number": {Typed{Number: "0"}, true, true},
		"gone":     {Typed{Where: registry.OutOfProvince}, false, false},
	} {
		idle := c.typed.Idle()
		if idle[rowWhy] != c.why || idle[rowProvince] != c.province {
			t.Errorf("%s: %v", name, idle)
		}
	}
}
