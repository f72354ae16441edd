package places

import (
	"slices"
	"strings"

	"thamho.vn/internal/registry"
)

// Label names a unit so that nobody takes it for another of its name: a new
// one with what it was, «xã U Minh (trước 01/7/2025: Khánh Hòa, Khánh Tiến, một
// phần Khánh Thuận, Khánh Lâm)», an old one with where it is now, «xã Khánh Hòa
// (cũ), nay thuộc xã U Minh». The full name is enough where nothing changed.
func Label(u Unit) string {
	l, i := find(u.Key)
	switch {
	case i == none:
		return u.FullName()
	case u.Until.Known():
		return l.oldLabel(i)
	}
	return l.newLabel(i)
}

func (l *List) newLabel(unit int32) string {
	name, before := l.rows[unit].fullName(), l.before(unit)
	if len(before) == 0 || len(before) == 1 && l.rows[before[0].old].fullName() == name {
		return name
	}
	return name + " (trước " + before[0].on.date().String() + ": " + l.pieces(unit, before) + ")"
}

// pieces lists what a unit was made of. Where nobody lives is not worth a word.
func (l *List) pieces(unit int32, before []link) string {
	var out []string
	parts := false
	for _, c := range before {
		name := l.rows[c.old].pieceOf(l.rows[unit])
		switch {
		case c.extent == land:
			continue
		case extents[c.extent] == Part && !parts:
			parts, name = true, "một phần "+name
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}

// pieceOf names an old unit in the list of what a new one was made of. A xã
// goes without saying, unless the new unit bears its name as another kind.
func (r row) pieceOf(whole row) string {
	plain := r.kindOf().word == "xã" && (r.name != whole.name || r.kind == whole.kind)
	if plain || r.level() == registry.LevelProvince && r.kind == whole.kind {
		return r.name
	}
	return r.fullName()
}

func (l *List) oldLabel(unit int32) string {
	name, now := l.rows[unit].fullName(), l.follow(unit, forever)
	names := make([]string, len(now))
	for i, n := range now {
		names[i] = l.rows[n].fullName()
	}
	switch {
	case len(now) == 0:
		return name + " (cũ)"
	case len(now) > 1:
		last := len(names) - 1
		return name + " (cũ), nay chia về " + strings.Join(names[:last], ", ") + " và " + names[last]
	case names[0] == name && len(l.before(now[0])) < 2:
		return name
	case names[0] == name && l.rows[unit].level() == registry.LevelProvince:
		return name + " (trước " + reformDay.date().String() + ")"
	}
	return name + " (cũ), nay thuộc " + names[0]
}

// OldDistrict names the part of the province that people go on thinking in:
// «khu vực Đầm Dơi (cũ)» for an old commune; for a new one all the districts
// that it took hamlets from. It is "" where no district is known.
func OldDistrict(u Unit) string {
	l, i := find(u.Key)
	if i == none {
		return ""
	}
	districts := l.districts(i)
	if len(districts) == 0 {
		return ""
	}
	slices.Sort(districts)
	var names []string
	for _, d := range slices.Compact(districts) {
		names = append(names, l.rows[d].area())
	}
	return "khu vực " + strings.Join(slices.Compact(names), ", ") + " (cũ)"
}

// districts are those that a unit lay in, one by one for each of its pieces.
func (l *List) districts(unit int32) []int32 {
	if l.rows[unit].level() == registry.LevelDistrict {
		return []int32{unit}
	}
	if p := l.rows[unit].parent; p != none && l.rows[p].level() == registry.LevelDistrict {
		return []int32{p}
	}
	var out []int32
	for _, c := range l.before(unit) {
		if c.extent != land && l.rows[c.old].level() == registry.LevelCommune {
			out = append(out, l.districts(c.old)...)
		}
	}
	return out
}

// area names a district. A city or town keeps its kind, being named like its
// province or its main ward.
func (r row) area() string {
	if r.kindOf().word == "huyện" {
		return r.name
	}
	return r.fullName()
}
