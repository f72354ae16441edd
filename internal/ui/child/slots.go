package child

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// slot is one fact of a T as the text that its field holds: words as they are,
// dates and numbers as digits, choices by their codes.
type slot[T any] struct {
	get func(v *T) string
	set func(v *T, text string, read dateReader) // nil: see overSpells
	// among are the codes that the text may be; nil for any text.
	among []string
}

// slots are the facts of a child that the tabs behind the first show. What a
// worker did not touch is never written again, so a value that a field can't
// show whole stays as it is.
var slots = map[string]slot[registry.Person]{
	"other":       textSlot(func(p *registry.Person) *string { return &p.OtherName }),
	"nationality": textSlot(func(p *registry.Person) *string { return &p.Nationality }),
	"religion":    textSlot(func(p *registry.Person) *string { return &p.Religion }),
	"blood":       codeSlot(func(p *registry.Person) *string { return &p.Blood }, registry.BloodGroups),
	"registered":  codeSlot(func(p *registry.Person) *registry.Answer { return &p.Certificate.Registered }, registry.Answers),
	"certnumber":  textSlot(func(p *registry.Person) *string { return &p.Certificate.Number }),
	"certbook":    textSlot(func(p *registry.Person) *string { return &p.Certificate.Book }),
	"certon":      dateSlot(func(p *registry.Person) *registry.Date { return &p.Certificate.On }),
	"certplace":   textSlot(func(p *registry.Person) *string { return &p.Certificate.Place }),
	"birthplace":  textSlot(func(p *registry.Person) *string { return &p.BirthPlace }),
	"origin":      textSlot(func(p *registry.Person) *string { return &p.Origin }),

	"guardian":       textSlot(func(p *registry.Person) *string { return &p.Guardian.Name }),
	"relation":       textSlot(func(p *registry.Person) *string { return &p.Guardian.Relation }),
	"representative": codeSlot(func(p *registry.Person) *registry.Representative { return &p.Representative }, registry.Representatives),
	"tohead":         textSlot(func(p *registry.Person) *string { return &p.ToHead }),

	"permanent":    textSlot(func(p *registry.Person) *string { return &p.Permanent }),
	"temporary":    textSlot(func(p *registry.Person) *string { return &p.Temporary }),
	"living":       textSlot(func(p *registry.Person) *string { return &p.Living }),
	"absence":      codeSlot(func(p *registry.Person) *registry.Answer { return &p.Absence.Declared }, registry.Answers),
	"absenceon":    dateSlot(func(p *registry.Person) *registry.Date { return &p.Absence.On }),
	"since":        dateSlot(func(p *registry.Person) *registry.Date { return &p.Presence.Since }),
	"told":         textSlot(func(p *registry.Person) *string { return &p.Presence.Told }),
	"deathon":      dateSlot(func(p *registry.Person) *registry.Date { return &p.Death.On }),
	"deathextract": textSlot(func(p *registry.Person) *string { return &p.Death.Extract }),

	"stage":      codeSlot(func(p *registry.Person) *registry.Stage { return &p.School.Stage }, registry.Stages),
	"grade":      countSlot(func(p *registry.Person) *int { return &p.School.Grade }),
	"schoolyear": countSlot(func(p *registry.Person) *int { return &p.School.Year }),
	"school":     textSlot(func(p *registry.Person) *string { return &p.School.Name }),
	"insured":    codeSlot(func(p *registry.Person) *registry.Insured { return &p.HealthCard.State }, registry.InsuredStates),
	"healthcard": textSlot(func(p *registry.Person) *string { return &p.HealthCard.Card }),
	"carduntil":  dateSlot(func(p *registry.Person) *registry.Date { return &p.HealthCard.Until }),
	"vaccinated": codeSlot(func(p *registry.Person) *registry.Answer { return &p.Vaccinated }, registry.Answers),
	"thin":       codeSlot(func(p *registry.Person) *registry.Answer { return &p.Malnourished }, registry.Answers),
	"disability": {
		get: func(p *registry.Person) string { return strings.Join(p.Disability.Kinds, ",") },
		set: func(p *registry.Person, text string, _ dateReader) { p.Disability.Kinds = listed(text) },
	},
	"degree":          codeSlot(func(p *registry.Person) *string { return &p.Disability.Degree }, registry.DisabilityDegrees),
	"disabilitypaper": textSlot(func(p *registry.Person) *string { return &p.Disability.Paper }),
	"risks": {
		get: func(p *registry.Person) string { return strings.Join(slices.Sorted(maps.Keys(p.Risks)), ",") },
		set: func(p *registry.Person, text string, _ dateReader) {
			p.Risks = nil
			for _, tag := range listed(text) {
				if p.Risks == nil {
					p.Risks = map[string]bool{}
				}
				p.Risks[tag] = true
			}
		},
	},
	"card": codeSlot(func(p *registry.Person) *registry.CardState { return &p.Card }, registry.CardStates),
	"vneid": {
		get: countSlot(levelOf).get, set: countSlot(levelOf).set, among: []string{"1", "2"},
	},
	"note": {
		get: func(p *registry.Person) string { return p.Note },
		set: func(p *registry.Person, text string, _ dateReader) { p.Note = strings.TrimSpace(text) },
	},
}

