package intake

import (
	"context"
	"io"

	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/registry"
)

// The columns that Standardise adds.
const (
	ColumnProblems  = "van_de"
	ColumnOriginals = "goc"
)

// Summary counts what Standardise met.
type Summary struct {
	Rows  int
	Fixed int            // rows with a cell put right
	Found map[string]int // by column=code
}

// Standardise writes a list anew: its head, every row with the safe fixes made,
// and two columns more, the problems and what the changed cells held. Lines
// above the head are left out. A file without a head is an error with the key
// no_head; nothing is then written.
func Standardise(ctx context.Context, in *sheet.Table, out io.Writer, asXLSX bool, today registry.Date) (Summary, error) {
	f, err := Read(ctx, in)
	if err != nil {
		return Summary{}, err
	}
	w, err := newWriter(out, asXLSX)
	if err != nil {
		return Summary{}, err
	}
	sum := Summary{Found: map[string]int{}}
	if err := w.Write(append(f.head(), ColumnProblems, ColumnOriginals)); err != nil {
		return sum, err
	}
	for l, err := range f.Lines(ctx, in, Options{Today: today}) {
		if err != nil {
			return sum, err
		}
		sum.count(&l)
		if err := w.Write(append(f.wide(l.Clean), l.Codes(), l.Originals())); err != nil {
			return sum, err
		}
	}
	return sum, w.Close()
}

func newWriter(out io.Writer, asXLSX bool) (sheet.Writer, error) {
	if asXLSX {
		return sheet.NewXLSX(out, "Danh sách", nil, "")
	}
	return sheet.NewCSV(out)
}

// head are the titles, cleaned, without those that an earlier run added.
func (f *File) head() []string {
	titles := make([]string, f.width())
	copy(titles, f.Layout.Head())
	return titles
}

func (f *File) wide(cells []string) []string {
	out := make([]string, f.width())
	copy(out, cells)
	return out
}

func (s *Summary) count(l *Line) {
	s.Rows++
	fixed := false
	for _, p := range l.Problems {
		s.Found[string(p.Field)+"="+p.Code]++
		fixed = fixed || p.Code == CodeFix
	}
	if fixed {
		s.Fixed++
	}
}
