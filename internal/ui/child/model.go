package child

import (
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// Typed is the form as it stands, half a date and a half-typed word included:
// what a draft keeps. Choices are held by their codes, not by their places.
type Typed struct {
	Name       string
	Birth      string // digits as typed
	Sex        registry.Sex
	Ethnic     string
	Number     string // digits as typed
	Source     registry.Source
	Why        string // reason for having no number, as typed
	Mother     string
	Father     string
	NoFather   bool
	Where      registry.Where
	Province   string
	WhyStrange string // why the number stands although it disagrees
	// More is what was changed on the tabs behind the first, by slot.
	More map[string]string
}

// Draft is what is kept of the form. The record with which it was opened is
// kept with it: what others write until the form is saved must not be taken
// for something that its author saw.
type Draft struct {
	Base  registry.Record[registry.Person]
	Typed Typed
}

// dateReader reads the digits of a date.
type dateReader func(digits string) (year, month, day int, err error)

// reasonNames name the reasons in the order of the table.
type reasonNames map[registry.Reason]string

// typedOf is the form of a person.
func typedOf(p registry.Person, names reasonNames) Typed {
	return Typed{
		Name: p.Name, Birth: digitsOf(p.Birth), Sex: p.Sex, Ethnic: p.Ethnic, Number: string(p.Number.PIN), Source: p.Number.Source,
		Why: names[firstReason(p.Reasons)], Mother: p.Mother, Father: p.Father, NoFather: p.NoFather,
		Where: p.Presence.Where, Province: p.Presence.Province, WhyStrange: p.Number.Reason,
	}
}

// digitsOf writes a date as it is typed: 05032015, 032015 or 2015.
func digitsOf(d registry.Date) string { return strings.ReplaceAll(d.Padded(), "/", "") }

// Over writes the form over a person: what the form does not show stays as it
// is. A date that can't be read leaves the one before; the form says so and
// does not save.
func (t Typed) Over(p registry.Person, read dateReader, names reasonNames) registry.Person {
	p.Name, p.Mother, p.Father, p.NoFather = t.Name, t.Mother, t.Father, t.NoFather
	p.Sex, p.Ethnic = t.Sex, strings.TrimSpace(t.Ethnic)
	if year, month, day, err := read(t.Birth); err == nil {
		p.Birth = registry.Date{Year: year, Month: month, Day: day}
	}
	p.Number = t.number(p.Number)
	p.Reasons = t.reasons(p.Reasons, names)
	p.Presence = t.presence(p.Presence)
	return over(p, t.More, read)
}

// number changes the number only when it was touched: other digits are the
// family's word until the police confirm them, and what the police confirmed
// is not changed in this form at all.
func (t Typed) number(n registry.Number) registry.Number {
	typed := registry.PIN(t.Number)
	switch {
	case Locked(n):
		return n
	case typed == "":
		return registry.Number{}
	case typed != n.PIN:
		return registry.Number{PIN: typed, Source: t.Source, Standing: registry.Declared, Reason: t.WhyStrange}
	}
	n.Source, n.Reason = t.Source, t.WhyStrange
	return n
}

// Locked tells whether a number is the police's: shown with its source, and
// changed only by their next answer.
func Locked(n registry.Number) bool { return n.PIN != "" && n.Standing == registry.Verified }

// lackReasons are the reasons that say why there is no number; a number makes
// them untrue. The others may hold beside one.
var lackReasons = []registry.Reason{"ks0", "ks1", "ks2"}

// reasons replaces the reason that the form shows by the one that was typed;
// others that hold stay.
func (t Typed) reasons(old map[registry.Reason]bool, names reasonNames) map[registry.Reason]bool {
	out := map[registry.Reason]bool{}
	maps.Copy(out, old)
	if t.Number != "" {
		for _, code := range lackReasons {
			delete(out, code)
		}
		return orNone(out)
	}
	typed := names.code(t.Why)
	if first := firstReason(old); first != "" && first != typed {
		delete(out, first)
	}
	if typed != "" {
		out[typed] = true
	}
	return orNone(out)
}

func orNone(reasons map[registry.Reason]bool) map[registry.Reason]bool {
	if len(reasons) == 0 {
		return nil
	}
	return reasons
}

// code finds the reason with a name, "" when there is none.
func (n reasonNames) code(name string) registry.Reason {
	for code, text := range n {
		if text == strings.TrimSpace(name) && name != "" {
			return code
		}
	}
	return ""
}

// firstReason is the reason that the form shows.
func firstReason(reasons map[registry.Reason]bool) registry.Reason {
	for _, r := range registry.AllReasons {
		if reasons[r.Code] {
			return r.Code
		}
	}
	return ""
}

// presence keeps since when and by whose word, unless the place changed.
func (t Typed) presence(p registry.Presence) registry.Presence {
	if t.Where != p.Where {
		p = registry.Presence{Where: t.Where}
	}
	p.Province = t.Province
	return p
}

// Problem is something in the form that no rule of the record can see.
type Problem string

// The problems: a word that is none of the list's.
const (
	BadEthnic Problem = "child.badethnic"
	BadWhy    Problem = "child.badwhy"
)

// Problems returns what can't be saved as typed, by row. known are the ethnic
// groups that the list offers.
func (t Typed) Problems(known []string, names reasonNames) map[string]Problem {
	out := map[string]Problem{}
	if e := strings.TrimSpace(t.Ethnic); e != "" && !slices.Contains(known, e) {
		out[rowSex] = BadEthnic
	}
	if t.Number == "" && strings.TrimSpace(t.Why) != "" && names.code(t.Why) == "" {
		out[rowWhy] = BadWhy
	}
	return out
}

// Idle tells which rows say nothing now: why there is no number when there is
// one, where somebody went who is here.
func (t Typed) Idle() map[string]bool {
	return map[string]bool{rowWhy: t.Number != "", rowProvince: t.Where != registry.OutOfProvince}
}

// Empty tells whether nothing was typed that a rule could be about.
func (t Typed) Empty() bool { return t.Name == "" && t.Birth == "" && t.Number == "" }

// Remedy is a way to settle what is said about the number.
type Remedy string

// The remedies.
const (
	AddZeros Remedy = "zeros"  // give a spreadsheet's lost zeros back
	SayWhy   Remedy = "reason" // the paper says so: choose why
)

// RemedyOf returns what can be done about a number that was found strange, ""
// when only typing helps.
func (t Typed) RemedyOf(found []registry.Finding) Remedy {
	if registry.JudgePIN(t.Number, registry.Date{}, "").Restored > 0 {
		return AddZeros
	}
	for _, f := range found {
		if f.Field == registry.FieldNumber && f.Severity == registry.Warn && f.Code != registry.NumberShared.Code {
			return SayWhy
		}
	}
	return ""
}

// WithZeros gives the lost zeros back.
func (t Typed) WithZeros() string {
	return string(registry.JudgePIN(t.Number, registry.Date{}, "").PIN)
}

// fresh is a new child of a household: what the machine can know is filled in.
// like is whose ethnic group it was given.
func fresh(house registry.HouseholdPage) (p registry.Person, like uuid.UUID) {
	p = registry.Person{Household: house.Household.ID, Presence: registry.Presence{Where: registry.AtHome}}
	for _, r := range house.Persons {
		if r.Value.Ethnic != "" {
			p.Ethnic, like = r.Value.Ethnic, r.ID
			break
		}
	}
	return p, like
}

// draftKey is where a form is kept while it is typed.
func draftKey(household, id uuid.UUID) string {
	if id == uuid.Nil {
		return "person/new/" + household.String()
	}
	return "person/" + id.String()
}

// The rows of the form.
const (
	rowName     = "name"
	rowBirth    = "birth"
	rowSex      = "sex" // and the ethnic group
	rowNumber   = "number"
	rowWhy      = "why"
	rowMother   = "mother"
	rowFather   = "father"
	rowWhere    = "where"
	rowProvince = "province"
	rowAlike    = "alike"
)
