package registry

import (
	"slices"
	"testing"
)

func TestPhone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text, want string
		found            PhoneFinding
	}{
		{"ten digits", "0912345678", "0912345678", PhoneOk},
		{"dots and spaces", "0912.345 678", "0912345678", PhoneFixed},
		{"lost zero", "912345678", "0912345678", PhoneFixed},
		{"+84", "+84 912 345 678", "0912345678", PhoneFixed},
		{"84", "84912345678", "0912345678", PhoneFixed},
		{"old prefix of eleven digits", "01621234567", "0321234567", PhoneFixed},
		{"old prefix without its zero", "1621234567", "0321234567", PhoneFixed},
		{"land line of Cà Mau", "02903831234", "02903831234", PhoneOk},
		{"land line in brackets", "(0290) 3831234", "02903831234", PhoneFixed},
		{"eleven digits of no operator", "01101234567", "01101234567", PhoneOdd},
		{"nine digits", "091234567", "091234567", PhoneOdd},
		{"words", "hỏi bà nội", "hỏi bà nội", PhoneOdd},
		{"nothing", " ", "", PhoneMissing},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, found := JudgePhone(c.text)
			if got != c.want || found != c.found {
				t.Errorf("JudgePhone(%q) = %q %s, want %q %s", c.text, got, found, c.want, c.found)
			}
			if again, _ := JudgePhone(got); again != got {
				t.Errorf("not idempotent: %q then %q", got, again)
			}
		})
	}
	if n := len(oldPrefixes()); n != 21 {
		t.Errorf("%d old prefixes, want 21", n)
	}
}

func TestHealthCard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"TE1969621234567": true, "te 1 96 9621234567": true, "9621234567": true, "096215900123": true,
		"TE19696212345": false, "12345": false, "TE1-969-6212345-67": true, "": false, "TÊ1969621234567": false,
	} {
		if _, ok := CleanHealthCard(text); ok != want {
			t.Errorf("CleanHealthCard(%q) ok = %v, want %v", text, ok, want)
		}
	}
}

