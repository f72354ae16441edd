package places

import (
	"cmp"
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

// eachRow calls fn with the named columns of every row of a table, in a
// slice that is used again. It splits the rows by hand, three times faster than encoding/csv;
// a test sees to it that no table has a quoted cell.
func eachRow(name, text string, columns []string, fn func(cells []string)) {
	head, rest, _ := strings.Cut(text, "\n")
	at := columnsOf(name, strings.TrimSuffix(head, "\r"), columns)
	wanted, all := make([]string, len(columns)), []string(nil)
	for line := range strings.Lines(rest) {
		all = splitRow(all[:0], strings.TrimRight(line, "\r\n"))
		for i, column := range at {
			wanted[i] = all[column]
		}
		fn(wanted)
	}
}

// splitRow appends the cells of a row.
func splitRow(cells []string, line string) []string {
	for {
		cell, rest, more := strings.Cut(line, ",")
		cells = append(cells, cell)
		if !more {
			return cells
		}
		line = rest
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

// row is a Unit as a list keeps it.
type row struct {
	code, name  string
	parentCode  string
	from, until day   // until is forever while it stands
	parent      int32 // place in the list, none for a province
	kind        uint8 // place in kinds
}

func (r row) kindOf() kind { return kinds[r.kind] }

func (r row) level() registry.Level { return kinds[r.kind].level }

func (r row) fullName() string { return kinds[r.kind].word + " " + r.name }

// stood tells whether the unit stood on a day of the span.
func (r row) stood(s span) bool { return r.from <= s.last && r.until >= s.first }

// compare is the order of a list.
func (r row) compare(o row) int {
	return cmp.Or(strings.Compare(r.code, o.code), cmp.Compare(r.from, o.from))
}

// kindNames are the kinds as the tables write them.
var kindNames = map[string]uint8{
	"tinh": 0, "huyen": 2, "quan": 3, "thi_xa": 4, "thanh_pho": 5, "xa": 6, "phuong": 7, "thi_tran": 8, "dac_khu": 9,
}

const cityProvince = 1 // a thành phố without a parent

var unitColumns = []string{"code", "name", "type", "parent_code", "valid_from", "valid_to"}

// readUnits returns the units of a table in their order, parents by code. Names
// stay in the files as the sources have them; here they are cleaned of stray
// spaces, Eth and loose accents.
func readUnits(table string) []row {
	rows := parseUnits(table, tableText(table))
	if !slices.IsSortedFunc(rows, row.compare) {
		slices.SortFunc(rows, row.compare)
	}
	return rows
}

func parseUnits(table, text string) []row {
	rows := make([]row, 0, strings.Count(text, "\n"))
	eachRow(table, text, unitColumns, func(cells []string) {
		kind, ok := kindNames[cells[2]]
		if !ok {
			panic(fmt.Sprintf("places: unit %s of type %q", cells[0], cells[2]))
		}
		if cells[3] == "" && kind != 0 {
			kind = cityProvince
		}
		r := row{
			code: cells[0], name: viet.Clean(cells[1]), parentCode: cells[3],
			from: readDay(cells[4]), until: readDay(cells[5]), kind: kind,
		}
		if r.until == 0 {
			r.until = forever
		}
		rows = append(rows, r)
	})
	return rows
}
