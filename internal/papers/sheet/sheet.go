package sheet

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
)

// Cell is one cell as the file holds it: the raw value, never what a program
// displays.
type Cell = string

// Row is a row of the file. Number is its 1-based place in the sheet; blank
// rows are skipped but counted. Cells end with the last one that holds
// something and belong to the receiver.
type Row struct {
	Number int
	Cells  []Cell
}

// book is an open file of one kind. rows stops when yield returns false and
// returns the error that ended it early.
type book interface {
	names() []string
	date1904() bool
	rows(ctx context.Context, sheet string, done *progress, yield func(Row) bool) error
	io.Closer
}

// Table is an open file of one or more sheets; a CSV has one, named "".
// Only Progress may be called while a loop over Rows runs.
type Table struct {
	book book
	done progress
}

// Open opens a table and tells its kind by content, not by extension. Every
// error is a *registry.Error with code invalid; its key is file_gone,
// file_empty, file_not_table, file_old_xls, file_encrypted, file_macros,
// file_too_big or file_broken.
func Open(path string) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, bad(keyGone, err)
	}
	b, err := openBook(f)
	if err != nil {
		_ = f.Close() // read only; what was wrong with it is said already
		return nil, explain(err)
	}
	return &Table{book: b}, nil
}

// openBook looks at the first bytes and hands the file to the reader of its
// kind, which owns it from then on.
func openBook(f *os.File) (book, error) {
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return nil, bad(keyGone, err)
	}
	head := make([]byte, headSize)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, bad(keyGone, err)
	}
	switch kind := kindOf(head[:n]); kind {
	case kindZip:
		return openWorkbook(f, info.Size())
	case kindText:
		return openText(f, info.Size())
	default:
		return nil, refuse(kind, f)
	}
}

// Sheets returns the names of the sheets: the visible ones first, in the order
// of their tabs, then the hidden ones.
func (t *Table) Sheets() []string { return t.book.names() }

// Date1904 tells whether the workbook counts days from 1904, as those made on
// old Macs do, instead of 1900.
func (t *Table) Date1904() bool { return t.book.date1904() }

// Rows returns the rows of a sheet, read while the loop runs. It stops after
// the first error: that of a cancelled context, or a *registry.Error with key
// no_sheet, cell_too_long, file_too_wide, file_too_big or file_broken, whose
// Args carry "row" where it is known. Rows that came before the error are good.
func (t *Table) Rows(ctx context.Context, sheet string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		t.done.start()
		err := t.book.rows(ctx, sheet, &t.done, func(r Row) bool { return yield(r, nil) })
		switch {
		case errors.Is(err, errStopped):
		case err != nil:
			yield(Row{}, explain(err))
		default:
			t.done.finish()
		}
	}
}

// errStopped says that the one who loops has enough.
var errStopped = errors.New("stopped by the reader")

// Progress tells how far the last Rows came, 0…1. It is for a bar on the
// screen: a file that lies about its size only makes the bar wrong. It may be
// called from another goroutine.
func (t *Table) Progress() float64 { return t.done.share() }

// Close closes the file.
func (t *Table) Close() error { return t.book.Close() }
