package intake

import (
	"regexp"
	"strings"

	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/viet"
)

// Layout says which column holds what, and where the rows begin.
type Layout struct {
	HeadRow int      `json:"dau"` // number of the last row of the head
	Titles  []string `json:"ten"` // as read, for the screen and for the saved template
	Columns []Field  `json:"muc"` // by column
}

// headRows is how far down a head is looked for: letters and titles stand above.
const headRows = 40

// Guess finds the head among the first rows of a list and says what the columns
// hold. ok is false when no row looks like one: it needs the name and one thing
// more.
func Guess(rows []Row) (l Layout, ok bool) {
	best := 0
	for i, row := range rows[:min(len(rows), headRows)] {
		candidate := layoutOf(row)
		if i+1 < len(rows) {
			candidate = candidate.joined(layoutOf(rows[i+1]))
		}
		if n := candidate.known(); n > best && candidate.usable() {
			best, l = n, candidate
		}
	}
	return l, best > 0
}

func layoutOf(row Row) Layout {
	l := Layout{HeadRow: row.Number, Titles: row.Cells, Columns: make([]Field, len(row.Cells))}
	taken := map[Field]bool{}
	for i, title := range row.Cells {
		if f := FieldOf(title); !taken[f] {
			l.Columns[i] = f
			taken[f] = true
		}
	}
	return l.settled()
}

// settled decides the titles that mean one thing alone and another in company.
func (l Layout) settled() Layout {
	_, apart := l.At(FamilyNames)
	_, female := l.At(IsFemale)
	_, month := l.At(BirthMonth)
	for i, f := range l.Columns {
		switch {
		case f == GivenName && !apart:
			l.Columns[i] = Name
		case f == IsMale && !female:
			l.Columns[i] = Unused
		case f == BirthYear && !month:
			l.Columns[i] = Birth
		case f == BirthDay && !month:
			l.Columns[i] = Birth
		}
	}
	return l
}

// joined takes over the titles of a second head row, which stand under a merged
// one: «Giới tính» over «Nam» and «Nữ». A row of data is none: it also holds
// what is no title.
func (l Layout) joined(below Layout) Layout {
	if below.usable() || !below.onlyTitles() {
		return l
	}
	width := max(len(l.Columns), len(below.Columns))
	out := Layout{HeadRow: below.HeadRow, Titles: make([]string, width), Columns: make([]Field, width)}
	for i := range width {
		top, sub := cellAt(l.Titles, i), cellAt(below.Titles, i)
		out.Titles[i] = strings.TrimSpace(top + " " + sub)
		out.Columns[i] = fieldAt(l.Columns, i)
		if f := fieldAt(below.Columns, i); f != Unused {
			out.Columns[i] = f
		}
	}
	return out.settled()
}

func (l Layout) onlyTitles() bool {
	n := 0
	for i, title := range l.Titles {
		if strings.TrimSpace(title) == "" {
			continue
		}
		if l.Columns[i] == Unused {
			return false
		}
		n++
	}
	return n > 0
}

func (l Layout) known() int {
	n := 0
	for _, f := range l.Columns {
		if f != Unused {
			n++
		}
	}
	return n
}

// usable tells whether a list with this layout says who somebody is.
func (l Layout) usable() bool {
	_, whole := l.At(Name)
	_, apart := l.At(GivenName)
	return (whole || apart) && l.known() >= 2
}

// At returns the column that holds a field.
func (l Layout) At(f Field) (column int, ok bool) {
	for i, have := range l.Columns {
		if have == f {
			return i, true
		}
	}
	return 0, false
}

// Signature names the titles of a head: lists of one office share it, so their
// layout can be found again.
func (l Layout) Signature() string {
	keys := make([]string, len(l.Titles))
	for i, t := range l.Titles {
		keys[i] = TitleKey(t)
	}
	return strings.Join(keys, "|")
}

// TitleKey folds a title: by it what a column was said to hold is found again.
func TitleKey(title string) string { return onlyWords(viet.SearchKey(title)) }

// Head are the titles for people to read: decoded when they are in an old font,
// as the rows below may not be, and cleaned.
func (l Layout) Head() []string {
	var all votes
	for _, t := range l.Titles {
		for e, n := range voteOf(t) {
			all[e] += n
		}
	}
	enc, out := pick([]votes{all}, 0), make([]string, len(l.Titles))
	for i, t := range l.Titles {
		out[i], _ = cleanText(enc, t)
	}
	return out
}

// numbering is a cell of the row of column numbers that some lists have under
// their head: (1), 2, (3)=(1)+(2), A.
var numbering = regexp.MustCompile(`^\(?([0-9]{1,2}|[A-D])\)?(=.*)?$`)

// IsNumbering tells whether a row only numbers the columns.
func IsNumbering(cells []string) bool {
	seen := 0
	for _, c := range cells {
		c = strings.TrimSpace(c)
		if c == "" {
			continue
		}
		if !numbering.MatchString(c) {
			return false
		}
		seen++
	}
	return seen >= 2
}

func cellAt(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}

func fieldAt(fields []Field, i int) Field {
	if i < len(fields) {
		return fields[i]
	}
	return Unused
}

// Row is a row of the file.
type Row = sheet.Row
