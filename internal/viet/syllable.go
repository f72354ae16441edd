package viet

import (
	"strings"
	"unicode/utf8"
)

const onsetList = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"

var onsets = newOnsets()

func newOnsets() stringSet {
	set := stringSet{}
	for o := range strings.FieldsSeq(onsetList) {
		set.add(o)
	}
	return set
}

func knownOnset(plain []rune) bool { return onsets.has(plain) }

// ValidSyllable reports whether word is a syllable that Vietnamese spelling
// allows, in any case, with its tone in the place of the old or the new style.
// Not every one of them is a word; names of other peoples are often none.
func ValidSyllable(word string) bool {
	s, ok := spell(word)
	if !ok || !rhymes.has(s.rhyme()) {
		return false
	}
	if s.tone != level && s.at != s.tonePlace(oldStyle) && s.at != s.tonePlace(newStyle) {
		return false
	}
	if stopped(s.ending()) && s.tone != acute && s.tone != dot {
		return false
	}
	return s.vowel == 0 && fitsBare(s.rhyme()) || knownOnset(s.onset()) && fitsOnset(string(s.onset()), &s)
}

// fitsBare refuses the rhymes that want an onset.
func fitsBare(rhyme []rune) bool {
	switch string(rhyme) {
	case "ynh", "yt", "ych", "êng", "uơ":
		return false
	}
	return true
}

// fitsOnset knows which consonants are written before which vowels.
func fitsOnset(onset string, s *spelling) bool {
	first := s.letter(s.vowel)
	front := first == 'i' || first == 'e' || first == 'ê'
	switch rhyme := string(s.rhyme()); onset {
	case "k":
		return front || rhyme == "y"
	case "c":
		return !front && first != 'y' && rhyme != "uơ"
	case "gh", "ngh":
		return front
	case "g":
		return (!front || rhyme == "i" || rhyme == "in" || rhyme == "it") && first != 'y' && rhyme != "uơ"
	case "ng":
		return !front && first != 'y' && rhyme != "uơ"
	case "gi":
		return first != 'i' && first != 'y' && rhyme != "uơ"
	case "qu":
		return fitsQu(rhyme)
	case "h", "th", "kh":
		return fitsPlain(rhyme)
	default:
		return rhyme != "uơ" && fitsPlain(rhyme)
	}
}

// fitsPlain refuses the rhymes that stand alone or after qu and gi only.
func fitsPlain(rhyme string) bool {
	switch rhyme {
	case "ych", "ynh", "yt", "yêm", "yên", "yêng", "yêt", "yêu", "êng":
		return false
	}
	return true
}

// fitsQu lists what follows qu: any rhyme in a, ă, â, e, ê, and some others
// (quít, quyên, Quới, quốc).
func fitsQu(rhyme string) bool {
	switch rhyme {
	case "i", "ich", "in", "inh", "it", "y", "ych", "ynh", "yt", "yên", "yêt", "ôc", "ơ", "ơi", "ơn", "ơt":
		return true
	}
	r, _ := utf8.DecodeRuneInString(rhyme)
	return asciiOf(r) == 'a' || asciiOf(r) == 'e'
}
