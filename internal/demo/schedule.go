package demo

import "thamho.vn/internal/registry"

// listDays is how many days a hamlet's list takes to type in.
const listDays = 5

// schedule says when each household is typed in: those that nobody went to,
// and those that a visit changed later, from the list; the others from the
// paper of their last visit, all visits at once.
func (m *maker) schedule(families []*family) {
	first := listing + day(m.IntN(int(visiting-listing)-listDays))
	for i, f := range families {
		f.typed = first + day(i*listDays/len(families))
		if len(f.visits) == 0 || f.revised {
			continue
		}
		f.typed = f.lastVisit().typed
		for j := range f.visits {
			f.visits[j].typed = f.typed
		}
	}
}

// desk is the clock of an office's typist: on every day one record after the
// other.
type desk struct {
	dice
	next map[day]int // milliseconds of the day
	pace int         // milliseconds a record, on the average
}

func newDesk(d dice, pace int) *desk {
	return &desk{dice: d, next: map[day]int{}, pace: pace}
}

// listPace lets the list of n children be typed in within its days.
func listPace(n int) int {
	const usual = 75_000
	perDay := 4*n/listDays + 1
	return max(1, min(usual, (evening-morning)*1000/perDay))
}

// wall returns the instant at which the next record of that day was typed.
func (d *desk) wall(on day) int64 {
	at, ok := d.next[on]
	switch {
	case ok:
	case on < visiting:
		at = morning * 1000
	default:
		at = evening * 1000
	}
	d.next[on] = min(at+d.between(d.pace/2, d.pace*3/2), midnight*1000-1)
	return on.at(at)
}

// writeAll makes the script of the hamlet's laptop.
func (m *maker) writeAll(families []*family) ([]act, error) {
	var s script
	d := newDesk(m.dice, listPace(m.hamlet.Children))
	for _, f := range families {
		m.writeFamily(&s, d, f)
	}
	return s.ordered()
}

func (m *maker) writeFamily(s *script, d *desk, f *family) {
	create(s, d.wall(f.typed), registry.KindHousehold, f.id, registry.Household{
		Hamlet: m.hamlet.id, Number: f.stt, Head: f.head().Name, Line: f.line, Phone: f.phone, Contact: f.contact,
	})
	for _, a := range f.adults() {
		create(s, d.wall(f.typed), registry.KindPerson, a.id, a.Person)
	}
	for i := range f.children {
		c := &f.children[i]
		if c.first == nil {
			create(s, d.wall(c.last), registry.KindPerson, c.id, c.Person)
			continue
		}
		create(s, d.wall(f.typed), registry.KindPerson, c.id, *c.first)
	}
	for _, v := range f.visits {
		create(s, d.wall(v.typed), registry.KindVisit, v.id, v.Visit)
	}
	for i := range f.children {
		if c := &f.children[i]; c.first != nil {
			revise(s, d.wall(c.last), registry.KindPerson, c.id, *c.first, c.Person)
		}
	}
}
