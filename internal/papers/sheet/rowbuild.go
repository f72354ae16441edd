package sheet

import "unicode/utf8"

// Limits of a row. maxCell is Excel's own, in UTF-16 units; the others are far
// above any list of people and keep a hostile row from filling the memory.
const (
	maxCell    = 32767
	maxColumns = 1024
	maxRow     = 1 << 20 // Excel's last row
	maxRowText = 16 << 20
)

// rowBuild gathers the cells of one row.
type rowBuild struct {
	number int
	cells  []Cell
	text   int // bytes in all cells
}

// begin empties the row for the next number. A row that was handed out is not
// touched again.
func (b *rowBuild) begin(number int) {
	cells := b.cells
	if !b.blank() {
		cells = make([]Cell, 0, len(b.cells))
	}
	*b = rowBuild{number: number, cells: cells}
}

// blank tells whether nothing was put.
func (b *rowBuild) blank() bool { return len(b.cells) == 0 }

// row hands the row out.
func (b *rowBuild) row() Row { return Row{Number: b.number, Cells: b.cells} }

// put sets the cell of a 0-based column. Empty cells make no row wider: Excel
// writes thousands of them where someone has coloured a whole line.
func (b *rowBuild) put(col int, text []byte) error {
	switch {
	case len(text) == 0:
		return nil
	case col >= maxColumns:
		return badRow(keyTooWide, b.number, nil)
	case tooLong(text):
		return badRow(keyLongCell, b.number, nil)
	}
	if b.text += len(text); b.text > maxRowText {
		return badRow(keyTooBig, b.number, nil)
	}
	for len(b.cells) <= col {
		b.cells = append(b.cells, "")
	}
	b.cells[col] = string(text)
	return nil
}

// tooLong tells whether a text has more UTF-16 units than a cell may hold.
func tooLong[T string | []byte](text T) bool {
	if len(text) <= maxCell {
		return false
	}
	units := 0
	for _, r := range string(text) {
		units++
		if r > 0xFFFF {
			units++
		}
	}
	return units > maxCell
}

// maxCellBytes is the most UTF-8 that maxCell units can take.
const maxCellBytes = maxCell * (utf8.UTFMax - 1)
