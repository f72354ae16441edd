package child

import (
	"maps"
	"strconv"

	"thamho.vn/internal/registry"
)

// shownSpells is how many groups of special circumstances the form has rows for;
// a child of more keeps the others.
const shownSpells = 3

// spell is a group with its time.
type spell struct {
	group registry.Circumstance
	registry.Spell
}

// openCircumstances are the groups that a hamlet may record. The others belong
// to the commune's own record, and their names are no choice here.
func openCircumstances() (out []registry.Circumstance) {
	for _, c := range registry.Circumstances() {
		if c.Class != registry.Restricted {
			out = append(out, c.Code)
		}
	}
	return out
}

func spellKey(i int, what string) string { return "spell" + strconv.Itoa(i) + what }

// spells are the groups of a person in the law's order.
func spells(p *registry.Person) (out []spell) {
	for _, c := range registry.Circumstances() {
		if s, ok := p.Circumstance[c.Code]; ok {
			out = append(out, spell{c.Code, s})
		}
	}
	return out
}

func spellAt(p *registry.Person, i int) spell {
	if all := spells(p); i < len(all) {
		return all[i]
	}
	return spell{}
}

// spellParts are what a row of a group holds.
var spellParts = map[string]slot[spell]{
	"group":  codeSlot(func(s *spell) *registry.Circumstance { return &s.group }, openCircumstances()),
	"case":   textSlot(func(s *spell) *string { return &s.Case }),
	"source": textSlot(func(s *spell) *string { return &s.Source }),
	"from":   dateSlot(func(s *spell) *registry.Date { return &s.From }),
	"until":  dateSlot(func(s *spell) *registry.Date { return &s.Until }),
}

// overSpells writes the rows of groups that were touched, all together: a group
// that changes moves the others. A row without a group says nothing and goes.
func overSpells(p registry.Person, more map[string]string, read dateReader) registry.Person {
	var gone, now []spell
	for i := range shownSpells {
		before := spellAt(&p, i)
		after := before
		for what, part := range spellParts {
			if text, ok := more[spellKey(i, what)]; ok && part.allows(text) {
				part.set(&after, text, read)
			}
		}
		if after != before {
			gone, now = append(gone, before), append(now, after)
		}
	}
	if len(now) == 0 {
		return p
	}
	groups := map[registry.Circumstance]registry.Spell{}
	maps.Copy(groups, p.Circumstance)
	for _, s := range gone {
		delete(groups, s.group)
	}
	for _, s := range now {
		if s.group != "" {
			groups[s.group] = s.Spell
		}
	}
	if p.Circumstance = groups; len(groups) == 0 {
		p.Circumstance = nil
	}
	return p
}
