package viet

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Confidence is how far to trust a detection, from 0 to 1.
type Confidence float64

// Sure is the confidence from which a column may be decoded with a preview; below
// it a person must choose.
const Sure Confidence = 0.9

// maxEvidence bounds the cells that Detect weighs; more change nothing.
const maxEvidence = 2000

var encodings = [...]Encoding{Unicode, TCVN3, VNIWindows, CP1258}

// Detect finds the encoding of a whole column by counting the words that are
// syllables under each: one cell alone is often right under two («Phó» is Phú in
// TCVN3). A column without accents is Unicode, there being nothing to decode; so
// is one that no encoding explains better.
func Detect(column []string) (Encoding, Confidence) {
	words := evidence(column)
	if len(words) == 0 {
		return Unicode, 1
	}
	var verdicts [len(encodings)][]bool
	best := Unicode
	for _, enc := range encodings {
		verdicts[enc] = verdictsOf(enc, words)
		if count(verdicts[enc]) > count(verdicts[best]) {
			best = enc
		}
	}
	sure := Confidence(1)
	if best != Unicode { // to leave text alone, words of other peoples are no doubt
		sure = Confidence(count(verdicts[best])) / Confidence(len(words))
	}
	for _, enc := range encodings {
		if enc != best {
			sure = min(sure, advantage(verdicts[best], verdicts[enc]))
		}
	}
	return best, sure
}

// Sample is one cell before and after decoding, for a person to judge by.
type Sample struct{ Before, After string }

// Samples returns the first n different cells that enc changes.
func Samples(enc Encoding, column []string, n int) []Sample {
	var out []Sample
	seen := map[string]bool{}
	for _, cell := range column {
		if len(out) >= n {
			break
		}
		if after := Decode(enc, cell); after != cell && !seen[cell] {
			seen[cell] = true
			out = append(out, Sample{Before: cell, After: after})
		}
	}
	return out
}

// evidence picks the words with accents, evenly from the whole column: a file
// may be pasted together from several.
func evidence(column []string) []string {
	var cells []string
	for _, cell := range column {
		if !isASCII(cell) {
			cells = append(cells, cell)
		}
	}
	var words []string
	step := len(cells)/maxEvidence + 1
	for i := 0; i < len(cells); i += step {
		for _, w := range strings.FieldsFunc(cells[i], isASCIISign) {
			if !isASCII(w) {
				words = append(words, w)
			}
		}
	}
	return words
}

// isASCIISign reports what separates words in every encoding. Other signs do
// not: ¸ and ¬ are letters in TCVN3.
func isASCIISign(r rune) bool {
	return r < utf8.RuneSelf && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

func verdictsOf(enc Encoding, words []string) []bool {
	out := make([]bool, len(words))
	for i, w := range words {
		out[i] = explains(enc, w)
	}
	return out
}

// explains reports whether word is Vietnamese under enc. A letter that no
// one-byte font has proves Unicode, be the word a syllable or not (Kđăm).
func explains(enc Encoding, word string) bool {
	if wide, vietnamese := beyondBytes(word); wide {
		return enc == Unicode && (vietnamese || ValidSyllable(Clean(word)))
	}
	return ValidSyllable(Clean(Decode(enc, word)))
}

// beyondBytes reports a character outside the Western code page, and whether it
// is one of the alphabet.
func beyondBytes(word string) (wide, vietnamese bool) {
	for _, r := range word {
		if _, ok := charmap.Windows1252.EncodeRune(r); !ok && r > 0xFF {
			_, isLetter := letterOf(r)
			wide, vietnamese = true, vietnamese || isLetter
		}
	}
	return wide, vietnamese
}

func count(verdicts []bool) int {
	n := 0
	for _, v := range verdicts {
		if v {
			n++
		}
	}
	return n
}

// advantage weighs the words that only one of two encodings explains. Without
// any it is one half, and few words leave it modest.
func advantage(best, other []bool) Confidence {
	won, lost := 1, 1
	for i := range best {
		switch {
		case best[i] && !other[i]:
			won++
		case other[i] && !best[i]:
			lost++
		}
	}
	return Confidence(won) / Confidence(won+lost)
}
