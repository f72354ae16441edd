package places

import (
	"cmp"
	"slices"
	"strings"

	"thamho.vn/internal/registry"
)

// Label names a unit so that nobody takes it for another of its name: a new
// one with what it was, «xã U Minh (trước 01/7/2025: Khánh Hòa, Khánh Tiến, một
// phần Khánh Thuận, Khánh Lâm)», an old one with where it is now, «xã Khánh Hòa
// (cũ), nay thuộc xã U Minh». The full name is enough where nothing changed.
func Label(u Unit) string {
	l := listOf(u.Key)
	i := l.place(u.Key)
	switch {
	case i == none:
		return u.FullName()
	case u.Until.Known():
		return l.oldLabel(i)
	}
	return l.newLabel(i)
}

func (l *List) newLabel(unit int32) string {
	u := l.units[unit]
	before := l.before(unit)
	if len(before) == 0 || len(before) == 1 && l.units[before[0].old].FullName() == u.FullName() {
		return u.FullName()
	}
	return u.FullName() + " (trước " + before[0].on.String() + ": " + l.pieces(u, before) + ")"
}

// pieces lists what a unit was made of. Where nobody lives is not worth a word.
func (l *List) pieces(u Unit, before []link) string {
	var out []string
	parts := false
	for _, c := range before {
		name := l.units[c.old].pieceOf(u)
		switch {
		case c.extent == Land:
			continue
		case c.extent == Part && !parts:
			parts, name = true, "một phần "+name
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}

// pieceOf names an old unit in the list of what a new one was made of. A xã
// goes without saying, unless the new unit bears its name as another kind.
func (u Unit) pieceOf(whole Unit) string {
	if u.Type == whole.Type && u.Level == registry.LevelProvince || u.Type == "xã" && (u.Name != whole.Name || whole.Type == "xã") {
		return u.Name
	}
	return u.FullName()
}

func (l *List) oldLabel(unit int32) string {
	u := l.units[unit]
	now := l.follow(unit, func(u Unit) bool { return !u.Until.Known() })
	names := make([]string, len(now))
	for i, n := range now {
		names[i] = l.units[n].FullName()
	}
	switch {
	case len(now) == 0:
		return u.FullName() + " (cũ)"
	case len(now) > 1:
		last := len(names) - 1
		return u.FullName() + " (cũ), nay chia về " + strings.Join(names[:last], ", ") + " và " + names[last]
	case names[0] == u.FullName() && len(l.before(now[0])) < 2:
		return u.FullName()
	}
	return u.FullName() + " (cũ), nay thuộc " + names[0]
}

// OldDistrict names the part of the province that people go on thinking in:
// «khu vực Đầm Dơi (cũ)» for an old commune; for a new one all the districts
// that it took hamlets from. It is "" where no district is known.
func OldDistrict(u Unit) string {
	l := listOf(u.Key)
	i := l.place(u.Key)
	if i == none {
		return ""
	}
	districts := l.districts(i)
	if len(districts) == 0 {
		return ""
	}
	slices.SortFunc(districts, cmp.Compare[int32])
	var names []string
	for _, d := range slices.Compact(districts) {
		names = append(names, l.units[d].area())
	}
	return "khu vực " + strings.Join(slices.Compact(names), ", ") + " (cũ)"
}

// districts are those that a unit lay in, one by one for each of its pieces.
func (l *List) districts(unit int32) []int32 {
	if l.units[unit].Level == registry.LevelDistrict {
		return []int32{unit}
	}
	if p := l.parents[unit]; p != none && l.units[p].Level == registry.LevelDistrict {
		return []int32{p}
	}
	var out []int32
	for _, c := range l.before(unit) {
		if c.extent != Land && l.units[c.old].Level == registry.LevelCommune {
			out = append(out, l.districts(c.old)...)
		}
	}
	return out
}

// area names a district. A city or town keeps its kind, being named like its
// province or its main ward.
func (u Unit) area() string {
	if u.Type == "huyện" {
		return u.Name
	}
	return u.FullName()
}
