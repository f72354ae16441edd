package child

import (
	"context"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/places"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// placeRows are the rows in which a place of the country stands, by tab; each
// has one field, of the same slot.
var placeRows = [tabs][]string{
	tabPapers:    {"birthplace", "origin"},
	tabResidence: {"permanent", "temporary", "living"},
}

// left is told of a row that was left.
func (f *Form) left(string) {
	f.check()
	f.lookPlaces(f.here)
}

// lookPlaces finds out what the places of a tab mean, by the units of their
// time: a birth place by those of the birth, which the paper bears. The nation's
// table takes a moment to unpack.
func (f *Form) lookPlaces(which int) {
	if which >= tabs || len(placeRows[which]) == 0 || !f.ready {
		return
	}
	birth := f.person().Birth
	texts := map[string]string{}
	for _, row := range placeRows[which] {
		texts[row] = f.tabs[which].inputs[row].text()
	}
	work.Ask(&f.placed, f.window.Runner(), f.window.Context(), func(context.Context) (map[string]kit.Remark, error) {
		out := map[string]kit.Remark{}
		for row, text := range texts {
			on := registry.Date{}
			if row == "birthplace" {
				on = birth
			}
			out[row] = placeRemark(text, on)
		}
		return out, nil
	}, func(said map[string]kit.Remark, _ error) {
		f.meant = said
		f.showPlaces()
	})
}

// showPlaces says beside the places what they mean, unless a rule speaks there.
func (f *Form) showPlaces() {
	form := f.inSight()
	for row, said := range f.meant {
		if form.RemarkOf(row).Level < kit.Warn {
			form.SetRemark(row, said)
		}
	}
}

// placeRemark says what a written place means: the unit with what it is called
// now, or the ones among which somebody has to choose.
func placeRemark(text string, on registry.Date) kit.Remark {
	if strings.TrimSpace(text) == "" {
		return kit.Remark{}
	}
	read := places.Parse(text, on)
	switch {
	case len(read.Units) == 1:
		return kit.Remark{Level: kit.Good, Text: placeName(read.Units[0])}
	case len(read.Units) > 1:
		var names []string
		for _, u := range read.Units[:min(len(read.Units), 3)] {
			names = append(names, placeName(u))
		}
		return kit.Remark{Level: kit.Info, Text: words.Say("place.many", words.Args{"n": len(read.Units), "names": strings.Join(names, "; ")})}
	case len(read.Wider) > 0:
		return kit.Remark{Level: kit.Info, Text: words.Say("place.wider", words.Args{"name": read.Wider[0].FullName()})}
	}
	return kit.Remark{Level: kit.Info, Text: words.Say("place.unknown")}
}

// placeName is a unit with its old or new name and its province.
func placeName(u places.Unit) string {
	parts := []string{places.Label(u)}
	if old := places.OldDistrict(u); old != "" {
		parts = append(parts, old)
	}
	if u.Province != "" {
		parts = append(parts, u.Province)
	}
	return strings.Join(parts, ", ")
}
