package viet

import "unicode"

// Telex types key after the text before the cursor and returns the text that
// then stands there. It is true when the key was used to compose (the text before
// changed), false when it was merely added. Only the last word counts.
func Telex(before string, key rune) (string, bool) {
	return compose(before, key, telexActs[unicode.ToLower(key)])
}

var telexActs = map[rune]act{
	's': typeTone(acute),
	'f': typeTone(grave),
	'r': typeTone(hook),
	'x': typeTone(tilde),
	'j': typeTone(dot),
	'z': clearTone,
	'a': typeQuality(roofA),
	'e': typeQuality(roofE),
	'o': typeQuality(roofO),
	'w': typeW,
	'd': typeStroke,
}

// typeW is horn or breve, or ư where a vowel is still missing.
func typeW(d *draft) bool {
	switch {
	case d.n == 1 && d.plain[0] == 'ư' && d.tone == level:
		d.plain[0] = 'w' // «ww» gives w
		return true
	case d.vowel == d.n:
		return d.startWithU()
	}
	return firstOf(typeQuality(horn), typeQuality(breve))(d)
}

// startWithU types ư behind an onset of the language, so that the w of Web and
// of www can be had with one more w.
func (d *draft) startWithU() bool {
	if d.n > 0 && !knownOnset(d.onset()) {
		return false
	}
	l, _ := letterOf('ư')
	l.upper = unicode.IsUpper(d.key)
	return d.push(l)
}
