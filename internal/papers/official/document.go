package official

// Document is an official paper.
type Document struct {
	Landscape  bool // A4
	Head       Head
	Title      []string // bold, centred, as given
	Subtitle   []string // under it, italic
	Parts      []Part
	Signatures []Signature // side by side, left to right
	Recipients []string    // «Nơi nhận»; none when empty
	Foot       string      // small, on every page
}

// Head is the head of a letter.
type Head struct {
	Superior string // the office above; may be empty
	Agency   string
	Number   string // «Số: ……/DS-UBND» as given
	Place    string // «Tạ An Khương, ngày …… tháng …… năm 2023»
	Bare     bool   // a working sheet has none
}

// Part is a Paragraph, Fields, a Table or a Checklist.
type Part interface{ isPart() }

// Paragraph is text over the whole width.
type Paragraph struct {
	Text                 string
	Bold, Italic, Centre bool
}

// Fields are the lines of a form.
type Fields struct{ Lines []FieldLine }

// FieldLine is a label with its value on a dotted line, or, with Boxes, one
// character a box.
type FieldLine struct {
	Label, Value string
	Boxes        int
}

// Table is a table whose head comes again on every page.
type Table struct {
	Columns []Column
	Rows    [][]string // cells beyond Columns are left out, missing ones empty
	Total   []string   // a last row in bold; nil for none
}

// Column is a column of a table.
type Column struct {
	Head  string
	MM    float64 // width; 0 shares the rest
	Align Align
}

// Align is where text stands in a cell.
type Align int

// The alignments.
const (
	Left Align = iota
	Centre
	Right
)

// Checklist is a list of boxes to tick.
type Checklist struct {
	Title string
	Items []string
}

func (Paragraph) isPart() {}
func (Fields) isPart()    {}
func (Table) isPart()     {}
func (Checklist) isPart() {}

// Signature is the place for somebody's name.
type Signature struct {
	Title string // CÁN BỘ LẬP DANH SÁCH
	Note  string // (Ký, ghi rõ họ tên)
	Name  string
}

// The national title and motto; tone marks in the new style, as the house writes.
const (
	nation = "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	motto  = "Độc lập - Tự do - Hạnh phúc"
)

// cell returns a cell of a row, "" beyond its end.
func cell(row []string, i int) string {
	if i < len(row) {
		return clean(row[i])
	}
	return ""
}
