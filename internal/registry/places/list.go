package places

import (
	"iter"
	"slices"
	"strings"
	"sync"

	"thamho.vn/internal/registry"
)

// List is a part of the country: Home or Nation. Callers share it and can't
// change it.
type List struct {
	rows []row // by code, then by time
	// first has the first unit of a folded name, next the one after each.
	first   map[string]int32
	next    []int32
	mergers []link          // of provinces, few
	changes func() *changes // all, read when first asked for
}

// none is the place of no unit.
const none int32 = -1

var home = sync.OnceValue(func() *List {
	return newList([]string{"units_2023.csv", "units_2025.csv"}, []string{"unit_changes.csv"})
})

var nation = sync.OnceValue(func() *List {
	return newList([]string{"units_2023.csv", "units_2025.csv", "nation_units.csv.zst"},
		[]string{"unit_changes.csv", "nation_changes.csv.zst"})
})

// Home is the list of Cà Mau and Bạc Liêu. Its first use takes about a
// millisecond.
func Home() *List { return home() }

// Nation is the list of all provinces. Its first use takes some twenty
// milliseconds, and it stays in memory: ask for it when a place elsewhere may
// be meant, such as a birth place.
func Nation() *List { return nation() }

func newList(unitTables, changeTables []string) *List {
	l := &List{}
	for _, table := range unitTables {
		l.rows = merge(l.rows, readUnits(table))
	}
	l.findParents()
	l.indexNames()
	l.mergers = l.readMergers()
	l.changes = sync.OnceValue(func() *changes { return l.readChanges(changeTables) })
	return l
}

// merge joins two lists that are in order: the great table is packed so, and
// sorting it again would take a third of the time.
func merge(a, b []row) []row {
	out := make([]row, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].compare(b[0]) < 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// findParents turns the codes of parents into places. A parent that was
// followed by another of its code (huyện, then thị xã) is the last one.
func (l *List) findParents() {
	bearers := map[string][]int32{}
	for i, r := range l.rows {
		if r.level() != registry.LevelCommune {
			bearers[r.code] = append(bearers[r.code], int32(i))
		}
	}
	for i := range l.rows {
		r := &l.rows[i]
		r.parent = none
		for _, p := range bearers[r.parentCode] {
			if l.rows[p].stood(span{r.from, r.until}) {
				r.parent = p
			}
		}
	}
}

// bearing gives the places of the units that ever bore the code, by time.
func (l *List) bearing(code string) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		i, _ := slices.BinarySearchFunc(l.rows, code, func(r row, code string) int { return strings.Compare(r.code, code) })
		for ; i < len(l.rows) && l.rows[i].code == code; i++ {
			if !yield(int32(i)) {
				return
			}
		}
	}
}

// unit makes the Unit of a place.
func (l *List) unit(place int32) Unit {
	r := l.rows[place]
	u := Unit{Key: l.key(place), Name: r.name, Type: r.kindOf().word, Level: r.level(), Until: r.until.date()}
	if r.parent != none {
		u.Parent = l.key(r.parent)
	}
	u.Province = l.rows[l.province(place)].name
	return u
}

func (l *List) unitsAt(places []int32) []Unit {
	var out []Unit
	for _, p := range places {
		out = append(out, l.unit(p))
	}
	return out
}

func (l *List) key(place int32) Key {
	return Key{Code: l.rows[place].code, From: l.rows[place].from.date()}
}

// province is the place of the province that a unit lies in.
func (l *List) province(place int32) int32 {
	for l.rows[place].parent != none {
		place = l.rows[place].parent
	}
	return place
}

// At returns the unit that bore the code on the day. A day that is not whole
// finds a unit only if no other bore the code in that month or year.
func (l *List) At(code string, on registry.Date) (Unit, bool) {
	if i := l.at(code, spanOf(on)); i != none {
		return l.unit(i), true
	}
	return Unit{}, false
}

// at is At for places in the list.
func (l *List) at(code string, in span) int32 {
	found := none
	for i := range l.bearing(code) {
		if !l.rows[i].stood(in) {
			continue
		}
		if found != none {
			return none
		}
		found = i
	}
	return found
}

// place returns where the unit of a key is in the list.
func (l *List) place(k Key) int32 {
	for i := range l.bearing(k.Code) {
		if l.rows[i].from.date() == k.From {
			return i
		}
	}
	return none
}

// Standing returns the units of a level that stood on the day, by code.
func (l *List) Standing(level registry.Level, on registry.Date) []Unit {
	var out []Unit
	in := spanOf(on)
	for i, r := range l.rows {
		if r.level() == level && r.stood(in) {
			out = append(out, l.unit(int32(i)))
		}
	}
	return out
}

// At returns the unit that bore the code on the day, in any province: home is
// asked first, and the nation only for a code that home never had.
func At(code string, on registry.Date) (Unit, bool) {
	for range Home().bearing(code) {
		return Home().At(code, on)
	}
	return Nation().At(code, on)
}

// find returns the list that a unit is in and its place there, none if the
// tables do not have it. As with At, home alone answers for its codes.
func find(k Key) (*List, int32) {
	for range Home().bearing(k.Code) {
		return Home(), Home().place(k)
	}
	if k.Code == "" {
		return Home(), none
	}
	return Nation(), Nation().place(k)
}
