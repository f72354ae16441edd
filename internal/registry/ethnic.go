package registry

import (
	"encoding/csv"
	"slices"
	"strconv"
	"sync"

	"thamho.vn/assets/units"
)

// EthnicNames returns the names of the ethnic groups, those of whom most live
// in Cà Mau first. The name is the key: the two official code lists disagree.
var EthnicNames = sync.OnceValue(func() []string {
	file, err := units.Files.Open("ethnic_groups.csv")
	if err != nil {
		panic(err) // embedded
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		panic(err)
	}
	rows = rows[1:]
	people := func(row []string) int {
		n, err := strconv.Atoi(row[4])
		if err != nil {
			return 0
		}
		return n
	}
	slices.SortStableFunc(rows, func(a, b []string) int { return people(b) - people(a) })
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = row[0]
	}
	return names
})
