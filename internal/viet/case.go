package viet

import (
	"strings"
	"unicode"
)

// ProperCase proposes the usual case of a name: a capital at the start of each
// word and after a hyphen, small letters elsewhere; an apostrophe takes a capital
// after it only when a single letter stands before it (H'Mai, but Ka'lang). It is
// a proposal: papers in capitals are right too, and only a person accepts it.
func ProperCase(s string) string {
	s = Clean(s)
	var b strings.Builder
	b.Grow(len(s))
	inWord := 0 // letters since the word began
	for _, r := range s {
		switch {
		case isApostrophe(r):
			if inWord == 1 {
				inWord = 0
			}
		case !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r):
			inWord = 0
		case inWord == 0:
			r = unicode.ToTitle(r)
			inWord++
		default:
			r = unicode.ToLower(r)
			inWord++
		}
		b.WriteRune(r)
	}
	return Clean(b.String())
}
