package sheet

import (
	"bufio"
	"io"
	"strings"
)

// NewCSV returns a Writer of CSV: UTF-8 with a byte order mark, without which
// Excel does not read Vietnamese, commas, and CR LF at the end of each row. A
// line within a cell ends with LF, as Excel has it; the standard library would
// write CR LF there too.
//
// A cell that begins with = + - @, a tab or a CR gets an apostrophe before it,
// or a spreadsheet would compute it: a name typed as =HYPERLINK(…) must not run
// on the desk of the one who opens the file. That goes for negative numbers and
// +84… too. Open does not take the apostrophe away.
func NewCSV(w io.Writer) (Writer, error) {
	out := bufio.NewWriterSize(w, bufferSize)
	if _, err := out.Write(bomUTF8); err != nil {
		return nil, err
	}
	return &csvWriter{out: out}, nil
}

type csvWriter struct {
	out  *bufio.Writer
	row  []string
	buf  []byte
	rows int
}

func (w *csvWriter) Write(cells []string) error {
	w.row = w.row[:0]
	for _, c := range cells {
		w.row = append(w.row, disarm(c))
	}
	if err := check(w.row, w.rows+1); err != nil {
		return err
	}
	w.rows++
	w.buf = w.buf[:0]
	for i, c := range w.row {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = appendQuoted(w.buf, c)
	}
	w.buf = append(w.buf, "\r\n"...)
	_, err := w.out.Write(w.buf)
	return err
}

// disarm makes sure that a cell is not taken for a formula.
func disarm(cell string) string {
	armed := cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0
	if cell = printable(cell); armed {
		return "'" + cell
	}
	return cell
}

// appendQuoted appends a cell, quoted where RFC 4180 asks for it and where a
// program that guesses the separator could take the wrong one.
func appendQuoted(b []byte, cell string) []byte {
	if !strings.ContainsAny(cell, "\",;|\t\n") && strings.TrimSpace(cell) == cell {
		return append(b, cell...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(b, '"')
}

func (w *csvWriter) Close() error { return w.out.Flush() }
