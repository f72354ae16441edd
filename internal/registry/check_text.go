package registry

import (
	"unicode"
	"unicode/utf8"
)

// maxText is how many letters a line of text may have. Papers never have
// more; a pasted page does.
const (
	maxText = 200
	maxNote = 4000
)

// letters counts the letters of a name.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// noName tells that a name has fewer than two letters: what an input method
// leaves when a word did not arrive.
func noName(s string) bool { return letters(s) < 2 }

func hasDigit(s string) bool {
	for _, r := range s {
		if unicode.IsDigit(r) {
			return true
		}
	}
	return false
}

// tooLong returns the length of the first text longer than limit.
func tooLong(limit int, texts ...string) (Args, bool) {
	for _, s := range texts {
		if n := utf8.RuneCountInString(s); n > limit {
			return Args{"n": n, "max": limit}, true
		}
	}
	return nil, false
}

// when turns a plain condition into the answer of a rule.
func when(broken bool) (Args, bool) { return nil, broken }