func TestOutreachGoesByAgeAndDay(t *testing.T) {
	t.Parallel()
	before, after := Date{2024, 6, 30}, Date{2024, 7, 1}
	for _, c := range []struct {
		name  string
		birth Date
		on    Date
		want  Eligible
	}{
		{"5 before", Date{2019, 1, 1}, before, Eligible{Level1: ByParents}},
		{"14 before", Date{2010, 6, 30}, before, Eligible{Card: MustHave, Photo: true, Level1: Entitled, Level2: Entitled}},
		{"a day short of 14 before", Date{2010, 7, 1}, before, Eligible{Level1: ByParents}},
		{"5 since", Date{2019, 1, 1}, after, Eligible{Card: OnRequest, Level1: OnRequest}},
		{"6 since", Date{2018, 7, 1}, after, Eligible{Card: OnRequest, Photo: true, Level1: Entitled, Level2: OnRequest}},
		{"14 since", Date{2010, 7, 1}, after, Eligible{Card: MustHave, Photo: true, Level1: Entitled, Level2: Entitled}},
		{"a year only counts to its end", Date{2010, 0, 0}, after, Eligible{Card: OnRequest, Photo: true, Level1: Entitled, Level2: OnRequest}},
		{"no year", Date{}, after, Eligible{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := EligibleOn(c.birth, c.on); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestCircumstancesAreFourteenAndTheDelicateOnesRestricted(t *testing.T) {
	t.Parallel()
	all := Circumstances()
	if len(all) != 14 {
		t.Fatalf("%d groups, want 14", len(all))
	}
	var restricted []Circumstance
	for _, c := range all {
		if c.Class == Restricted {
			restricted = append(restricted, c.Code)
		}
	}
	if want := []Circumstance{"đ", "e", "g", "i", "k", "l", "m"}; !slices.Equal(restricted, want) {
		t.Errorf("restricted %v, want %v", restricted, want)
	}
	if ClassOfCircumstance("zz") != Restricted {
		t.Error("an unknown group must be restricted")
	}
}

func TestPaperRules(t *testing.T) {
	t.Parallel()
	today := Date{2023, 1, 10}
	for _, c := range []struct {
		name, want string
		set        func(*Person)
	}{
		{"registered without a number", "cert_number_missing", func(p *Person) { p.Certificate = Certificate{Registered: Yes} }},
		{"registered tomorrow", "cert_future", func(p *Person) { p.Certificate.On = Date{2023, 1, 11} }},
		{"registered before the birth", "cert_before_birth", func(p *Person) { p.Certificate.On = Date{2015, 3, 4} }},
		{"not registered for 61 days", "cert_overdue", func(p *Person) {
			p.Birth, p.Certificate.Registered = Date{2022, 11, 10}, No
		}},
		{"mother of 11", "parent_young", func(p *Person) { p.MotherMore.Born = 2004 }},
		{"mother's number of 10 digits", "parent_number", func(p *Person) { p.MotherMore.Number = "3801234567" }},
		{"father's telephone", "phone_odd", func(p *Person) { p.FatherMore.Phone = "091" }},
		{"grade 13", "grade_absurd", func(p *Person) { p.School.Grade = 13 }},
		{"card of 14 characters", "health_card_odd", func(p *Person) { p.HealthCard.Card = "TE196962123456" }},
		{"died before birth", "death_before_birth", func(p *Person) { p.Death.On = Date{2015, 3, 4} }},
		{"a restricted group", "restricted_here", func(p *Person) { p.Circumstance = map[Circumstance]Spell{"l": {}} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := Person{Birth: Date{2015, 3, 5}}
			if found := check(paperRules, p, today); len(found) != 0 {
				t.Fatalf("a record without papers is remarked on: %v", found)
			}
			c.set(&p)
			found := check(paperRules, p, today)
			if len(found) != 1 || found[0].Code != c.want {
				t.Errorf("found %v, want %s", found, c.want)
			}
		})
	}
	p := Person{Birth: Date{2022, 11, 11}, Certificate: Certificate{Registered: No}}
	if found := check(paperRules, p, today); len(found) != 0 {
		t.Errorf("60 days are in time, found %v", found)
	}
}

func TestPoliceAnswer(t *testing.T) {
	t.Parallel()
	on := Date{2023, 1, 10}
	before := Person{Number: Number{PIN: "096215900123", Standing: Declared}, Reasons: Reasons{"ks2": true, "gd1": true}, Police: Sent}

	got := before.Answered(NumberReplaced, "096215900456", on)

	if got.Number != (Number{PIN: "096215900456", Source: FromPolice, Standing: Verified, On: on}) {
		t.Errorf("number %+v", got.Number)
	}
	if len(got.PastNumbers) != 1 || got.PastNumbers[0].PIN != "096215900123" || got.PastNumbers[0].Standing != Cancelled {
		t.Errorf("past numbers %+v", got.PastNumbers)
	}
	if got.Reasons["ks2"] || !got.Reasons["gd1"] {
		t.Errorf("reasons %v: the one that is over goes, the other stays", got.Reasons)
	}
	if differ := before.Answered(DataDiffer, "", on); !differ.Reasons["sl1"] || differ.Reviewed != NotReviewed || differ.Number != before.Number {
		t.Errorf("after «sai thông tin»: %+v", differ)
	}
	if before.Reasons["sl1"] || len(before.PastNumbers) != 0 {
		t.Error("the person before was changed")
	}
}

func TestReasonsSayWhoActsNext(t *testing.T) {
	t.Parallel()
	got := Reasons{"ks1": true, "ks2": true, "gd1": true}.Next()
	if !slices.Equal(got, []Actor{ByPolice, ByOfficer}) {
		t.Errorf("next %v", got)
	}
}
