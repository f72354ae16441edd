package demo

import (
	"slices"
	"strings"

	"thamho.vn/internal/registry"
)

// The ethnic groups with family names of their own.
const (
	kinh  = "Kinh"
	khmer = "Khmer"
	hoa   = "Hoa"
)

// smallerGroup stands in ethnicities for all groups that it does not name.
const smallerGroup = ""

// ethnicities of households (census of 2019 in old Cà Mau).
var ethnicities = tableOf([]odds[string]{{kinh, 972}, {khmer, 22}, {hoa, 5}, {smallerGroup, 1}})

func (t *tables) ethnic(d dice) string {
	if e := ethnicities.draw(d); e != smallerGroup {
		return e
	}
	return t.smaller.draw(d)
}

// familyName draws a family name that people of the group bear.
func (t *tables) familyName(d dice, ethnic string) string {
	group := map[string]string{khmer: "khmer", hoa: "hoa"}[ethnic]
	if group == "" {
		group = "kinh"
	}
	w := t.family[group]
	return w.draw(d)
}

// Words between family and given name, by sex (births 2007–2011, South).
var middleWords = map[registry.Sex]weighted[int]{
	registry.Male:   tableOf([]odds[int]{{0, 9}, {1, 728}, {2, 261}, {3, 2}}),
	registry.Female: tableOf([]odds[int]{{0, 2}, {1, 347}, {2, 646}, {3, 5}}),
}

// name is a full name in its parts.
type name struct {
	family string
	middle []string
	given  string
}

// String writes the name as papers do.
func (n name) String() string {
	return strings.Join(append(append([]string{n.family}, n.middle...), n.given), " ")
}

// namer draws names of one hamlet.
type namer struct {
	*tables
	dice
}

// Children, in thousandths of those whose mother's family name is another than
// their own, who bear hers as first middle name: that makes 12 of 100 girls and
// 6 of 100 boys.
const (
	daughtersOf = 157
	sonsOf      = 77
)

// childName draws the name of a child with a family name; the mother's may
// become the first middle name.
func (n namer) childName(sex registry.Sex, family, mothers string) name {
	out := name{family: family, given: n.givenName(sexAndAge{sex, childNames}, family)}
	often := sonsOf
	if sex == registry.Female {
		often = daughtersOf
	}
	var first []string
	if mothers != family && mothers != out.given && n.permille(often) {
		first = []string{mothers}
	}
	out.middle = n.middleOf(sex, out, first)
	return out
}

// Women of the parents' age who are Thị, men who are Văn: twice and thrice as
// many as in the sample, which is of cities.
const (
	oftenThi = 330
	oftenVan = 80
)

// adultName draws the name of an adult with a family name.
func (n namer) adultName(sex registry.Sex, family string) name {
	out := name{family: family, given: n.givenName(sexAndAge{sex, parentNames}, family)}
	usual, often := "Văn", oftenVan
	if sex == registry.Female {
		usual, often = "Thị", oftenThi
	}
	var first []string
	if out.given != usual && n.permille(often) {
		first = []string{usual}
	}
	out.middle = n.middleOf(sex, out, first)
	return out
}

// givenName draws a given name other than the family name.
func (n namer) givenName(of sexAndAge, family string) string {
	table := n.given[of]
	for {
		if given := table.draw(n.dice); given != family {
			return given
		}
	}
}

// middleOf draws the middle names that are still wanted after first. No word
// comes twice in a name, and Thị stands first or not at all.
func (n namer) middleOf(sex registry.Sex, of name, first []string) []string {
	words := middleWords[sex]
	want := max(words.draw(n.dice), len(first))
	table := n.middle[sex]
	middle := first
	for len(middle) < want {
		next := strings.Fields(table.draw(n.dice))
		if len(middle)+len(next) > want || len(middle) > 0 && next[0] == "Thị" || repeats(of, middle, next) {
			continue
		}
		middle = append(middle, next...)
	}
	return middle
}

func repeats(of name, middle, next []string) bool {
	return slices.ContainsFunc(next, func(w string) bool {
		return w == of.family || w == of.given || slices.Contains(middle, w)
	})
}

// nearGiven returns another given name that begins alike and does not repeat a
// word of the name, for a twin.
func (n namer) nearGiven(sex registry.Sex, of name) string {
	taken := func(w string) bool { return w == of.family || w == of.given || slices.Contains(of.middle, w) }
	near := slices.DeleteFunc(slices.Clone(n.near[sex][of.given]), taken)
	if len(near) > 0 {
		return near[n.IntN(len(near))]
	}
	for {
		if given := n.givenName(sexAndAge{sex, childNames}, of.family); !taken(given) {
			return given
		}
	}
}
