package viet

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean returns the display form of s: NFC, the one Vietnamese Đ whatever was
// typed for it, single plain spaces, nothing invisible. It changes no letter, no
// case and no tone place, and Clean(Clean(s)) == Clean(s).
//
// Text in an old font encoding must go through Decode first: there Ð is é and
// the soft hyphen is ư.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	s = norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))
	// Dropping an invisible rune can bring a letter and its mark together.
	return norm.NFC.String(tidy(s, cleanRune))
}

// isClean says, without allocating, that s holds only printable ASCII and
// precomposed letters with single inner spaces, as nearly all text does.
func isClean(s string) bool {
	space := true // a leading space is one too many
	for _, r := range s {
		switch {
		case r == ' ':
			if space {
				return false
			}
			space = true
			continue
		case r > ' ' && r < 0x7F:
		default:
			if _, ok := letterOf(r); !ok {
				return false
			}
		}
		space = false
	}
	return !space || s == ""
}

// drop is what a rune mapping returns for a rune that leaves no trace.
const drop rune = -1

// tidy maps every rune, collapses runs of spaces and trims.
func tidy(s string, mapping func(rune) rune) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch r = mapping(r); r {
		case drop:
		case ' ':
			space = b.Len() > 0
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

func cleanRune(r rune) rune {
	switch {
	case unicode.IsSpace(r) || unicode.Is(unicode.Z, r):
		return ' '
	case isInvisible(r):
		return drop
	}
	return realD(r)
}

// realD turns the letters that look like Đ into it. Eth comes from Western
// keyboards and fonts, the African D from careless conversion tables.
func realD(r rune) rune {
	switch r {
	case 'Ð', 'Ɖ':
		return 'Đ'
	case 'ð', 'ɖ':
		return 'đ'
	}
	return r
}

// isInvisible reports controls, format characters (zero-width spaces and
// joiners, direction marks, byte order mark, soft hyphen) and variation
// selectors, which no paper bears and which make equal names differ.
func isInvisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector) || r == '\u034F'
}
