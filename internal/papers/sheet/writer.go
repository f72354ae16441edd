package sheet

import (
	"strings"
	"unicode/utf8"
)

// Writer writes a table row by row. The first row is the head. Every cell is
// text: nothing that a program could take for a number, a date or a formula
// leaves the laptop as one. Write does not keep cells. Close must be called; it
// does not close what lies beneath.
type Writer interface {
	// Write appends a row. Its errors are those of what lies beneath, and
	// *registry.Error with key cell_too_long, file_too_wide or file_too_big
	// for what no spreadsheet could open; such a row is not written.
	Write(cells []string) error
	Close() error
}

// check refuses the row that could not be read back.
func check(cells []string, number int) error {
	switch {
	case number > maxRow:
		return badRow(keyTooBig, number, nil)
	case len(cells) > maxColumns:
		return badRow(keyTooWide, number, nil)
	}
	for _, c := range cells {
		if tooLong(c) {
			return badRow(keyLongCell, number, nil)
		}
	}
	return nil
}

// printable makes a text that any program can read: characters that no XML may
// hold, and bytes that are none, become U+FFFD, and a line ends with LF as in
// Excel's own cells.
func printable(s string) string {
	if isPrintable(s) {
		return s
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case forbidden(r):
			return utf8.RuneError
		}
		return r
	}, s)
}

func isPrintable(s string) bool {
	for _, r := range s {
		if r == '\r' || r == utf8.RuneError || forbidden(r) {
			return false
		}
	}
	return true
}

// forbidden tells whether XML has no place for a character.
func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}
