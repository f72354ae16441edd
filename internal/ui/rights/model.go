package rights

import (
	"cmp"
	"slices"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
)

// heap is one of the lists, in the order of the numbered filter.
type heap int

const (
	requests   heap = iota // what people asked
	complaints             // what they protested against
	consents               // what they agreed to
	grown                  // who is 16 and still held
	heaps
)

// line is a line of a list: one of the four is set.
type line struct {
	request   *registry.Record[registry.Request]
	complaint *registry.Record[registry.Complaint]
	consent   *registry.Record[registry.Consent]
	grown     *registry.Grown
}

// book is all that the screen shows, on a day.
type book struct {
	fieldwork.RightsBook
	today registry.Date
}

// lines are those of a list: what is open comes first, the most urgent on top,
// then what is done, the newest on top.
func (b book) lines(h heap) (out []line) {
	switch h {
	case requests:
		for i := range b.Requests {
			out = append(out, line{request: &b.Requests[i]})
		}
	case complaints:
		for i := range b.Complaints {
			out = append(out, line{complaint: &b.Complaints[i]})
		}
	case consents:
		for i := range b.Consents {
			out = append(out, line{consent: &b.Consents[i]})
		}
	case grown:
		for i := range b.Grown {
			out = append(out, line{grown: &b.Grown[i]})
		}
		return out // as in the hamlet's list
	}
	slices.SortStableFunc(out, func(x, y line) int {
		a, z := b.urgency(x), b.urgency(y)
		switch {
		case a.open != z.open:
			if a.open {
				return -1
			}
			return 1
		case a.open:
			return cmp.Compare(a.left, z.left)
		}
		return cmp.Compare(z.since, a.since)
	})
	return out
}

// urgency is by what a list is sorted.
type urgency struct {
	open  bool
	left  int    // days
	since string // ISO
}

func (b book) urgency(l line) urgency {
	switch {
	case l.request != nil:
		c := l.request.Value.Clock(b.today)
		return urgency{c.Open, c.Left, l.request.Value.Received.ISO()}
	case l.complaint != nil:
		v := l.complaint.Value
		return urgency{!v.Closed.Known(), v.Left(b.today), v.Received.ISO()}
	case l.consent != nil:
		return urgency{l.consent.Value.Holds(b.today), 0, l.consent.Value.On.ISO()}
	}
	return urgency{}
}

// open counts what still has to be done, or holds, in a list.
func (b book) open(h heap) (n int) {
	for _, l := range b.lines(h) {
		if l.grown != nil && l.grown.Held(b.today) != registry.HeldWaiting || b.urgency(l).open {
			n++
		}
	}
	return n
}

// held are the grown whose records stand so.
func (b book) held(as registry.Held) (out []registry.Grown) {
	for _, g := range b.Grown {
		if g.Held(b.today) == as {
			out = append(out, g)
		}
	}
	return out
}

// first is the first list with something to do, for arriving.
func (b book) first() heap {
	for _, h := range []heap{requests, complaints, grown} {
		if b.open(h) > 0 {
			return h
		}
	}
	return requests
}
