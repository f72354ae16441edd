package registry

import (
	"embed"
	"encoding/csv"
	"sync"
)

// The tables are public facts: the province codes of the personal number
// (Circular 07/2016, annex 1), which are not the statistical office's codes of
// today.
//
//go:embed tables/*.csv
var tables embed.FS

// readTable returns the rows of an embedded table without its header. The
// tables are part of the program and read by the tests, so a fault in one is a
// fault of the build.
func readTable(name string) [][]string {
	file, err := tables.Open("tables/" + name)
	if err != nil {
		panic("registry: " + err.Error())
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		panic("registry: table " + name + ": " + err.Error())
	}
	return rows[1:]
}

var provinces = sync.OnceValue(func() map[string]string {
	byCode := map[string]string{}
	for _, row := range readTable("provinces.csv") {
		byCode[row[0]] = row[1]
	}
	return byCode
})
