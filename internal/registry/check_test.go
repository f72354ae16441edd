package registry

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
)

var today = Date{2023, 1, 10}

// child is a whole record that no rule has anything to say about.
func child() Person {
	return Person{
		Household: uuid.New(), Name: "Nguyễn Thị Đào", Birth: Date{2015, 3, 9}, Sex: Female, Ethnic: "Kinh",
		Number: Number{PIN: "096315900123", Standing: Declared}, Mother: "Trần Thị Bé", NoFather: true,
		Presence: Presence{Where: AtHome},
	}
}

func codes(found []Finding) string {
	var out []string
	for _, f := range found {
		out = append(out, f.Code)
	}
	return strings.Join(out, " ")
}

func TestCheckPerson(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(*Person)
		want string
	}{
		{"a whole record", func(*Person) {}, ""},
		{"no name", func(p *Person) { p.Name = "" }, "name_missing"},
		{"one letter is no name", func(p *Person) { p.Name = " Â. " }, "name_missing"},
		{"two letters are", func(p *Person) { p.Name = "Ba" }, ""},
		{"a digit in a name", func(p *Person) { p.Name = "Nguyễn Thị D1" }, "name_digit"},
		{"a pasted page", func(p *Person) { p.Name = strings.Repeat("a", 201) }, "text_long"},
		{"born today", func(p *Person) { p.Birth = today; p.Number = Number{PIN: "096323900123"} }, ""},
		{"born tomorrow", func(p *Person) { p.Birth = Date{2023, 1, 11}; p.Number = Number{PIN: "096323900123"} }, "birth_future"},
		{"this year, day unknown", func(p *Person) { p.Birth = Date{2023, 0, 0}; p.Number = Number{PIN: "096323900123"} }, ""},
		{"a year alone is enough", func(p *Person) { p.Birth = Date{2015, 0, 0} }, ""},
		{"31 February", func(p *Person) { p.Birth = Date{2015, 2, 31} }, "birth_no_such_day"},
		{"29 February of a leap year", func(p *Person) { p.Birth = Date{2016, 2, 29}; p.Number.PIN = "096316900123" }, ""},
		{"month 13", func(p *Person) { p.Birth = Date{2015, 13, 0} }, "birth_no_such_day"},
		{"1899", func(p *Person) {
			p.Birth = Date{1899, 1, 1}
			p.Number = Number{}
			p.Reasons = map[Reason]bool{"ks1": true}
		}, "birth_too_old"},
		{"16 years old today", func(p *Person) { p.Birth = Date{2007, 1, 10}; p.Number.PIN = "096307900123" }, "birth_no_child"},
		{"an adult is not asked for parents and reasons", func(p *Person) {
			p.Birth, p.Mother, p.NoFather, p.Number = Date{1988, 0, 0}, "", false, Number{}
		}, "birth_no_child"},
		{"16 tomorrow", func(p *Person) { p.Birth = Date{2007, 1, 11}; p.Number.PIN = "096307900123" }, ""},
		{"no birth date", func(p *Person) { p.Birth = Date{} }, "birth_missing"},
		{"no sex", func(p *Person) { p.Sex = "" }, "sex_missing"},
		{"no ethnic group", func(p *Person) { p.Ethnic = "" }, "ethnic_missing"},
		{"no number and no reason", func(p *Person) { p.Number = Number{} }, "no_number_reason"},
		{"no number with a reason", func(p *Person) { p.Number = Number{}; p.Reasons = map[Reason]bool{"ks1": true} }, ""},
		{"eleven digits are not silently filled up", func(p *Person) { p.Number.PIN = "96315900123" }, "number_length"},
		{"eight digits", func(p *Person) { p.Number.PIN = "96315900" }, "number_length"},
		{"words for a number", func(p *Person) { p.Number.PIN = "chưa có" }, "number_letters"},
		{"an old card", func(p *Person) { p.Number.PIN = "380123456" }, "number_cmnd"},
		{"a health card", func(p *Person) { p.Number.PIN = "TE1969621234567" }, "number_bhyt"},
		{"a dummy", func(p *Person) { p.Number.PIN = "111111111111" }, "number_dummy"},
		{"the other sex", func(p *Person) { p.Sex = Male }, "number_sex"},
		{"another year", func(p *Person) { p.Birth = Date{2014, 3, 9} }, "number_year"},
		{"registered in Ho Chi Minh City is normal", func(p *Person) { p.Number.PIN = "079315900123" }, ""},
		{"registered abroad", func(p *Person) { p.Number.PIN = "101315900123" }, "number_foreign"},
		{"father unknown is legal", func(p *Person) { p.Father, p.NoFather = "", true }, ""},
		{"father forgotten", func(p *Person) { p.NoFather = false }, "father_missing"},
		{"both a father and none", func(p *Person) { p.Father = "Lê Văn Út" }, "father_both"},
		{"no mother", func(p *Person) { p.Mother = "" }, "mother_missing"},
		{"nobody says where", func(p *Person) { p.Presence = Presence{} }, "presence_missing"},
		{"gone, who knows where", func(p *Person) { p.Presence.Where = OutOfProvince }, "presence_province"},
		{"a note of 5,000 letters", func(p *Person) { p.Note = strings.Repeat("ơ", 5000) }, "note_long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := child()
			c.set(&p)

			got := codes(CheckPerson(p, today))

			if got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func TestReasonEasesWarning(t *testing.T) {
	p := child()
	p.Sex = Male
	p.Number.Reason = NumberReasons[0]

	found := CheckPerson(p, today)

	if len(found) != 1 || found[0].Severity != Info {
		t.Errorf("found %+v, want one remark", found)
	}
}

func TestCheckVisit(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(*Visit)
		want string
	}{
		{"a whole visit", func(*Visit) {}, ""},
		{"who went is not said", func(v *Visit) { v.By = "" }, "visit_sheet_missing"},
		{"when is not said", func(v *Visit) { v.On = Date{} }, "visit_sheet_missing"},
		{"only the month", func(v *Visit) { v.On = Date{2023, 1, 0} }, "visit_partial"},
		{"no such day", func(v *Visit) { v.On = Date{2022, 11, 31} }, "visit_no_such_day"},
		{"tomorrow", func(v *Visit) { v.On = Date{2023, 1, 11} }, "visit_future"},
		{"60 days ago", func(v *Visit) { v.On = Date{2022, 11, 11} }, ""},
		{"61 days ago", func(v *Visit) { v.On = Date{2022, 11, 10} }, "visit_stale"},
		{"1899", func(v *Visit) { v.On = Date{1899, 1, 1} }, "visit_too_old"},
		{"no outcome", func(v *Visit) { v.Outcome = "" }, "outcome_missing"},
		{"an outcome of another version", func(v *Visit) { v.Outcome = "khac" }, "outcome_missing"},
		{"away without a next date", func(v *Visit) { v.Outcome = Away }, "next_missing"},
		{"next before the visit", func(v *Visit) { v.Next = Date{2023, 1, 7} }, "next_before_visit"},
		{"next already past", func(v *Visit) { v.Next = Date{2023, 1, 9} }, "next_past"},
		{"next today", func(v *Visit) { v.Next = today }, ""},
		{"next in a month", func(v *Visit) { v.Next = Date{2023, 2, 0} }, ""},
		{"next in ten years", func(v *Visit) { v.Next = Date{2033, 2, 1} }, "next_far"},
		{"next on no day", func(v *Visit) { v.Next = Date{2023, 2, 30} }, "next_no_such_day"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := Visit{Household: uuid.New(), On: Date{2023, 1, 8}, By: "trưởng ấp", Outcome: MetNoChange}
			c.set(&v)

			got := codes(CheckVisit(v, today))

			if got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func TestCheckHousehold(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(*Household)
		want string
	}{
		{"a whole household", func(*Household) {}, ""},
		{"no head", func(h *Household) { h.Head = "A" }, "head_missing"},
		{"no hamlet", func(h *Household) { h.Hamlet = uuid.Nil }, "hamlet_missing"},
		{"no STT", func(h *Household) { h.Number = 0 }, "stt_missing"},
		{"STT 9999", func(h *Household) { h.Number = 9999 }, ""},
		{"STT 10000", func(h *Household) { h.Number = 10000 }, "stt_absurd"},
		{"a phone of nine digits", func(h *Household) { h.Phone = "091 234 567" }, "phone_odd"},
		{"an old phone of eleven", func(h *Household) { h.Phone = "0168 123 4567" }, ""},
		{"+84", func(h *Household) { h.Phone = "+84 912 345 678" }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := Household{Hamlet: uuid.New(), Number: 47, Head: "Nguyễn Thị A"}
			c.set(&h)

			got := codes(CheckHousehold(h, today))

			if got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func TestMissingFacts(t *testing.T) {
	p := child()
	if got := p.Missing(); got != nil {
		t.Errorf("a whole record lacks %v", got)
	}
	p.Number.Standing = Cancelled
	p.Mother = ""
	if got := p.Missing(); !slices.Equal(got, []string{FieldNumber, FieldMother}) {
		t.Errorf("lacks %v", got)
	}
}

func TestRulesListed(t *testing.T) {
	seen := map[string]Severity{}
	for _, r := range Rules() {
		if before, ok := seen[r.Code]; ok && before != r.Severity {
			t.Errorf("rule %s has two severities", r.Code)
		}
		seen[r.Code] = r.Severity
	}
	if len(seen) < 45 {
		t.Errorf("%d rules listed", len(seen))
	}
}

func TestBesideTakesTheWeightiest(t *testing.T) {
	found := []Finding{
		{Rule: Rule{"a", Info, FieldNumber}}, {Rule: Rule{"b", Stop, FieldNumber}}, {Rule: Rule{"c", Warn, FieldNumber}},
	}
	if f, ok := Beside(found, FieldNumber); !ok || f.Code != "b" {
		t.Errorf("beside stands %q", f.Code)
	}
	if _, ok := Beside(found, FieldName); ok {
		t.Error("a remark beside a field without findings")
	}
}

func TestDateValid(t *testing.T) {
	for d, want := range map[Date]bool{
		{}: true, {2015, 0, 0}: true, {2015, 12, 0}: true, {2015, 12, 31}: true, {2000, 2, 29}: true,
		{1900, 2, 29}: false, {2015, 4, 31}: false, {2015, 0, 5}: false, {2015, -1, 0}: false, {0, 5, 1}: false, {2015, 5, -1}: false,
	} {
		if d.Valid() != want {
			t.Errorf("%v valid: %v", [3]int{d.Year, d.Month, d.Day}, !want)
		}
	}
}
