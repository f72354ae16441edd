package official

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// clean makes text that can stand on paper: letters put together, no signs that
// move or hide text, no control characters but the end of a line.
func clean(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "?"))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\r', r == '\u00a0':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\ufffe', r == '\uffff':
			return -1
		}
		return r
	}, s)
}

// wrap breaks text into lines no wider than width. A word that is wider by
// itself breaks where it must.
func wrap(s string, width float64, measure func(string) float64) []string {
	var lines []string
	for _, paragraph := range strings.Split(s, "\n") {
		lines = append(lines, wrapLine(paragraph, width, measure)...)
	}
	return lines
}

func wrapLine(s string, width float64, measure func(string) float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		for {
			with := strings.TrimSpace(line + " " + word)
			if measure(with) <= width {
				line = with
				break
			}
			if line != "" {
				lines, line = append(lines, line), ""
				continue
			}
			var head string
			head, word = breakWord(word, width, measure)
			lines = append(lines, head)
			if word == "" {
				break
			}
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// breakWord takes as many letters as fit, at least one.
func breakWord(word string, width float64, measure func(string) float64) (head, rest string) {
	runes := []rune(word)
	n := 1
	for n < len(runes) && measure(string(runes[:n+1])) <= width {
		n++
	}
	return string(runes[:n]), string(runes[n:])
}
