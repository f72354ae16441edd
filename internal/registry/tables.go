package registry

import (
	"embed"
	"encoding/csv"
	"strings"
	"sync"
)

// The tables are public facts: the province codes of the personal number
// (Circular 07/2016, annex 1, which are not the statistical office's codes of
// today) and the names of the ethnic groups with both of their official codes.
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

// EthnicGroup is a group as the lists name it. The two official lists give
// different codes to most groups, so the name is the key.
type EthnicGroup struct {
	Name      string
	Code2008  string   // Decision 1019/QĐ-TCTK
	Code1979  string   // 121-TCTK/PPCĐ
	Spellings []string // as officers also write it
}

// EthnicGroups lists the groups in the order of the list of 2008: Kinh first.
var EthnicGroups = sync.OnceValue(func() []EthnicGroup {
	var groups []EthnicGroup
	for _, row := range readTable("ethnic.csv") {
		group := EthnicGroup{Name: row[0], Code2008: row[1], Code1979: row[2]}
		if row[3] != "" {
			group.Spellings = strings.Split(row[3], ";")
		}
		groups = append(groups, group)
	}
	return groups
})
