package dirt

import (
	"github.com/google/uuid"

	"thamho.vn/internal/demo"
)

// In thousandths of the rows: copies in the same file, in another hamlet's of
// the commune, and in another commune's. They make 1.5 of 100 rows: half of the
// copies are in another hamlet, a third in another commune.
const (
	copiesHere      = 7_500
	copiesNear      = 2_500
	copiesFar       = 5_000
	perMillion      = 1_000_000
	farthest        = 200 // files further on, so that the end of the list is not crowded
	oneNumber       = 773 // of the copies of children with a number: makes half of all copies
	copyLacksParent = 200
	copyYearOnly    = 80
	copySwapped     = 10
	copyRespelled   = 250 // of the copies that can be spelled otherwise
	copySameHead    = 500 // of the copies in another file
	copyNoPhone     = 300
)

// copied is a child that is to be typed a second time.
type copied struct {
	demo.Listed
	hamlet      uuid.UUID
	due         int // file
	row         int // of the first row, once that is written
	from        int // file of the first row
	firstLacks  bool
	secondLacks bool // the number
}

// copier says who is typed twice. Between two files it holds only the copies
// that are still to be written.
type copier struct {
	owedHere, owedNear, owedFar int
	waiting                     []*copied
}

// entries lists the rows of a file: the hamlet's children, some of them left
// out for the copies that come in their place.
func (l *lister) entries(place demo.Place) []*entry {
	children := l.childrenOf(place)
	here := l.chooseCopied(children, place)
	slots := l.dropFor(children, len(here)+l.dueNow())
	copies := append(l.takeDue(slots-len(here)), here...)
	return l.insert(children, copies)
}

// childrenOf makes an entry of each child.
func (l *lister) childrenOf(place demo.Place) []*entry {
	out := make([]*entry, len(place.Children))
	siblings := map[int]int{}
	for i := range place.Children {
		siblings[place.Children[i].STT]++
	}
	for i, c := range place.Children {
		yearOnly := !c.Person.Birth.Full()
		c.Person.Birth = c.Born
		out[i] = &entry{child: c, alone: siblings[c.STT] == 1, yearOnly: yearOnly}
		if i > 0 && c.Twin && out[i-1].child.Twin && out[i-1].child.STT == c.STT {
			out[i-1].twin, out[i].twin = 1, -1
		}
	}
	return out
}

// chooseCopied picks the children that are typed twice and returns the copies
// that stand in the same file. Twins are left alone: what a second row of one of
// them is, nobody could say.
func (l *lister) chooseCopied(children []*entry, place demo.Place) (here []*copied) {
	c := &l.copies
	for _, e := range children {
		switch n := l.dice.IntN(perMillion); {
		case n < copiesHere:
			c.owedHere++
		case n < copiesHere+copiesNear:
			c.owedNear++
		case n < copiesHere+copiesNear+copiesFar:
			c.owedFar++
		}
		if e.twin != 0 || len(children) < 3 {
			continue
		}
		far := min(farthest, place.After-place.Left)
		switch {
		case c.owedHere > 0:
			c.owedHere--
			here = append(here, l.copyLater(e, place, l.file))
		case c.owedNear > 0 && place.Left > 0:
			c.owedNear--
			c.waiting = append(c.waiting, l.copyLater(e, place, l.file+1+l.dice.IntN(place.Left)))
		case c.owedFar > 0 && far > 0:
			c.owedFar--
			c.waiting = append(c.waiting, l.copyLater(e, place, l.file+place.Left+1+l.dice.IntN(far)))
		}
	}
	return here
}

func (l *lister) copyLater(e *entry, place demo.Place, due int) *copied {
	c := &copied{Listed: e.child, hamlet: place.ID, due: due, from: l.file}
	if e.child.Person.HasNumber() && l.permille(oneNumber) {
		c.firstLacks = l.permille(500)
		c.secondLacks = !c.firstLacks
	}
	e.copied = c
	return c
}

// noteRow tells a copy where its first row stands.
func (l *lister) noteRow(e *entry) {
	if e.copied != nil {
		e.copied.row = l.row
	}
}

func (l *lister) dueNow() int {
	n := 0
	for _, c := range l.copies.waiting {
		if c.due <= l.file {
			n++
		}
	}
	return n
}

// takeDue takes up to n copies that are due; the others wait for the next file.
func (l *lister) takeDue(n int) (due []*copied) {
	var later []*copied
	for _, c := range l.copies.waiting {
		if c.due <= l.file && len(due) < n {
			due = append(due, c)
		} else {
			later = append(later, c)
		}
	}
	l.copies.waiting = later
	return due
}
