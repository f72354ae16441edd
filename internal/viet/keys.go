package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MatchKey returns the key under which two spellings are the same name: lower
// case, every syllable's tone in its one place (Hoà, Hòa and Tòan, Toàn agree),
// apostrophes dropped, hyphens as spaces. Letters stay apart: An, Ân and Ăn are
// different people. The key is never shown.
func MatchKey(s string) string {
	return eachWord(foldCase(s), settleTone)
}

// LooseKey is MatchKey with a closing y after a consonant written i (Mỹ and Mĩ,
// Quý and Quí), marks kept. Equal loose keys make two names candidates only: on
// paper Vy and Vi are different.
func LooseKey(s string) string {
	return eachWord(foldCase(s), settleLoosely)
}

// SearchKey returns s as one types it without marks: small letters and digits,
// words apart by single spaces («H’Mai Niê Kđăm» gives «hmai nie kdam»).
func SearchKey(s string) string {
	b := make([]byte, 0, len(s))
	space := false
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		i += size
		c := searchByte(r)
		switch c {
		case searchUnknown:
			return searchSlowly(s)
		case searchDrop:
		case ' ':
			space = len(b) > 0
		default:
			if space {
				b = append(b, ' ')
				space = false
			}
			b = append(b, c)
		}
	}
	return string(b)
}

// What searchByte answers beside a letter, a digit or a space.
const (
	searchUnknown byte = 0 // needs Unicode tables
	searchDrop    byte = 1
)

// searchByte folds the runes that make up nearly all text.
func searchByte(r rune) byte {
	if l, ok := letterOf(r); ok {
		return l.ascii
	}
	switch {
	case r >= '0' && r <= '9':
		return byte(r)
	case isApostrophe(r):
		return searchDrop
	case r < utf8.RuneSelf && (r >= ' ' && r != 0x7F || unicode.IsSpace(r)):
		return ' '
	}
	return searchUnknown
}

// searchSlowly takes the road through compatibility decomposition, for foreign
// letters, full-width forms and text that is not in NFC.
func searchSlowly(s string) string {
	// Before decomposition too: it makes a space and a mark of some apostrophes.
	s = strings.Map(dropApostrophe, norm.NFC.String(strings.ToValidUTF8(s, " ")))
	return tidy(norm.NFKD.String(s), searchRune)
}

func searchRune(r rune) rune {
	r = unicode.ToLower(realD(r))
	switch {
	case r == 'đ':
		return 'd'
	case isApostrophe(r) || unicode.IsMark(r) || isInvisible(r) && !unicode.IsSpace(r):
		return drop
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return r
	}
	return ' '
}

func dropApostrophe(r rune) rune {
	if isApostrophe(r) {
		return drop
	}
	return r
}

// isApostrophe reports whatever keyboards and Word put between H and Mai.
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', '‘', '’', '‛', 'ʹ', 'ʻ', 'ʼ', 'ʽ', 'ˈ', '′', '‵', '＇':
		return true
	}
	return false
}

func isHyphen(r rune) bool {
	return unicode.Is(unicode.Hyphen, r) || unicode.Is(unicode.Pd, r) || r == '−'
}

// foldCase is the part of a match key that looks at single runes.
func foldCase(s string) string {
	if isFolded(s) {
		return s
	}
	if isClean(s) { // only letters of the alphabet and ASCII: nothing to compose
		return tidy(s, keyRune)
	}
	s = norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))
	return norm.NFC.String(tidy(s, keyRune))
}

func isFolded(s string) bool {
	if !isClean(s) {
		return false
	}
	for _, r := range s {
		if l, _ := letterOf(r); l.upper || r == '-' || isApostrophe(r) {
			return false
		}
	}
	return true
}

func keyRune(r rune) rune {
	if l, ok := letterOf(r); ok {
		return l.lower
	}
	switch {
	case isApostrophe(r):
		return drop
	case r != '-' && r >= ' ' && r < 0x7F:
		return r
	case isInvisible(r) && !unicode.IsSpace(r):
		return drop
	case isHyphen(r):
		return ' '
	}
	return unicode.ToLower(cleanRune(r))
}

// eachWord rewrites the runs of letters of a folded string.
func eachWord(folded string, write func([]byte, string) []byte) string {
	b := make([]byte, 0, len(folded)+8)
	start := -1
	for i, r := range folded {
		switch inWord := isWordRune(r); {
		case inWord && start < 0:
			start = i
		case !inWord && start >= 0:
			b = write(b, folded[start:i])
			start = -1
		}
		if start < 0 {
			b = utf8.AppendRune(b, r)
		}
	}
	if start >= 0 {
		b = write(b, folded[start:])
	}
	if string(b) == folded {
		return folded
	}
	return string(b)
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z'
	}
	return unicode.IsLetter(r) || unicode.IsMark(r)
}

// settleTone writes word with its tone in the old style's place. A word that is
// no Vietnamese rhyme stays as it is.
func settleTone(b []byte, word string) []byte {
	s, ok := spell(word)
	alone := s.coda == s.vowel+1 && s.at == s.vowel // nowhere else to go
	if !ok || s.tone == level || alone || !knownRhyme(s.rhyme()) {
		return append(b, word...)
	}
	return s.appendTo(b, s.tonePlace(oldStyle))
}

func settleLoosely(b []byte, word string) []byte {
	s, ok := spell(word)
	if ok && s.vowel > 0 && string(s.rhyme()) == "y" {
		s.plain[s.vowel] = 'i'
		return s.appendTo(b, s.vowel)
	}
	return settleTone(b, word)
}
