package places

import (
	"cmp"
	"slices"
	"strconv"

	"thamho.vn/internal/registry"
)

// Extent tells how much of an old unit went to a new one.
type Extent string

// The extents.
const (
	Full Extent = "full"
	Part Extent = "part" // the other hamlets went elsewhere
	Land Extent = "land" // a piece where nobody lives
)

// Change is one old unit, or a part of it, going to a new one.
type Change struct {
	Old, New Unit
	Extent   Extent
	Clause   int // of Resolution 1655/NQ-UBTVQH15; 0 when it has none
	On       registry.Date
}

// changes are those of a list. Nobody changes them.
type changes struct {
	byOld []link
	byNew []link
}

// link is a Change by places in the list.
type link struct {
	old, new int32
	extent   uint8 // place in extents
	clause   uint8
	on       day
}

// extents are in the order in which they are told.
var extents = []Extent{Full, Part, Land}

const land = 2

// extentNames are the extents as the tables write them. What was only renamed
// or given another kind went over whole.
var extentNames = map[string]uint8{
	"full": 0, "same": 0, "renamed": 0, "retyped": 0,
	"part": 1, "part_population": 1, "part_area_only": land,
}

func (l *List) readChanges(tables []string) *changes {
	c := &changes{}
	for _, table := range tables {
		columns := []string{"old_code", "new_code", "extent", "effective", "clause"}
		eachRow(table, tableText(table), columns, func(cells []string) {
			extent, ok := extentNames[cells[2]]
			if !ok {
				panic("places: extent " + cells[2])
			}
			clause, _ := strconv.Atoi(cells[4]) // empty where no clause speaks of it
			c.byOld = append(c.byOld, l.link(cells[0], cells[1], link{extent: extent, clause: uint8(clause), on: readDay(cells[3])}))
		})
	}
	c.byOld = append(c.byOld, l.mergers...)
	c.byNew = slices.Clone(c.byOld)
	slices.SortFunc(c.byOld, func(a, b link) int { return cmp.Or(cmp.Compare(a.old, b.old), a.compare(b)) })
	slices.SortFunc(c.byNew, func(a, b link) int { return cmp.Or(cmp.Compare(a.new, b.new), a.compare(b)) })
	return c
}

// link fills in the unit that bore one code on the eve of the change and the
// one that bore the other on the day.
func (l *List) link(from, to string, c link) link {
	c.old, c.new = l.at(from, only(c.on.eve())), l.at(to, only(c.on))
	if c.old == none || c.new == none {
		panic("places: no change from " + from + " to " + to)
	}
	return c
}

// readMergers reads what became of the provinces that the list has.
func (l *List) readMergers() []link {
	var out []link
	const table = "province_codes.csv"
	columns := []string{"gso_code_before_2025", "gso_code_after_2025"}
	eachRow(table, tableText(table), columns, func(cells []string) {
		if l.at(cells[0], only(reformDay.eve())) != none {
			out = append(out, l.link(cells[0], cells[1], link{on: reformDay}))
		}
	})
	return out
}

// compare orders the changes of one unit: what went whole first, then by code.
func (c link) compare(o link) int {
	return cmp.Or(cmp.Compare(c.extent, o.extent), cmp.Compare(c.old, o.old), cmp.Compare(c.new, o.new))
}

// after returns the changes that ended the unit.
func (l *List) after(unit int32) []link {
	var out []link
	all := l.changes().byOld
	i, _ := slices.BinarySearchFunc(all, unit, func(c link, unit int32) int { return cmp.Compare(c.old, unit) })
	for ; i < len(all) && all[i].old == unit; i++ {
		if l.rows[unit].until < all[i].on {
			out = append(out, all[i])
		}
	}
	return out
}

// before returns the changes that made the unit.
func (l *List) before(unit int32) []link {
	var out []link
	all := l.changes().byNew
	i, _ := slices.BinarySearchFunc(all, unit, func(c link, unit int32) int { return cmp.Compare(c.new, unit) })
	for ; i < len(all) && all[i].new == unit; i++ {
		if l.rows[unit].from == all[i].on {
			out = append(out, all[i])
		}
	}
	return out
}

func (l *List) told(links []link) []Change {
	var out []Change
	for _, c := range links {
		out = append(out, Change{l.unit(c.old), l.unit(c.new), extents[c.extent], int(c.clause), c.on.date()})
	}
	return out
}

// follow returns where the people of a unit went, change after change, up to
// the first unit that stood on the day or later.
func (l *List) follow(unit int32, to day) []int32 {
	if l.rows[unit].until >= to {
		return []int32{unit}
	}
	var out []int32
	for _, c := range l.after(unit) {
		if c.extent == land {
			continue
		}
		for _, next := range l.follow(c.new, to) {
			if !slices.Contains(out, next) {
				out = append(out, next)
			}
		}
	}
	return out
}

// Before tells what a unit was made of on its first day: what went whole first.
// It is empty for a unit older than the first list.
func Before(u Unit) []Change {
	l, i := find(u.Key)
	if i == none {
		return nil
	}
	return l.told(l.before(i))
}

// After tells where a unit went at its end, mostly on 2025-07-01. Of the ends
// before that day only those of Cà Mau city on 2024-12-01 are known.
func After(u Unit) []Change {
	l, i := find(u.Key)
	if i == none {
		return nil
	}
	return l.told(l.after(i))
}

// Split tells whether the hamlets of an old commune went to two or more of the
// communes of 2025-07-01.
func Split(u Unit) bool {
	l, i := find(u.Key)
	return i != none && len(l.follow(i, reformDay)) > 1
}
