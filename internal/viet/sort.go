package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// SortKey returns the key that orders people as lists of the province do: by
// tên (the last word), then họ (the first), then đệm, in Vietnamese letter order
// with tones ngang, huyền, hỏi, ngã, sắc, nặng. Keys are compared as bytes.
// Names with one MatchKey have one SortKey.
func SortKey(name string) []byte {
	words := strings.FieldsFunc(MatchKey(name), weighsNothing)
	key := make([]byte, 0, 2*len(name)+4)
	if n := len(words); n > 0 {
		key = appendWord(key, words[n-1])
		words = words[:n-1]
	}
	for _, w := range words {
		key = appendWord(key, w)
	}
	return key
}

// LabelKey returns the key that orders names of units and other labels from left
// to right by the same letters, numbers by value: «Ấp 2» before «Ấp 10».
func LabelKey(s string) []byte {
	key := make([]byte, 0, 2*len(s)+4)
	for w := range strings.FieldsFuncSeq(MatchKey(s), weighsNothing) {
		key = appendWord(key, w)
	}
	return key
}

// weighsNothing reports the spaces and signs between words.
func weighsNothing(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}

// A key is a row of words. A word is its letters' weights, wordTones, one weight
// per tone up to the last that is not level. Whatever ends a word is lighter
// than whatever goes on, so a word comes before its own extensions.
const (
	wordGap   = 0x01
	wordTones = 0x02
	toneBase  = 0x03
	digitBase = 0x10 // a number: digitBase + how many digits, then the digits
	maxDigits = 0x1F // longer ones are ordered by their digits
	letterA   = 0x40 // weights of the alphabet start here
	otherRune = 0xF0 // then three bytes of code point
)

// appendWord adds the weights of one word of a match key. Loose marks weigh nothing.
func appendWord(key []byte, word string) []byte {
	if len(key) > 0 {
		key = append(key, wordGap)
	}
	var buf [maxSpelling]byte
	tones := buf[:0]
	for i := 0; i < len(word); {
		if n := leadingDigits(word[i:]); n > 0 {
			key = appendNumber(key, word[i:i+n])
			i += n
			continue
		}
		r, size := utf8.DecodeRuneInString(word[i:])
		key, tones = appendRune(key, tones, r)
		i += size
	}
	return append(append(key, wordTones), trimLevel(tones)...)
}

func appendRune(key, tones []byte, r rune) (k, t []byte) {
	if l, ok := letterOf(r); ok {
		return append(key, letterA+l.order), append(tones, toneBase+byte(l.tone))
	}
	if base, ok := markedLatin(r); ok {
		return append(key, letterA+base.order), append(tones, toneBase+byte(toneCount))
	}
	if unicode.IsMark(r) {
		return key, tones
	}
	return append(key, otherRune, byte(r>>16), byte(r>>8), byte(r)), tones
}

// markedLatin finds the letter under marks that Vietnamese does not have (ñ, č,
// ü): it stands with that letter, after its tones.
func markedLatin(r rune) (letter, bool) {
	var buf [utf8.UTFMax]byte
	decomposed := norm.NFD.Properties(buf[:utf8.EncodeRune(buf[:], r)]).Decomposition()
	if len(decomposed) == 0 {
		return letter{}, false
	}
	base, _ := utf8.DecodeRune(decomposed)
	return letterOf(base)
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// appendNumber makes a number with more digits heavier; leading zeros count for
// nothing.
func appendNumber(key []byte, digits string) []byte {
	digits = strings.TrimLeft(digits, "0")
	return append(append(key, digitBase+byte(min(len(digits), maxDigits))), digits...)
}

// trimLevel keeps keys short; words with the same letters have as many tones.
func trimLevel(tones []byte) []byte {
	n := len(tones)
	for n > 0 && tones[n-1] == toneBase+byte(level) {
		n--
	}
	return tones[:n]
}
