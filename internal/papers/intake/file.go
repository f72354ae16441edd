package intake

import (
	"context"
	"iter"
	"strings"

	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/registry"
)

// File is a list in a file: its sheet, its layout, and what its rows show
// together. It holds no file open: whoever reads the lines opens it again.
type File struct {
	Sheet  string
	Layout Layout
	First  []Row // the first rows, the head among them, for a screen to show
	Rows   int   // below the head
	survey Survey
	widest int // cells of the longest row: those without a title are kept too
}

// shownRows is how many rows File.First has.
const shownRows = headRows + 20

// Read looks through a file once: it finds the first sheet with a head, and
// counts its rows. A file without one is a registry.Error with the key no_head;
// the File then has the first rows of its first sheet, for a person to say.
func Read(ctx context.Context, table *sheet.Table) (*File, error) {
	var first *File
	for _, name := range table.Sheets() {
		f := &File{Sheet: name}
		found, err := f.look(ctx, table)
		if err != nil {
			return nil, err
		}
		if found {
			return f, nil
		}
		if first == nil {
			first = f
		}
	}
	return first, &registry.Error{Code: registry.Invalid, Key: "no_head"}
}

// ReadAt looks through a sheet whose head somebody pointed at: the row of that
// number. It is also for a list of which no head was found: the columns then hold
// what that somebody says. A row beyond the first ones is Invalid "no_such_row".
func ReadAt(ctx context.Context, table *sheet.Table, name string, head int) (*File, error) {
	f := &File{Sheet: name}
	for row, err := range table.Rows(ctx, name) {
		if err != nil {
			return nil, err
		}
		if len(f.First) < shownRows {
			f.First = append(f.First, row)
		}
		if row.Number == head {
			f.Layout = layoutOf(row)
		}
		f.note(row)
		if f.Layout.HeadRow == 0 {
			f.Rows, f.widest = 0, 0
		}
	}
	if f.Layout.HeadRow == 0 || head > shownRows {
		return nil, &registry.Error{Code: registry.Invalid, Key: "no_such_row", Args: map[string]any{"n": min(len(f.First), shownRows)}}
	}
	return f, nil
}

// look reads the whole sheet once, and returns whether it has a head.
func (f *File) look(ctx context.Context, table *sheet.Table) (found bool, err error) {
	for row, err := range table.Rows(ctx, f.Sheet) {
		if err != nil {
			return false, err
		}
		if len(f.First) < shownRows {
			f.First = append(f.First, row)
			continue
		}
		if !found {
			if found = f.guess(); !found {
				return false, nil
			}
		}
		f.note(row)
	}
	if !found {
		found = f.guess()
	}
	return found, nil
}

// guess finds the head and takes the first rows into account.
func (f *File) guess() (found bool) {
	if f.Layout, found = Guess(f.First); found {
		for _, row := range f.First {
			f.note(row)
		}
	}
	return found
}

func (f *File) note(row Row) {
	if f.below(row) {
		f.survey.Note(f.Layout, row.Cells)
		f.Rows++
		f.widest = max(f.widest, len(row.Cells))
	}
}

// below tells whether a row is one of the list's: not the head, nor numbers
// under it.
func (f *File) below(row Row) bool {
	return row.Number > f.Layout.HeadRow && (row.Number > f.Layout.HeadRow+1 || !IsNumbering(row.Cells))
}

// Lines reads the list from its table, opened once more. It stops after the
// first error; ctx cancels it.
func (f *File) Lines(ctx context.Context, table *sheet.Table, o Options) iter.Seq2[Line, error] {
	o.Layout, o.Date1904 = f.Layout, table.Date1904()
	return func(yield func(Line, error) bool) {
		r := NewReader(o, f.survey)
		for row, err := range table.Rows(ctx, f.Sheet) {
			if err != nil {
				yield(Line{}, err)
				return
			}
			row.Cells = row.Cells[:min(len(row.Cells), f.width())]
			if f.below(row) && !yieldAll(yield, r.Add(row)) {
				return
			}
		}
		yieldAll(yield, r.Close())
	}
}

func yieldAll(yield func(Line, error) bool, lines []Line) bool {
	for _, l := range lines {
		if !yield(l, nil) {
			return false
		}
	}
	return true
}

// width is how many columns are the list's own: those that Standardise added to
// it before are not.
func (f *File) width() int {
	for i, title := range f.Layout.Titles {
		if title = strings.TrimSpace(title); title == ColumnProblems || title == ColumnOriginals {
			return i
		}
	}
	return max(len(f.Layout.Titles), f.widest)
}