func init() {
	parents := map[string]func(*registry.Person) *registry.Parent{
		"mother":   func(p *registry.Person) *registry.Parent { return &p.MotherMore },
		"father":   func(p *registry.Person) *registry.Parent { return &p.FatherMore },
		"guardian": func(p *registry.Person) *registry.Parent { return &p.Guardian.Parent },
	}
	for who, at := range parents {
		slots[who+"born"] = countSlot(func(p *registry.Person) *int { return &at(p).Born })
		slots[who+"number"] = textSlot(func(p *registry.Person) *string { return &at(p).Number })
		slots[who+"phone"] = textSlot(func(p *registry.Person) *string { return &at(p).Phone })
		slots[who+"nation"] = textSlot(func(p *registry.Person) *string { return &at(p).Nationality })
		slots[who+"life"] = codeSlot(func(p *registry.Person) *registry.Life { return &at(p).Life }, registry.Lives)
	}
	for i := range shownSpells {
		for what, part := range spellParts {
			get := func(p *registry.Person) string { s := spellAt(p, i); return part.get(&s) }
			slots[spellKey(i, what)] = slot[registry.Person]{get: get, among: part.among}
		}
	}
}

func textSlot[T any](at func(*T) *string) slot[T] {
	return slot[T]{
		get: func(v *T) string { return *at(v) },
		set: func(v *T, text string, _ dateReader) { *at(v) = viet.Clean(text) },
	}
}

func codeSlot[T any, C ~string](at func(*T) *C, among []C) slot[T] {
	codes := make([]string, len(among))
	for i, c := range among {
		codes[i] = string(c)
	}
	return slot[T]{
		get:   func(v *T) string { return string(*at(v)) },
		set:   func(v *T, text string, _ dateReader) { *at(v) = C(text) },
		among: codes,
	}
}

// countSlot is for a number of which zero says nothing: a year, a grade.
func countSlot[T any, N ~int](at func(*T) *N) slot[T] {
	return slot[T]{
		get: func(v *T) string {
			if n := int(*at(v)); n != 0 {
				return strconv.Itoa(n)
			}
			return ""
		},
		set: func(v *T, text string, _ dateReader) {
			n, _ := strconv.Atoi(text) // the field takes digits only; none is zero
			*at(v) = N(n)
		},
	}
}

// dateSlot leaves a date as it was when the text is none: the form says so, and
// does not save.
func dateSlot[T any](at func(*T) *registry.Date) slot[T] {
	return slot[T]{
		get: func(v *T) string { return digitsOf(*at(v)) },
		set: func(v *T, text string, read dateReader) {
			if year, month, day, err := read(text); err == nil {
				*at(v) = registry.Date{Year: year, Month: month, Day: day}
			}
		},
	}
}

func levelOf(p *registry.Person) *registry.IDLevel { return &p.VNeID }

func listed(text string) (out []string) {
	for _, s := range strings.Split(text, ",") {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// over writes what was changed on the tabs over a person; nothing that is
// written is shared with the one before.
func over(p registry.Person, more map[string]string, read dateReader) registry.Person {
	for key, text := range more {
		if s, ok := slots[key]; ok && s.set != nil && s.allows(text) {
			s.set(&p, text, read)
		}
	}
	return overSpells(p, more, read)
}

// allows tells whether a text can be what the slot holds.
func (s slot[T]) allows(text string) bool {
	return text == "" || s.among == nil || slices.Contains(s.among, text)
}
