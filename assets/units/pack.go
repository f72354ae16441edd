//go:build ignore

// Pack makes nation_units.csv.zst and nation_changes.csv.zst from the lists
// that SOURCES.md names:
//
//	go run pack.go units_history_national.csv units_2025_national.csv unit_changes_2025_national.csv
//
// It keeps the columns that programs use, leaves out the communes that stand
// in units_2023.csv and units_2025.csv already, and sorts the rows, so that the
// same lists always give the same bytes.
package main

import (
	"cmp"
	"encoding/csv"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: pack history.csv units_2025.csv changes_2025.csv")
	}
	home := homeCodes()
	history, today := read(os.Args[1], unitColumns), read(os.Args[2], unitColumns)
	changes := read(os.Args[3], []string{"old_code", "new_code", "extent"})
	write("nation_units.csv.zst", unitColumns, without(home, slices.Concat(history, today)))
	write("nation_changes.csv.zst", []string{"old_code", "new_code", "extent", "effective", "clause"},
		without(home, slices.Concat(reform(changes), retyped(today))))
}

var unitColumns = []string{"code", "name", "type", "parent_code", "valid_from", "valid_to"}

// homeCodes are the codes of the two provinces that have tables of their own.
func homeCodes() map[string]bool {
	codes := map[string]bool{}
	for _, file := range []string{"units_2023.csv", "units_2025.csv"} {
		for _, row := range read(file, []string{"code"}) {
			codes[row[0]] = true
		}
	}
	return codes
}

// reform gives the changes of 2025 their day.
func reform(rows [][]string) [][]string {
	for i, row := range rows {
		rows[i] = append(row, "2025-07-01", "")
	}
	return rows
}

// retyped finds the units that went on under their code with another kind
// after the reform.
func retyped(today [][]string) [][]string {
	var out [][]string
	for _, row := range today {
		if row[4] > "2025-07-01" {
			out = append(out, []string{row[0], row[0], "retyped", row[4], ""})
		}
	}
	return out
}

func without(home map[string]bool, rows [][]string) [][]string {
	return slices.DeleteFunc(rows, func(row []string) bool { return home[row[0]] })
}

// read returns the named columns of a table.
func read(file string, columns []string) [][]string {
	f, err := os.Open(file)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		log.Fatalf("%s: %v", file, err)
	}
	out := make([][]string, len(rows)-1)
	for _, name := range columns {
		column := slices.Index(rows[0], name)
		if column < 0 {
			log.Fatalf("%s has no column %s", file, name)
		}
		for i, row := range rows[1:] {
			out[i] = append(out[i], row[column])
		}
	}
	return out
}

// write sorts by code and day (the clause, mostly empty, of a change).
func write(file string, header []string, rows [][]string) {
	slices.SortFunc(rows, func(a, b []string) int {
		return cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[4], b[4]), slices.Compare(a, b))
	})
	var b strings.Builder
	for _, row := range append([][]string{header}, rows...) {
		b.WriteString(strings.Join(row, ",") + "\n")
	}
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(1<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(file, e.EncodeAll([]byte(b.String()), nil), 0o644); err != nil {
		log.Fatal(err)
	}
}
