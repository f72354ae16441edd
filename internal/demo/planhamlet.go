package demo

import (
	"fmt"
	"slices"
	"strconv"

	"thamho.vn/internal/registry"
)

// newHamlets makes the hamlets of a commune without counts. There is no public
// list of their names: most are numbered, as many really are, the others bear
// names put together from words that hamlets of the region like.
func (p *plan) newHamlets(c *commune, n int) []hamlet {
	kind := "ấp"
	if c.Type != "xã" {
		kind = "khóm"
	}
	names := hamletNames(p.seed.dice("hamlets/"+c.Code), n, c.Type == "xã" && c.Code != demoCommune)
	hamlets := make([]hamlet, n)
	for i := range hamlets {
		path := fmt.Sprintf("hamlet/%s/%d", c.Code, i+1)
		hamlets[i] = hamlet{path: path, unit: unit{
			id: p.seed.id(path),
			Unit: registry.Unit{
				Name: names[i], Type: kind, Level: registry.LevelHamlet, Parent: c.id, From: c.From,
				Scope: p.seed.id("scope/" + path), Order: i + 1,
			},
		}}
	}
	return hamlets
}

var (
	nameHeads = []string{"Tân", "Phú", "Thuận", "Bình", "Mỹ", "Vĩnh", "Long", "Hiệp", "Thạnh", "An"}
	nameTails = []string{"Lợi", "Hưng", "Lộc", "Đức", "Điền", "Quới", "Phước", "Thới", "Hoà", "Định"}
)

// hamletNames returns n different names: numbers, or, for two communes in five
// that may have them, words.
func hamletNames(d dice, n int, maybeWords bool) []string {
	words := maybeWords && d.permille(400)
	names := make([]string, 0, n)
	for len(names) < n {
		name := strconv.Itoa(len(names) + 1)
		if words {
			name = nameHeads[d.IntN(len(nameHeads))] + " " + nameTails[d.IntN(len(nameTails))]
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// share splits the commune's figures among its hamlets, «xã phân bổ»: every
// sum is exact.
func (c *commune) share(d dice, scale int) {
	children := c.shareChildren(d, scale)
	entered := share(c.Entered, jitter(d, children), children)
	missing := make([]int, len(children))
	for i := range missing {
		missing[i] = children[i] - entered[i]
	}
	outside := c.noNumberOutside()
	out := share(outside, jitter(d, missing), missing)
	in := share(c.NoNumber-outside, jitter(d, entered), entered)
	for i := range c.hamlets {
		c.hamlets[i].Counts = Counts{children[i], entered[i], out[i] + in[i]}
		c.hamlets[i].outside = out[i]
	}
}

// shareChildren keeps each hamlet between the smallest and the largest size,
// unless rounding at another scale leaves no such split.
func (c *commune) shareChildren(d dice, scale int) []int {
	n := len(c.hamlets)
	low, high := smallestAp*scale/million, scaleBy(largestAp, scale)
	if low*n > c.Children || high*n < c.Children {
		low, high = 0, c.Children
	}
	weights, limits := make([]int, n), make([]int, n)
	for i := range weights {
		weights[i], limits[i] = d.between(700, 1300), high-low
	}
	children := share(c.Children-low*n, weights, limits)
	for i := range children {
		children[i] += low
	}
	return children
}

// noNumberOutside splits the children without a number by whether they are
// entered. In the whole province 75 of 100 not entered and 21.5 of 100 entered
// lack one. Some communes lack more numbers than that allows, so the others
// lean a little further to the not entered: 1075 to 215 gives 75 and 21.5.
func (c *commune) noNumberOutside() int {
	missing := c.Children - c.Entered
	parts := share(c.NoNumber, []int{1075 * missing, 215 * c.Entered}, []int{missing, c.Entered})
	return parts[0]
}

// jitter returns weights that differ from the counts by up to a sixth, so that
// hamlets of a commune are not all alike.
func jitter(d dice, counts []int) []int {
	weights := make([]int, len(counts))
	for i, n := range counts {
		weights[i] = n * d.between(85, 115)
	}
	return weights
}
