package intake

import (
	"strconv"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// Options say how a list is to be read.
type Options struct {
	Layout   Layout
	Today    registry.Date
	Encoding *viet.Encoding // nil: decided row by row
	Ethnic   EthnicList
	Date1904 bool
}

// Survey is what the list as a whole shows. It is taken from all rows, or from
// as many as a preview has.
type Survey struct {
	dates orderCount
	order dateOrder
}

// Note takes a row into account.
func (s *Survey) Note(l Layout, cells []string) {
	if at, ok := l.At(Birth); ok {
		s.dates.add(cellAt(cells, at))
		s.order = s.dates.order()
	}
}

// Reader turns rows into lines. It looks a few rows ahead, so lines come out
// behind the rows that go in, in their order.
type Reader struct {
	options Options
	survey  Survey
	rows    []Row // of the window
	votes   []votes
	ballots ballots
	done    int   // rows of the window that came out
	text    []int // columns whose words vote
}

// NewReader returns a reader of rows below the head.
func NewReader(o Options, s Survey) *Reader {
	r := &Reader{options: o, survey: s, ballots: ballots{}}
	for i, f := range o.Layout.Columns {
		switch f {
		case Name, FamilyNames, GivenName, Mother, Father, Guardian, Head, Hamlet, Commune, Address, Ethnic:
			r.text = append(r.text, i)
		}
	}
	return r
}

// Add takes the next row and returns the lines that are ready.
func (r *Reader) Add(row Row) []Line {
	r.rows, r.votes = append(r.rows, row), append(r.votes, r.vote(row))
	if len(r.rows)-r.done <= around {
		return nil
	}
	return []Line{r.next()}
}

// Close returns the lines that are left.
func (r *Reader) Close() []Line {
	var out []Line
	for r.done < len(r.rows) {
		out = append(out, r.next())
	}
	return out
}

func (r *Reader) vote(row Row) (all votes) {
	if r.options.Encoding != nil {
		return all
	}
	for _, i := range r.text {
		for e, n := range r.ballots.voteOf(cellAt(row.Cells, i)) {
			all[e] += n
		}
	}
	return all
}

// next reads the first row of the window that did not come out yet, and lets go
// of those too far behind to speak for others.
func (r *Reader) next() Line {
	enc := viet.Unicode
	if r.options.Encoding != nil {
		enc = *r.options.Encoding
	} else {
		enc = pick(r.votes, r.done)
	}
	line := r.read(r.rows[r.done], enc)
	r.done++
	if r.done > around {
		r.rows, r.votes, r.done = r.rows[1:], r.votes[1:], r.done-1
	}
	return line
}

// read understands one row.
func (r *Reader) read(row Row, enc viet.Encoding) Line {
	l := Line{Row: row.Number, Cells: row.Cells, Encoding: enc, Clean: make([]string, max(len(row.Cells), len(r.options.Layout.Columns)))}
	fields := r.cells(&l, enc)
	r.name(&l, fields)
	r.person(&l, fields)
	r.home(&l, fields)
	return l
}

// cells cleans every cell and returns the cleaned ones by field.
func (r *Reader) cells(l *Line, enc viet.Encoding) map[Field]string {
	fields := map[Field]string{}
	for i, raw := range l.Cells {
		field := fieldAt(r.options.Layout.Columns, i)
		text, why := cleanText(enc, raw)
		l.Clean[i] = text
		if len(why) > 0 {
			l.Problems = append(l.Problems, Problem{Field: r.column(i), Code: CodeFix, Why: why, Was: raw})
		}
		if strings.HasPrefix(text, "=") {
			l.tell(r.column(i), CodeFormula)
			continue
		}
		if field != Unused {
			fields[field] = text
		}
	}
	return fields
}

// column names a column in reports: by its field, or by its title.
func (r *Reader) column(i int) Field {
	if f := fieldAt(r.options.Layout.Columns, i); f != Unused {
		return f
	}
	if key := onlyWords(viet.SearchKey(cellAt(r.options.Layout.Titles, i))); key != "" {
		return Field(strings.ReplaceAll(key, " ", "_"))
	}
	return Field("cot_" + strconv.Itoa(i+1))
}
