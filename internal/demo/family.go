package demo

import (
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// headship says who heads a household.
type headship int

const (
	coupleHead headship = iota
	elderHead           // grandparents
	motherHead          // a mother alone
)

// adult is a grown member of a household.
type adult struct {
	registry.Person
	id   uuid.UUID
	born day
	name name
}

// child is a member under 16.
type child struct {
	registry.Person
	id       uuid.UUID
	born     day
	name     name
	twin     bool // born together with another
	entered  bool
	numbered bool
	first    *registry.Person // as first written down, when a visit changed it
	last     day              // the newest day that the final record speaks of
}

// family is a household with its people and what happened to it.
type family struct {
	id       uuid.UUID
	stt      int
	lead     headship
	ethnic   string
	phone    string
	line     string
	father   *adult // nil when there is none in the household
	mother   *adult
	elders   []*adult
	children []child
	contact  registry.Contact
	gone     *registry.Presence // where the whole family is, when it is away
	workers  *registry.Presence // where the parents are, when the elders have the children
	visits   []visit
	typed    day  // when the household was typed in
	revised  bool // a visit changed what had been typed
}

// head returns the adult who heads the household.
func (f *family) head() *adult {
	switch {
	case f.lead == elderHead:
		return f.elders[0]
	case f.lead == coupleHead:
		return f.father
	}
	return f.mother
}

// adults returns the grown members, the head first.
func (f *family) adults() []*adult {
	all := append([]*adult{}, f.elders...)
	for _, a := range []*adult{f.father, f.mother} {
		if a != nil {
			all = append(all, a)
		}
	}
	return all
}

// away tells whether the whole family lives outside the province.
func (f *family) away() bool { return f.gone != nil }
