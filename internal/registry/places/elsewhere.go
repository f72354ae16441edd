package places

import (
	"slices"
	"strings"
	"sync"

	"thamho.vn/internal/viet"
)

// elsewhere are the names of the provinces that are not home, folded, those
// before the reform and those after it. They tell without the list of the
// nation whether that list is needed.
var elsewhere = sync.OnceValue(func() []string {
	out := []string{"hcm", "tphcm", "brvt"}
	const table = "province_codes.csv"
	eachRow(table, tableText(table), []string{"name_before_2025", "name_after_2025"}, func(cells []string) {
		for _, name := range cells {
			key := fold(viet.Clean(name))
			if !slices.Contains(out, key) && key != fold("Cà Mau") && key != fold("Bạc Liêu") {
				out = append(out, key)
			}
		}
	})
	return out
})

// namesElsewhere tells whether a text ends, as a place does with its province,
// in a province that is not home. Khánh Hòa and Hòa Bình are communes of home,
// too: without their kind they may be either.
func namesElsewhere(text string) bool {
	words := wordsOf(strings.Map(func(r rune) rune {
		if isSeparator(r) || r == '-' || r == '–' || r == '—' {
			return ' '
		}
		return r
	}, text))
	for n := 1; n <= 5 && n <= len(words); n++ {
		from := len(words) - n
		if slices.Contains(elsewhere(), fold(strings.Join(words[from:], " "))) && !afterCommune(words[:from]) {
			return true
		}
	}
	return false
}

// afterCommune tells whether the words end in the kind of a unit below a
// province: xã Khánh Hòa, huyện Hòa Bình.
func afterCommune(words []string) bool {
	for n := 1; n <= titleWords && n <= len(words); n++ {
		switch titles[fold(strings.Join(words[len(words)-n:], " "))] {
		case "", "tỉnh", "thành phố":
		default:
			return true
		}
	}
	return false
}
