package places

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"thamho.vn/internal/registry"
)

// Extent tells how much of an old unit went to a new one.
type Extent string

// The extents, the greatest first.
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

// Day is the day of the great reform: districts ended and the communes of
// today began.
var Day = registry.Date{Year: 2025, Month: 7, Day: 1}

// link is a Change by places in the list.
type link struct {
	old, new int32
	extent   Extent
	clause   int
	on       registry.Date
}

// extents are those of the tables. What was only renamed or given another kind
// went over whole.
var extents = map[string]Extent{
	"full": Full, "same": Full, "renamed": Full, "retyped": Full,
	"part": Part, "part_population": Part, "part_area_only": Land,
}

func (l *List) readChanges(tables []string) {
	days := calendar{}
	for _, table := range tables {
		clauses := table == "unit_changes.csv"
		columns := []string{"old_code", "new_code", "extent", "effective"}
		if clauses {
			columns = append(columns, "clause")
		}
		eachRow(table, columns, func(row []string) {
			c := link{extent: extents[row[2]], on: days.day(row[3])}
			if clauses {
				c.clause, _ = strconv.Atoi(row[4]) // empty where no clause speaks of it
			}
			l.join(c, row[0], row[1])
		})
	}
	l.joinProvinces()
	l.sortChanges()
}

// join adds a change between the unit that bore one code on the eve and the
// one that bore the other on the day.
func (l *List) join(c link, from, to string) {
	c.old, c.new = l.at(from, eve(c.on)), l.at(to, c.on)
	if c.old == none || c.new == none || c.extent == "" {
		panic("places: no change from " + from + " to " + to + " on " + c.on.ISO())
	}
	l.changes = append(l.changes, c)
}

// joinProvinces adds the mergers of provinces, as far as the list has them.
func (l *List) joinProvinces() {
	columns := []string{"gso_code_before_2025", "gso_code_after_2025"}
	eachRow("province_codes.csv", columns, func(row []string) {
		if l.at(row[0], eve(Day)) != none {
			l.join(link{extent: Full, on: Day}, row[0], row[1])
		}
	})
}

func (l *List) sortChanges() {
	slices.SortFunc(l.changes, func(a, b link) int { return cmp.Or(cmp.Compare(a.old, b.old), a.compare(b)) })
	l.byNew = make([]int32, len(l.changes))
	for i := range l.byNew {
		l.byNew[i] = int32(i)
	}
	slices.SortFunc(l.byNew, func(i, j int32) int {
		a, b := l.changes[i], l.changes[j]
		return cmp.Or(cmp.Compare(a.new, b.new), a.compare(b))
	})
}

// compare orders the changes of one unit: what went whole first, then by code.
func (c link) compare(o link) int {
	return cmp.Or(cmp.Compare(rank(c.extent), rank(o.extent)), cmp.Compare(c.old, o.old), cmp.Compare(c.new, o.new))
}

func rank(e Extent) int { return slices.Index([]Extent{Full, Part, Land}, e) }

// eve is the day before d.
func eve(d registry.Date) registry.Date {
	return registry.DateOf(time.Date(d.Year, time.Month(d.Month), d.Day-1, 0, 0, 0, 0, time.UTC))
}

// after returns the changes that ended the unit.
func (l *List) after(old int32) []link {
	var out []link
	i, _ := slices.BinarySearchFunc(l.changes, old, func(c link, old int32) int { return cmp.Compare(c.old, old) })
	for ; i < len(l.changes) && l.changes[i].old == old; i++ {
		if l.units[old].Until == eve(l.changes[i].on) {
			out = append(out, l.changes[i])
		}
	}
	return out
}

// before returns the changes that made the unit.
func (l *List) before(unit int32) []link {
	var out []link
	i, _ := slices.BinarySearchFunc(l.byNew, unit, func(c, unit int32) int { return cmp.Compare(l.changes[c].new, unit) })
	for ; i < len(l.byNew) && l.changes[l.byNew[i]].new == unit; i++ {
		if c := l.changes[l.byNew[i]]; l.units[unit].From == c.on {
			out = append(out, c)
		}
	}
	return out
}

func (l *List) told(links []link) []Change {
	out := make([]Change, len(links))
	for i, c := range links {
		out[i] = Change{l.units[c.old], l.units[c.new], c.extent, c.clause, c.on}
	}
	return out
}

// follow returns where the people of a unit went, change after change, as far
// as a unit that is far enough; a unit whose end the tables do not tell stays.
func (l *List) follow(unit int32, enough func(Unit) bool) []int32 {
	if enough(l.units[unit]) {
		return []int32{unit}
	}
	var out []int32
	for _, c := range l.after(unit) {
		if c.extent == Land {
			continue
		}
		for _, next := range l.follow(c.new, enough) {
			if !slices.Contains(out, next) {
				out = append(out, next)
			}
		}
	}
	return out
}

// reformed are the communes of the day of the reform, or later, that a unit's
// people live in.
func (l *List) reformed(unit int32) []int32 {
	return l.follow(unit, func(u Unit) bool { return !u.Until.Known() || !Day.After(u.Until) })
}

// Before tells what a unit was made of on its first day: what went whole first.
// It is empty for a unit that stood before the first list.
func Before(u Unit) []Change {
	l := listOf(u.Key)
	if i := l.place(u.Key); i != none {
		return l.told(l.before(i))
	}
	return nil
}

// After tells where a unit went at its end, mostly on 2025-07-01. Of the ends
// before that day only those of Cà Mau city on 2024-12-01 are known.
func After(u Unit) []Change {
	l := listOf(u.Key)
	if i := l.place(u.Key); i != none {
		return l.told(l.after(i))
	}
	return nil
}

// Split tells whether the hamlets of an old commune went to two or more of the
// communes of 2025-07-01.
func Split(u Unit) bool {
	l := listOf(u.Key)
	i := l.place(u.Key)
	return i != none && len(l.reformed(i)) > 1
}
