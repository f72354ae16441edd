package match

import (
	"strings"

	"thamho.vn/internal/registry"
)

// Grade says what may be done about two records.
type Grade int

// The grades. Only Same lets a list's row be taken for a record without asking;
// Likely asks; Possible is worth a look where somebody looks anyway.
const (
	Different Grade = iota
	Possible
	Likely
	Same
)

// Because is one thing that speaks for (positive) or against two records being
// one child. Its words stand under "match." + Code.
type Because struct {
	Code   string
	Points int
}

// Score is the whole comparison, the weightiest reason first.
type Score struct {
	Points  int
	Grade   Grade
	Because []Because
}

// What the reasons weigh. They were set so that no single fact but a number
// proves anything, and that another given name, or other parents, outweigh an
// equal birth date: that is how twins and namesakes come apart.
const (
	pinSame, pinOther       = 100, -90
	certSame                = 80
	nameSame, nameLoose     = 40, 34
	nameBare, nameNear      = 26, 8
	nameOther               = -60
	givenOther              = -45
	birthSame, birthWithin  = 30, 14
	birthSwapped, birthNear = 20, 4
	birthOther              = -35
	parentSame, parentBare  = 20, 14
	parentOther             = -25
	sexOther                = -18
	householdSame           = 12

	likelyFrom   = 66
	possibleFrom = 48
)

// Compare says how likely two sketches are of one child.
func Compare(a, b Sketch) Score {
	var s Score
	s.numbers(a, b)
	s.names(a.name, b.name)
	s.births(a.Birth, b.Birth)
	s.parent("mother", a.mother, b.mother)
	s.parent("father", a.father, b.father)
	if a.Sex != "" && b.Sex != "" && a.Sex != b.Sex {
		s.add("sex_other", sexOther)
	}
	if a.Household == b.Household && a.Household != (Sketch{}).Household {
		s.add("household_same", householdSame)
	}
	s.Grade = s.grade()
	return s
}

func (s *Score) add(code string, points int) {
	s.Because = append(s.Because, Because{code, points})
	s.Points += points
}

// Has tells whether a reason was found.
func (s Score) Has(code string) bool {
	for _, b := range s.Because {
		if b.Code == code {
			return true
		}
	}
	return false
}

// Identical tells whether the two say the same about everything that papers
// tell apart: name, full birth date, sex and parents. In one hamlet that is one
// child, with or without a number.
func (s Score) Identical() bool {
	return s.Has("name_same") && s.Has("birth_same") && s.Has("mother_same") &&
		!s.Has("father_other") && !s.Has("sex_other") && !s.Has("pin_other")
}

// grade: the same number under another name is a number given twice by
// mistake, not a child twice; and a given name that differs is a sibling.
func (s Score) grade() Grade {
	same := s.Has("name_same") || s.Has("name_loose") || s.Has("name_bare")
	switch {
	case s.Has("pin_same") && same && !s.Has("birth_other") && !s.Has("sex_other"):
		return Same
	case s.Has("pin_other"):
		return Different
	case !same && !s.Has("cert_same") && !s.Has("pin_same"):
		if s.Has("name_near") && s.Points >= likelyFrom {
			return Possible
		}
		return Different
	case s.Points >= likelyFrom && same:
		return Likely
	case s.Points >= possibleFrom:
		return Possible
	}
	return Different
}

func (s *Score) numbers(a, b Sketch) {
	switch {
	case a.PIN != "" && a.PIN == b.PIN:
		s.add("pin_same", pinSame)
	case a.PIN != "" && b.PIN != "":
		s.add("pin_other", pinOther)
	}
	if a.cert != "" && a.cert == b.cert {
		s.add("cert_same", certSame)
	}
}

func (s *Score) names(a, b folded) {
	switch {
	case a.exact == "" || b.exact == "":
	case a.exact == b.exact:
		s.add("name_same", nameSame)
	case a.loose == b.loose:
		s.add("name_loose", nameLoose)
	case a.bare == b.bare:
		s.add("name_bare", nameBare)
	case given(a.bare) != given(b.bare):
		if given(a.bare) != "" && nearly(a.bare, b.bare) {
			s.add("name_near", nameNear)
			return
		}
		s.add("given_other", givenOther)
	case nearly(a.bare, b.bare):
		s.add("name_near", nameNear)
	default:
		s.add("name_other", nameOther)
	}
}

// given is the last word of a name: what a child is called by.
func given(name string) string { return name[strings.LastIndexByte(name, ' ')+1:] }

// nearly tells whether two names differ by one letter, or one is the other
// without a middle word.
func nearly(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	wa, wb := strings.Fields(a), strings.Fields(b)
	if len(wb) == len(wa)+1 && len(wa) >= 2 && wa[0] == wb[0] && wa[len(wa)-1] == wb[len(wb)-1] {
		return true
	}
	return len(b)-len(a) <= 1 && oneEdit(a, b)
}

// oneEdit tells whether b comes from a (which is not longer) by changing or
// adding one letter.
func oneEdit(a, b string) bool {
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i < len(a) && a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}

func (s *Score) births(a, b registry.Date) {
	switch {
	case !a.Known() || !b.Known():
	case a == b && a.Full():
		s.add("birth_same", birthSame)
	case a.Holds(b), b.Holds(a):
		s.add("birth_within", birthWithin)
	case a.Full() && b.Full() && a.Year == b.Year && a.Day == b.Month && a.Month == b.Day:
		s.add("birth_swapped", birthSwapped)
	case a.Full() && b.Full() && shared(a, b) == 2:
		s.add("birth_near", birthNear)
	default:
		s.add("birth_other", birthOther)
	}
}

// shared counts the parts that two full dates have in common.
func shared(a, b registry.Date) int {
	n := 0
	for _, same := range []bool{a.Year == b.Year, a.Month == b.Month, a.Day == b.Day} {
		if same {
			n++
		}
	}
	return n
}

func (s *Score) parent(who string, a, b folded) {
	switch {
	case a.exact == "" || b.exact == "":
	case a.loose == b.loose:
		s.add(who+"_same", parentSame)
	case a.bare == b.bare, nearly(a.bare, b.bare):
		s.add(who+"_bare", parentBare)
	default:
		s.add(who+"_other", parentOther)
	}
}
