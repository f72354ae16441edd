package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/klauspost/compress/flate"
)

// NewXLSX returns a Writer of a workbook with one sheet. widths are those of
// the columns, in characters; columns beyond them get the usual width. foot is
// printed at the foot of every page, "" for none; a long one is cut,
// since Excel refuses a sheet whose foot has more than 255 characters.
//
// Each cell is a text cell with the text format, and so are the columns below
// them, so that a number with a leading 0 survives being opened, edited and
// saved. The head is bold and frozen and has filters. Rows go straight to w; the
// same rows give the same bytes.
func NewXLSX(w io.Writer, sheet string, widths []float64, foot string) (Writer, error) {
	x := &xlsxWriter{zip: zip.NewWriter(w), name: sheetName(sheet), widths: widths, foot: footMarkup(foot)}
	x.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.DefaultCompression)
	})
	part, err := x.zip.Create(sheetPart)
	if err != nil {
		return nil, err
	}
	x.out = bufio.NewWriterSize(part, bufferSize)
	return x, nil
}

type xlsxWriter struct {
	zip    *zip.Writer
	out    *bufio.Writer
	name   string
	widths []float64
	foot   string // markup
	rows   int
	width  int // columns of the widest row
	buf    []byte
}

// Styles of the workbook, by their place in stylesPart.
const (
	styleText = "1"
	styleHead = "2"
)

func (x *xlsxWriter) Write(cells []string) error {
	if err := check(cells, x.rows+1); err != nil {
		return err
	}
	if x.rows == 0 {
		if _, err := x.out.WriteString(sheetHead + columns(x.widths, len(cells)) + "<sheetData>"); err != nil {
			return err
		}
	}
	x.rows++
	x.width = max(x.width, len(cells))
	_, err := x.out.Write(x.appendRow(x.buf[:0], cells))
	return err
}

func (x *xlsxWriter) appendRow(b []byte, cells []string) []byte {
	style := styleText
	if x.rows == 1 {
		style = styleHead
	}
	b = strconv.AppendInt(append(b, `<row r="`...), int64(x.rows), 10)
	b = append(b, `">`...)
	for i, c := range cells {
		if c == "" {
			continue // the column's format covers it
		}
		b = appendPlace(append(b, `<c r="`...), i, x.rows)
		b = append(append(b, `" s="`...), style...)
		b = append(b, `" t="inlineStr"><is><t xml:space="preserve">`...)
		b = append(appendEscaped(b, c), `</t></is></c>`...)
	}
	x.buf = append(b, `</row>`...)
	return x.buf
}

// Close writes the rest of the workbook. One without a row is a sheet without
// anything, which programs open.
func (x *xlsxWriter) Close() error {
	tail := "</sheetData>"
	if x.rows == 0 {
		tail = sheetHead + "<sheetData></sheetData>"
	}
	if x.width > 0 {
		tail += x.marks()
	} else {
		tail += x.foot
	}
	if _, err := x.out.WriteString(tail + "</worksheet>"); err != nil {
		return err
	}
	if err := x.out.Flush(); err != nil {
		return err
	}
	for _, p := range x.parts() {
		part, err := x.zip.Create(p.name)
		if err == nil {
			_, err = io.WriteString(part, p.text)
		}
		if err != nil {
			return err
		}
	}
	return x.zip.Close()
}

// marks are the filters of the head, and the word to Excel that numbers written
// as text are meant to be so: it would put a green corner on each.
func (x *xlsxWriter) marks() string {
	all := "A1:" + string(appendPlace(nil, x.width-1, x.rows))
	return fmt.Sprintf(`<autoFilter ref="%s"/>%s<ignoredErrors><ignoredError sqref="%s" numberStoredAsText="1"/></ignoredErrors>`, all, x.foot, all)
}

// columns describes the columns: width, and the text format for cells that
// someone adds later.
func columns(widths []float64, n int) string {
	var b strings.Builder
	for i := range max(n, min(len(widths), maxColumns)) {
		width := defaultWidth
		if i < len(widths) && widths[i] > 0 {
			width = min(widths[i], maxWidth)
		}
		fmt.Fprintf(&b, `<col min="%d" max="%d" width="%s" style="`+styleText+`" customWidth="1"/>`, i+1, i+1, strconv.FormatFloat(width, 'f', -1, 64))
	}
	if b.Len() == 0 {
		return ""
	}
	return "<cols>" + b.String() + "</cols>"
}

const (
	defaultWidth = 16.0
	maxWidth     = 255.0 // Excel's
)

// appendPlace appends a place such as AB12; col is 0-based, row 1-based.
func appendPlace(b []byte, col, row int) []byte {
	var letters [4]byte
	at := len(letters)
	for col++; col > 0; col = (col - 1) / 26 {
		at--
		letters[at] = byte('A' + (col-1)%26)
	}
	return strconv.AppendInt(append(b, letters[at:]...), int64(row), 10)
}

// appendEscaped appends a text as XML. One that by chance holds an escape of
// the workbook's own (_x000D_) gets its underscore escaped.
func appendEscaped(b []byte, text string) []byte {
	text = printable(text)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		case '_':
			if _, ok := escaped([]byte(text[i:min(len(text), i+escapeSize)])); ok {
				b = append(b, "_x005F"...)
			}
			b = append(b, c)
		default:
			b = append(b, c)
		}
	}
	return b
}

// sheetName makes a name that Excel takes: without the characters it forbids,
// 31 UTF-16 units at most, not empty.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || forbidden(r) {
			return '-'
		}
		return r
	}, printable(name))
	if units := utf16.Encode([]rune(name)); len(units) > maxSheetName {
		name = strings.TrimRight(string(utf16.Decode(units[:maxSheetName])), "\uFFFD")
	}
	if name = strings.Trim(strings.TrimSpace(name), "'"); name == "" {
		return "Sheet1"
	}
	return name
}

const maxSheetName = 31
