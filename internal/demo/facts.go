package demo

import (
	"maps"

	"thamho.vn/internal/registry"
)

// In thousandths.
const (
	verifiedEntered = 880 // numbers of the entered that the police confirmed
	verifiedOthers  = 600
	yearOnly        = 8 // certificates with the year alone, as FACTS has it
	adultYearOnly   = 450
	adultNumber     = 850
	resurveyed      = 30
	agrees          = 920
	newNumber       = 300 // children of changed families who got their number then
	paperCopy       = 700
)

// writeFacts fills the records of a family as its papers and its visits have
// them.
func (m *maker) writeFacts(f *family) error {
	for _, a := range f.adults() {
		if err := m.writeAdult(f, a); err != nil {
			return err
		}
	}
	for i := range f.children {
		if err := m.writeChild(f, &f.children[i]); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) writeAdult(f *family, a *adult) error {
	a.Birth = a.born.date()
	if m.permille(adultYearOnly) {
		a.Birth = registry.Date{Year: a.Birth.Year}
	}
	a.Presence = presenceOf(f)
	if f.workers != nil && (a == f.father || a == f.mother) {
		a.Presence = *f.workers
	}
	if !m.permille(adultNumber) {
		return nil
	}
	pin, err := m.numbers.issue(m.dice, a.Sex, a.born.year())
	if err != nil {
		return err
	}
	a.Number = registry.Number{PIN: pin, Source: registry.FromCard, Standing: registry.Verified}
	return nil
}

func presenceOf(f *family) registry.Presence {
	if f.away() {
		return *f.gone
	}
	return registry.Presence{Where: registry.AtHome}
}

// writeChild fills a child's record. All days in it lie between the birth, or
// the beginning of the cleaning, and the day on which it is typed in.
func (m *maker) writeChild(f *family, c *child) error {
	c.last = max(f.typed, c.born)
	changes := f.revised && c.born <= f.typed
	if changes {
		c.last = min(f.lastVisit().typed+day(m.between(0, 2)), asOf)
	}
	if !c.twin && m.permille(yearOnly) {
		c.Birth = registry.Date{Year: c.Birth.Year}
	}
	c.Presence = presenceOf(f)
	if since := c.born.date(); f.away() && since.After(c.Presence.Since) {
		c.Presence.Since = registry.Date{Year: since.Year, Month: since.Month} // born there
	}
	if err := m.writeNumber(c); err != nil {
		return err
	}
	c.Reasons = m.reasonsOf(f, c)
	c.Police = m.policeOf(c)
	if c.entered {
		m.writeEntry(c)
	}
	c.Reviewed = m.reviewOf(f, c)
	if changes {
		m.rewind(f, c)
	}
	return nil
}

func (m *maker) writeNumber(c *child) error {
	if !c.numbered {
		return nil
	}
	pin, err := m.numbers.issue(m.dice, c.Sex, c.born.year())
	if err != nil {
		return err
	}
	c.Number = registry.Number{PIN: pin, Standing: registry.Declared, Source: registry.FromFamily}
	verified := verifiedOthers
	if c.entered {
		verified = verifiedEntered
	}
	switch paper := m.permille(paperCopy); {
	case m.permille(verified):
		c.Number.Standing, c.Number.Source = registry.Verified, registry.FromPolice
	case paper:
		c.Number.Source = registry.FromCertificate
	}
	c.Number.On = m.dayOf(c, c.last)
	return nil
}

// dayOf draws a day from the child's birth, or the beginning of the cleaning,
// until the given one.
func (m *maker) dayOf(c *child, until day) registry.Date {
	from := min(max(c.born, cleaning), until)
	return (from + day(m.IntN(int(until-from)+1))).date()
}

func (m *maker) writeEntry(c *child) {
	c.Entered = registry.Entered{On: m.dayOf(c, c.last), By: m.officer}
	if m.permille(resurveyed) {
		c.Resurveyed = registry.Differs
		if m.permille(agrees) {
			c.Resurveyed = registry.Agrees
		}
	}
}

// reviewOf says how far the review at the household has come.
func (m *maker) reviewOf(f *family, c *child) registry.ReviewState {
	if len(f.visits) == 0 {
		if c.entered && c.numbered && m.permille(500) {
			return registry.ReviewedAtDesk
		}
		return registry.NotReviewed
	}
	last := f.lastVisit()
	switch {
	case last.Outcome.Met():
		return registry.Complete
	case last.Next.Known():
		return registry.Appointed
	}
	return registry.VisitedDraft
}

// rewind makes the record as it was typed before the visit that changed it.
func (m *maker) rewind(f *family, c *child) {
	first := c.Person
	first.Reasons = maps.Clone(c.Reasons)
	first.Reviewed = registry.NotReviewed
	first.Resurveyed = registry.NotResurveyed
	if c.entered {
		first.Entered = registry.Entered{}
		c.Entered.On = c.last.date()
	}
	switch {
	case c.numbered && m.permille(newNumber):
		first.Number = registry.Number{}
		first.Police = registry.Sent
		first.Reasons = map[registry.Reason]bool{"ks2": true}
		c.Number.On = c.last.date()
	case c.numbered:
		c.Number.On = m.dayOf(c, f.typed)
		first.Number.On = c.Number.On
	}
	c.first = &first
}
