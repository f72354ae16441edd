package viet

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxSpelling is more than the longest syllable (nghiêng) with every key of a
// careless typist; longer words are not Vietnamese syllables.
const maxSpelling = 12

// spelling is one written word taken apart: plain letters, case, and the tone
// lifted off the letter that bore it.
type spelling struct {
	plain [maxSpelling]rune
	upper [maxSpelling]bool
	n     int
	tone  tone
	at    int // which letter bore the tone; -1 when none did
	vowel int // the nucleus is plain[vowel:coda]
	coda  int
}

// spell takes a word apart. It refuses a word with a letter outside the
// alphabet, with two tones, or too long for a syllable.
func spell(word string) (spelling, bool) {
	s := spelling{at: -1}
	for _, r := range word {
		if l, ok := letterOf(r); ok {
			if !s.push(l) {
				return s, false
			}
		} else if !s.pushOdd(r) {
			return s, false
		}
	}
	s.split()
	return s, true
}

// push adds one letter and takes over its tone.
func (s *spelling) push(l letter) bool {
	if s.n == maxSpelling {
		return false
	}
	s.plain[s.n], s.upper[s.n] = l.plain, l.upper
	s.n++
	return l.tone == level || s.setTone(l.tone, s.n-1)
}

// pushOdd takes a tone that stands on the wrong letter, as in «Nguyêñ» or
// «Hoang̀»: a loose combining mark, or a consonant composed with one.
func (s *spelling) pushOdd(r rune) bool {
	if t, ok := toneOfMark(r); ok {
		return s.n > 0 && s.setTone(t, s.n-1)
	}
	var buf [8]byte
	parts := norm.NFD.AppendString(buf[:0], string(r))
	base, size := utf8.DecodeRune(parts)
	mark, _ := utf8.DecodeRune(parts[size:])
	l, isLetter := letterOf(base)
	t, isTone := toneOfMark(mark)
	if !isLetter || !isTone || size+utf8.RuneLen(mark) != len(parts) {
		return false
	}
	return s.push(l) && s.setTone(t, s.n-1)
}

func (s *spelling) setTone(t tone, at int) bool {
	if s.tone != level {
		return false
	}
	s.tone, s.at = t, at
	return true
}

// split finds onset, nucleus and coda. The i of gi and the u of qu belong to
// the onset when a vowel follows.
func (s *spelling) split() {
	i := 0
	for i < s.n && !s.isVowel(i) {
		i++
	}
	glide := i == 1 && s.plain[0] == 'g' && s.letter(1) == 'i' || i > 0 && s.plain[i-1] == 'q' && s.letter(i) == 'u'
	if glide && s.isVowel(i+1) {
		i++
	}
	j := i
	for j < s.n && s.isVowel(j) {
		j++
	}
	s.vowel, s.coda = i, j
}

// letter returns the plain letter at i, 0 beyond the end.
func (s *spelling) letter(i int) rune {
	if i >= s.n {
		return 0
	}
	return s.plain[i]
}

func (s *spelling) isVowel(i int) bool {
	l, _ := letterOf(s.letter(i))
	return l.isVowel()
}

func (s *spelling) onset() []rune   { return s.plain[:s.vowel] }
func (s *spelling) nucleus() []rune { return s.plain[s.vowel:s.coda] }
func (s *spelling) ending() []rune  { return s.plain[s.coda:s.n] }
func (s *spelling) rhyme() []rune   { return s.plain[s.vowel:s.n] }

// appendTo writes the word back with its tone on the letter at.
func (s *spelling) appendTo(b []byte, at int) []byte {
	for i := range s.n {
		r := s.plain[i]
		if i == at {
			r = withTone(r, s.tone)
		}
		if s.upper[i] {
			r = unicode.ToUpper(r)
		}
		b = utf8.AppendRune(b, r)
	}
	return b
}
