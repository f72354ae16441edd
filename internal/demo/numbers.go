package demo

import (
	"fmt"
	"strconv"

	"thamho.vn/internal/registry"
)

// serials is how many last-six-digit serials there are to give out, from
// firstSerial on: real people have small ones.
const (
	serials     = 100_000
	firstSerial = 900_000
	scatter     = 61_379 // prime to serials: neighbours in a hamlet get serials far apart
)

// otherProvince stands in homes for all provinces that it does not name.
const otherProvince = ""

// homes are the provinces of birth registration.
var homes = tableOf([]odds[string]{
	{"096", 820},
	{"079", 60},
	{"074", 50},
	{"095", 30},
	{"075", 20},
	{otherProvince, 20},
})

// cell is what the first six digits of a number say.
type cell struct {
	province string
	digit    byte // century and sex
	year     int
}

// numbers gives out the personal numbers of one hamlet. A cell holds 100,000
// serials; every hamlet has a part of its own of each.
type numbers struct {
	tables *tables
	first  int
	size   int
	used   map[cell]int
}

func newNumbers(t *tables, h *hamlet) *numbers {
	return &numbers{tables: t, first: h.firstCell, size: h.cellSize, used: map[cell]int{}}
}

// issue returns an unused number for somebody of that sex and birth year. When
// the drawn province has none left here, the next one of the list is taken.
func (n *numbers) issue(d dice, sex registry.Sex, year int) (registry.PIN, error) {
	province := homes.draw(d)
	if province == otherProvince {
		province = n.tables.others[d.IntN(len(n.tables.others))]
	}
	if pin, ok := n.take(province, sex, year); ok {
		return pin, nil
	}
	for _, next := range n.tables.others {
		if pin, ok := n.take(next, sex, year); ok {
			return pin, nil
		}
	}
	return "", fmt.Errorf("no serial left for births of %d", year)
}

func (n *numbers) take(province string, sex registry.Sex, year int) (registry.PIN, bool) {
	digit := byte(year/100-19) * 2
	if sex == registry.Female {
		digit++
	}
	at := cell{province, digit, year % 100}
	k := n.used[at]
	if k >= n.size {
		return "", false
	}
	n.used[at] = k + 1
	serial := firstSerial + (n.first+(k+at.start())%n.size)*scatter%serials
	pin := fmt.Appendf(nil, "%s%d%02d%06d", at.province, at.digit, at.year, serial)
	return registry.PIN(pin), true
}

// start makes the first serial of a hamlet differ from cell to cell.
func (c cell) start() int {
	province, _ := strconv.Atoi(c.province) // three digits of our own table
	return province*31 + int(c.digit)*17 + c.year*7
}
