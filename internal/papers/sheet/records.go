package sheet

import (
	"bufio"
	"errors"
	"io"
)

// records splits text into the records of a CSV. It takes everything: a quote
// counts only at the beginning of a field, what follows the closing quote is
// taken as it stands, and lines end with CR, LF or both.
type records struct {
	in    *bufio.Reader
	sep   byte
	field []byte
}

// stop is what ended a field.
type stop int

const (
	stopField stop = iota
	stopRecord
	stopFile
)

// next shows the fields of the next record and returns their number. It returns
// io.EOF with the last record, which may be empty. The bytes of a field are
// good until put returns.
func (r *records) next(put func(col int, text []byte) error) (int, error) {
	for col := 0; ; col++ {
		end, err := r.readField()
		if err == nil {
			err = put(col, r.field)
		}
		switch {
		case err != nil:
			return col, err
		case end == stopRecord:
			return col + 1, nil
		case end == stopFile:
			return col + 1, io.EOF
		}
	}
}

// readField reads one field without its quotes.
func (r *records) readField() (stop, error) {
	r.field = r.field[:0]
	quoted := false
	for first := true; ; first = false {
		c, err := r.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return stopFile, nil
		case err != nil:
			return stopFile, err
		case quoted && c == '"' && !r.doubled():
			quoted = false
			continue
		case quoted:
		case c == '"' && first:
			quoted = true
			continue
		case c == r.sep:
			return stopField, nil
		case c == '\n', c == '\r':
			return stopRecord, r.endLine(c)
		}
		if r.field = append(r.field, c); len(r.field) > maxCellBytes {
			return stopFile, errLongRun
		}
	}
}

// doubled consumes the second of two quotes, which stand for one.
func (r *records) doubled() bool {
	c, err := r.in.Peek(1)
	if err != nil || c[0] != '"' {
		return false
	}
	_, err = r.in.Discard(1)
	return err == nil
}

// endLine consumes the LF of a CR LF.
func (r *records) endLine(c byte) error {
	next, err := r.in.Peek(1)
	if c == '\r' && err == nil && next[0] == '\n' {
		_, err = r.in.Discard(1)
		return err
	}
	return nil
}
