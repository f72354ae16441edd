package viet

import (
	"unicode"
	"unicode/utf8"
)

// The composers keep no state: what a key does follows from the last word before
// the cursor alone, so Backspace, a moved cursor and letters finished by another
// input method need no care. The price is that «uww» at the start of a word gives
// w, as «ww» does: both leave the same ư behind.

// act is what a key asks of the word before it; false means it can't be done
// there and the key is an ordinary letter.
type act func(*draft) bool

// draft is the word that is being typed.
type draft struct {
	spelling
	key  rune // as typed, for its case and for escapes
	tail rune // a digit that an escape leaves behind the word; 0 for none
}

// compose applies do to the last word of before, or types key behind it.
func compose(before string, key rune, do act) (string, bool) {
	added := before + string(key)
	start := lastWord(before)
	s, ok := spell(before[start:])
	if !ok || s.at >= 0 && !s.isVowel(s.at) {
		return added, false
	}
	d := draft{spelling: s, key: key}
	if do == nil || !do(&d) {
		d = draft{spelling: s, key: key}
		if !d.follow() {
			return added, false
		}
	}
	after := before[:start] + d.text()
	return after, after != added
}

// lastWord returns where the run of letters before the cursor starts. A run that
// touches a digit is a code (1A, a1), and no word of it is composed.
func lastWord(before string) int {
	at := len(before)
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(before[:at])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
			break
		}
		at -= size
	}
	return at
}

// toneAt is where the tone goes when the word is written back.
func (d *draft) toneAt() int {
	if d.tone == level {
		return -1
	}
	if !d.composable() {
		return d.at
	}
	return d.tonePlace(newStyle)
}

// composable reports whether the word so far can become a syllable, whatever
// stands before its vowels (Kđăm) and whatever marks are still to be typed.
func (d *draft) composable() bool {
	if d.vowel == d.coda {
		return false
	}
	var bare [maxSpelling]rune
	for i, r := range d.rhyme() {
		bare[i] = rune(asciiOf(r))
	}
	typed := bare[:d.n-d.vowel]
	return rawStarts.has(typed) || rawStarts.has(kAsC(typed))
}

// follow types the key as the next letter of the word, moving the tone and
// completing ươ where the new letter asks for it. It refuses what is no plain
// letter: a sign, or a letter finished by another input method.
func (d *draft) follow() bool {
	l, ok := letterOf(d.key)
	if !ok || l.lower != rune(l.ascii) || !d.push(l) {
		return false
	}
	d.split()
	d.completeHorn()
	return true
}

// text is the word as it now stands.
func (d *draft) text() string {
	b := d.appendTo(nil, d.toneAt())
	if d.tail != 0 {
		b = utf8.AppendRune(b, d.tail)
	}
	return string(b)
}

// completeHorn turns uơ and ưo into ươ once a letter follows that only ươ can
// have (thuơ + ng, ưo + i): an open uơ, as in thuở, stays.
func (d *draft) completeHorn() {
	if d.n-d.vowel < 3 {
		return
	}
	if u, o := d.plain[d.vowel], d.plain[d.vowel+1]; u == 'u' && o == 'ơ' || u == 'ư' && o == 'o' {
		was := d.plain
		d.plain[d.vowel], d.plain[d.vowel+1] = 'ư', 'ơ'
		if !rhymeStarts.has(d.rhyme()) {
			d.plain = was
		}
	}
}

// setNucleus replaces the vowels; marks never change their number.
func (d *draft) setNucleus(vowels string) {
	i := d.vowel
	for _, r := range vowels {
		d.plain[i] = r
		i++
	}
}
