package demo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"thamho.vn/internal/registry"
)

// Generations of names: a word that was in fashion for parents is not for
// their children.
const (
	parentNames = "parent"
	childNames  = "child"
)

// sexAndAge keys the given names.
type sexAndAge struct {
	sex        registry.Sex
	generation string
}

// tables are the embedded lists, ready to draw from. Nobody changes them.
type tables struct {
	family    map[string]weighted[string] // by group: kinh, khmer, hoa
	middle    map[registry.Sex]weighted[string]
	given     map[sexAndAge]weighted[string]
	near      map[registry.Sex]map[string][]string // child's given name → others that are easily taken for it
	smaller   weighted[string]                     // ethnic groups other than Kinh, Khmer, Hoa, as many as live in Cà Mau
	provinces map[string]string                    // first three digits of a number → name
	others    []string                             // digits of all provinces that homes leaves out, in the order of the list
}

var loadTables = sync.OnceValues(func() (*tables, error) {
	t := &tables{
		family: map[string]weighted[string]{}, middle: map[registry.Sex]weighted[string]{},
		given: map[sexAndAge]weighted[string]{}, provinces: map[string]string{},
	}
	for _, read := range []func() error{t.readFamily, t.readMiddle, t.readGiven, t.readEthnic, t.readProvinces} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	t.near = map[registry.Sex]map[string][]string{
		registry.Male:   nearNames(t.given[sexAndAge{registry.Male, childNames}].items),
		registry.Female: nearNames(t.given[sexAndAge{registry.Female, childNames}].items),
	}
	return t, nil
})

// addTo adds a row of a file to the table at key.
func addTo[K comparable](m map[K]weighted[string], key K, item, weight string) error {
	n, err := thousandths(weight)
	if err != nil {
		return fmt.Errorf("%s: %w", item, err)
	}
	w := m[key]
	w.add(item, n)
	m[key] = w
	return nil
}

func (t *tables) readFamily() error {
	return eachRow("names_family.csv", []string{"name", "weight", "group"}, func(row []string) error {
		return addTo(t.family, row[2], row[0], row[1])
	})
}

func (t *tables) readMiddle() error {
	return eachRow("names_middle.csv", []string{"name", "weight", "sex"}, func(row []string) error {
		return addTo(t.middle, sexOf(row[2]), row[0], row[1])
	})
}

func (t *tables) readGiven() error {
	return eachRow("names_given.csv", []string{"name", "weight", "sex", "generation"}, func(row []string) error {
		return addTo(t.given, sexAndAge{sexOf(row[2]), row[3]}, row[0], row[1])
	})
}

func (t *tables) readEthnic() error {
	return eachRow("ethnic_groups.csv", []string{"name", "ca_mau_population_2019"}, func(row []string) error {
		if row[1] == "" || row[0] == kinh || row[0] == khmer || row[0] == hoa {
			return nil
		}
		people, err := strconv.Atoi(row[1])
		t.smaller.add(row[0], people)
		return err
	})
}

func (t *tables) readProvinces() error {
	return eachRow("province_codes.csv", []string{"pin_code", "name_before_2025"}, func(row []string) error {
		t.provinces[row[0]] = row[1]
		if !slices.Contains(homes.items, row[0]) {
			t.others = append(t.others, row[0])
		}
		return nil
	})
}

func sexOf(letter string) registry.Sex {
	if letter == "F" {
		return registry.Female
	}
	return registry.Male
}

// nearNames lists for each name those that begin with the same letter: what
// parents of twins choose and what a hurried eye takes for the same.
func nearNames(names []string) map[string][]string {
	near := make(map[string][]string, len(names))
	for _, a := range names {
		for _, b := range names {
			if a != b && initial(a) == initial(b) {
				near[a] = append(near[a], b)
			}
		}
	}
	return near
}

func initial(name string) string {
	for _, r := range strings.ToLower(name) {
		return string(r)
	}
	return ""
}
