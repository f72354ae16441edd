package board

import (
	"cmp"
	"html/template"
	"slices"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// order is how the rows are sorted; its value stands in the address.
type order string

// The orders. The lowest rate comes first by default: that is where help goes.
const (
	byRate      order = "ty-le"
	byRemaining order = "con-lai"
	byNoNumber  order = "chua-so"
	byList      order = "danh-sach"
)

func parseOrder(s string) order {
	if o := order(s); slices.Contains([]order{byRate, byRemaining, byNoNumber, byList}, o) {
		return o
	}
	return byRate
}

// view is what the page shows.
type view struct {
	registry.ProgressPage
	Unit  registry.Progress
	Above []registry.Progress
	Order order
	Below string // what the rows are: huyện, xã, ấp
	Leafs bool   // the rows are hamlets
}

func newView(p registry.ProgressPage, o order) view {
	last := len(p.Path) - 1
	v := view{ProgressPage: p, Unit: p.Path[last], Above: p.Path[:last], Order: o}
	v.Rows = slices.Clone(p.Rows)
	slices.SortStableFunc(v.Rows, o.compare)
	if len(v.Rows) > 0 {
		v.Below = belowWords[v.Rows[0].Level]
		v.Leafs = v.Rows[0].Leaf
	}
	return v
}

var belowWords = map[registry.Level]string{
	registry.LevelDistrict: "Huyện, thành phố",
	registry.LevelCommune:  "Xã, phường, thị trấn",
	registry.LevelHamlet:   "Ấp, khóm",
}

func (o order) compare(a, b registry.Progress) int {
	switch o {
	case byRemaining:
		return cmp.Compare(b.Remaining(), a.Remaining())
	case byNoNumber:
		return cmp.Compare(b.NoNumber, a.NoNumber)
	case byRate:
		return compareRate(a, b)
	default:
		return 0
	}
}

// compareRate compares entered/target without dividing; units without a
// target come last.
func compareRate(a, b registry.Progress) int {
	if (a.Target == 0) != (b.Target == 0) {
		return cmp.Compare(b.Target, a.Target)
	}
	return cmp.Compare(a.Entered*b.Target, b.Entered*a.Target)
}

// words are the functions that the pages call: numbers as the province writes
// them, and the share of a bar.
var words = template.FuncMap{
	"so":   viet.FormatInt,
	"tyle": func(p registry.Progress) string { return viet.FormatRate(p.Entered, p.Target) },
	"ngay": registry.Date.Padded,
	"phan": func(p registry.Progress) int {
		if p.Target == 0 {
			return 0
		}
		return min(100, p.Entered*100/p.Target)
	},
	"nguon": sourceWords,
	"cach":  func(v view, key order, text string) sortLink { return sortLink{v, key, text} },
}

// sortLink is one of the orders offered above the table.
type sortLink struct {
	View view
	Key  order
	Text string
}

// sourceWords says where a row's counts come from.
func sourceWords(p registry.Progress) string {
	switch {
	case p.Live == 0:
		return "báo cáo"
	case p.Live >= p.Hamlets:
		return "hồ sơ"
	default:
		return "hồ sơ " + viet.FormatInt(p.Live) + "/" + viet.FormatInt(p.Hamlets) + " ấp, còn lại báo cáo"
	}
}
