package places

import (
	"fmt"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"thamho.vn/assets/units"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// The tables are part of the program and read by the tests, so a fault in one
// is a fault of the build and panics.

// tableText returns an embedded table, unpacked.
func tableText(name string) string {
	data, err := units.Files.ReadFile(name)
	if err != nil {
		panic("places: " + err.Error())
	}
	if !strings.HasSuffix(name, ".zst") {
		return string(data)
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		panic("places: " + err.Error())
	}
	defer d.Close()
	text, err := d.DecodeAll(data, nil)
	if err != nil {
		panic("places: table " + name + ": " + err.Error())
	}
	return string(text)
}

// eachRow calls fn with the named columns of every row, in a slice that is
// used again. It splits the rows by hand, three times faster than encoding/csv;
// a test sees to it that no table has a quoted cell.
func eachRow(name string, columns []string, fn func(row []string)) {
	head, rest, _ := strings.Cut(tableText(name), "\n")
	at := columnsOf(name, strings.TrimSuffix(head, "\r"), columns)
	row, cells := make([]string, len(columns)), []string(nil)
	for line := range strings.Lines(rest) {
		cells = cells[:0]
		for cell := range strings.SplitSeq(strings.TrimRight(line, "\r\n"), ",") {
			cells = append(cells, cell)
		}
		for i, column := range at {
			row[i] = cells[column]
		}
		fn(row)
	}
}

func columnsOf(name, head string, columns []string) []int {
	have := strings.Split(head, ",")
	at := make([]int, len(columns))
	for i, column := range columns {
		if at[i] = slices.Index(have, column); at[i] < 0 {
			panic("places: table " + name + " has no column " + column)
		}
	}
	return at
}

// calendar reads days. Few of them occur, each often.
type calendar map[string]registry.Date

func (c calendar) day(text string) registry.Date {
	if d, ok := c[text]; ok {
		return d
	}
	d, err := registry.ParseISO(text)
	if err != nil {
		panic("places: " + err.Error())
	}
	c[text] = d
	return d
}

var unitColumns = []string{"code", "name", "type", "parent_code", "valid_from", "valid_to"}

// readUnits returns the units of the tables with the codes of their parents
// but not their days. Names stay in the files as the sources have them; here
// they are cleaned of stray spaces, Eth and loose accents.
func readUnits(tables []string) []Unit {
	var all []Unit
	days := calendar{}
	for _, table := range tables {
		eachRow(table, unitColumns, func(row []string) {
			kind, ok := types[row[2]]
			if !ok {
				panic(fmt.Sprintf("places: unit %s of type %q", row[0], row[2]))
			}
			if row[3] == "" {
				kind.level = registry.LevelProvince
			}
			all = append(all, Unit{
				Key: Key{Code: row[0], From: days.day(row[4])}, Until: days.day(row[5]),
				Name: viet.Clean(row[1]), Type: kind.word, Level: kind.level, Parent: Key{Code: row[3]},
			})
		})
	}
	return all
}
