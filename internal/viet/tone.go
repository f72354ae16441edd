package viet

// toneStyle is where the tone stands in the open rhymes oa, oe and uy.
type toneStyle bool

const (
	oldStyle toneStyle = false // hòa, thúy: match keys, most papers
	newStyle toneStyle = true  // hoà, thuý: what the app's own composers write
)

// tonePlace returns the letter of s that bears the tone: the marked vowel (the
// second of ươ), else the last vowel before a coda, else the middle of three,
// else the first of two, but for the style in oa, oe and uy.
func (s *spelling) tonePlace(style toneStyle) int {
	n := s.coda - s.vowel
	for i := s.coda - 1; i >= s.vowel; i-- {
		if rune(asciiOf(s.plain[i])) != s.plain[i] {
			return i
		}
	}
	switch {
	case n <= 1 || s.coda < s.n:
		return s.coda - 1
	case n == 2 && !(style == newStyle && s.endsGliding()):
		return s.vowel
	}
	return s.vowel + 1
}

// endsGliding reports the three rhymes in which the styles differ.
func (s *spelling) endsGliding() bool {
	switch string(s.nucleus()) {
	case "oa", "oe", "uy":
		return true
	}
	return false
}

// stopped reports the codas after which only sắc and nặng are spoken.
func stopped(coda []rune) bool {
	switch string(coda) {
	case "c", "ch", "p", "t", "k":
		return true
	}
	return false
}
