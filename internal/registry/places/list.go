package places

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"thamho.vn/internal/registry"
)

// List is a part of the country: Home or Nation. Callers share it and can't
// change it.
type List struct {
	units   []Unit             // by code, then by time
	parents []int32            // places in units, none for a province
	names   map[string][]int32 // by the folded name
	changes []link             // by the place of the old unit
	byNew   []int32            // places in changes, by the place of the new unit
}

// none is the place of no unit.
const none = -1

var homeUnits, homeChanges = []string{"units_2023.csv", "units_2025.csv"}, []string{"unit_changes.csv"}

var home = sync.OnceValue(func() *List { return newList(homeUnits, homeChanges) })

var nation = sync.OnceValue(func() *List {
	return newList(append(slices.Clone(homeUnits), "nation_units.csv.zst"),
		append(slices.Clone(homeChanges), "nation_changes.csv.zst"))
})

// Home is the list of Cà Mau and Bạc Liêu. Its first use takes less than a
// millisecond.
func Home() *List { return home() }

// Nation is the list of all provinces. Its first use takes some twenty
// milliseconds, and it stays in memory: ask for it when a place elsewhere may
// be meant, such as a birth place.
func Nation() *List { return nation() }

func newList(unitTables, changeTables []string) *List {
	l := &List{units: readUnits(unitTables)}
	slices.SortFunc(l.units, func(a, b Unit) int {
		return cmp.Or(strings.Compare(a.Code, b.Code), compareDays(a.From, b.From))
	})
	l.findParents()
	l.indexNames()
	l.readChanges(changeTables)
	return l
}

// findParents turns the codes of the parents into keys. A parent that was
// followed by another of its code (huyện, then thị xã) is the last one.
func (l *List) findParents() {
	l.parents = make([]int32, len(l.units))
	for i := range l.units {
		u := &l.units[i]
		l.parents[i] = none
		for p := range l.bearing(u.Parent.Code) {
			if l.units[p].overlaps(*u) {
				l.parents[i], u.Parent = p, l.units[p].Key
			}
		}
	}
	for i := range l.units {
		top := int32(i)
		for l.parents[top] != none {
			top = l.parents[top]
		}
		l.units[i].Province = l.units[top].Name
	}
}

// At returns the unit that bore the code on the day. A day that is not whole
// finds a unit only if no other bore the code in that month or year.
func (l *List) At(code string, on registry.Date) (Unit, bool) {
	if i := l.at(code, on); i != none {
		return l.units[i], true
	}
	return Unit{}, false
}

// at is At for places in the list.
func (l *List) at(code string, on registry.Date) int32 {
	found := int32(none)
	for i := range l.bearing(code) {
		if !l.units[i].stands(on) {
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
		if l.units[i].From == k.From {
			return i
		}
	}
	return none
}

// bearing gives the places of the units that ever bore the code, by time.
func (l *List) bearing(code string) func(yield func(int32) bool) {
	return func(yield func(int32) bool) {
		i, _ := slices.BinarySearchFunc(l.units, code, func(u Unit, code string) int { return strings.Compare(u.Code, code) })
		for ; i < len(l.units) && l.units[i].Code == code; i++ {
			if !yield(int32(i)) {
				return
			}
		}
	}
}

// Standing returns the units of a level that stood on the day, by code. The
// caller owns the slice.
func (l *List) Standing(level registry.Level, on registry.Date) []Unit {
	var out []Unit
	for _, u := range l.units {
		if u.Level == level && u.stands(on) {
			out = append(out, u)
		}
	}
	return out
}

// At returns the unit that bore the code on the day, in any province: home is
// asked first and the nation only for a code that home never had.
func At(code string, on registry.Date) (Unit, bool) {
	for range Home().bearing(code) {
		return Home().At(code, on)
	}
	return Nation().At(code, on)
}

// listOf returns the list that a unit is in, the nation if it is in neither.
func listOf(k Key) *List {
	if Home().place(k) != none {
		return Home()
	}
	return Nation()
}
