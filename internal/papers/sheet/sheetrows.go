package sheet

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"

	"thamho.vn/internal/registry"
)

// rows reads one sheet, after the texts that its cells share.
func (w *workbook) rows(ctx context.Context, name string, done *progress, yield func(Row) bool) error {
	i := slices.IndexFunc(w.tabs, func(t tab) bool { return t.name == name })
	if i < 0 {
		return noSheet(name)
	}
	done.expect(w.expected(w.tabs[i].part))
	left := w.pack.budget(maxUnpacked)
	if err := w.loadShared(ctx, left, done); err != nil {
		return err
	}
	x, closer, err := w.pack.open(ctx, w.tabs[i].part, left, done)
	if err != nil {
		return err
	}
	defer closer.Close()
	r := &sheetReader{ctx: ctx, xml: x, shared: w.shared, yield: yield}
	return explainRow(r.read(), r.last)
}

func noSheet(name string) error {
	return &registry.Error{Code: registry.Invalid, Key: keyNoSheet, Args: map[string]any{"sheet": name}}
}

// expected is how many bytes a reading will take.
func (w *workbook) expected(part string) int64 {
	n := w.pack.sizeOf(part)
	if w.shared == nil && w.texts != "" {
		n += w.pack.sizeOf(w.texts)
	}
	return n
}

// sheetReader walks through the part of a sheet.
type sheetReader struct {
	ctx    context.Context // lives no longer than one call of rows
	xml    *xmlScan
	shared *shared
	yield  func(Row) bool
	row    rowBuild
	cell   sheetCell
	last   int  // number of the row last begun
	col    int  // 0-based column of the cell last begun
	rows   bool // within <sheetData>
}

// read goes on to the end of the part even after the last row: only there does
// it show whether the part is whole.
func (r *sheetReader) read() error {
	for {
		found, err := r.xml.next()
		if err == nil && found == tokenEnd {
			return nil
		}
		if err == nil {
			err = r.take(found == tokenOpen, r.xml.name())
		}
		if err != nil {
			return err
		}
	}
}

// take deals with one tag.
func (r *sheetReader) take(opens bool, name string) error {
	switch {
	case name == "sheetData":
		r.rows = opens
	case !r.rows:
	case name == "row" && opens:
		return r.begin()
	case name == "row":
		return r.finish()
	case name == "c" && opens:
		r.beginCell()
	case name == "c":
		return r.finishCell()
	case opens:
		return r.cell.take(r.xml, name)
	}
	return nil
}

// begin begins a row. One without a number follows the one before.
func (r *sheetReader) begin() error {
	r.last++
	if n, ok := number(r.xml.attr("r")); ok {
		r.last = n
	}
	if r.last < 1 || r.last > maxRow {
		r.last = 0
		return bad(keyBroken, errors.New("a row number that no sheet has"))
	}
	r.row.begin(r.last)
	r.col = -1
	return r.ctx.Err()
}

func (r *sheetReader) finish() error {
	if !r.row.blank() && !r.yield(r.row.row()) {
		return errStopped
	}
	return nil
}

// beginCell begins a cell. One without a place follows the one before.
func (r *sheetReader) beginCell() {
	r.col++
	if col, ok := column(r.xml.attr("r")); ok {
		r.col = col
	}
	r.cell.begin(r.xml.attr("t"))
}

func (r *sheetReader) finishCell() error {
	text, err := r.cell.raw(r.shared)
	if err != nil {
		return err
	}
	return r.row.put(r.col, text)
}

func number(b []byte) (int, bool) {
	if len(b) == 0 {
		return 0, false
	}
	n, err := strconv.Atoi(string(b))
	return n, err == nil
}

// column reads the letters of a place such as AB12 as a 0-based column.
func column(ref []byte) (int, bool) {
	letters := bytes.TrimRight(ref, "0123456789")
	if len(letters) == 0 || len(letters) > 3 {
		return 0, false
	}
	col := 0
	for _, c := range letters {
		if c |= 0x20; c < 'a' || c > 'z' {
			return 0, false
		}
		col = col*26 + int(c-'a') + 1
	}
	return col - 1, true
}
