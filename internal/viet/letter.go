package viet

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tone is one of the six tones, numbered in dictionary order.
type tone uint8

const (
	level tone = iota // ngang
	grave             // huyền
	hook              // hỏi
	tilde             // ngã
	acute             // sắc
	dot               // nặng
	toneCount
)

// vowelRows lists every vowel under its six tones, in alphabetical order.
var vowelRows = [...]string{
	"aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị",
	"oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ",
}

// letter is what the package knows of one code point of the alphabet.
type letter struct {
	lower rune  // the small letter, tone kept
	plain rune  // the small letter without its tone
	ascii byte  // what is left when every mark is off
	tone  tone  // level for consonants
	row   uint8 // 1 + index in vowelRows; 0 for consonants
	order uint8 // place of plain in the alphabet, from 0
	upper bool
}

func (l letter) isVowel() bool { return l.row != 0 }

// The alphabet lies in two stretches of Unicode: up to ư and from Ạ to ỹ.
const (
	lowEnd    = 'ư' + 1
	highStart = 'Ạ'
	highEnd   = 'ỹ' + 1
)

type alphabet struct {
	low  [lowEnd]letter
	high [highEnd - highStart]letter
}

// toned holds the small vowels by row and tone; letters finds a letter.
var (
	toned   = tonedVowels()
	letters = newAlphabet()
)

func tonedVowels() (rows [len(vowelRows)][toneCount]rune) {
	for i, row := range vowelRows {
		copy(rows[i][:], []rune(row))
	}
	return rows
}

func newAlphabet() *alphabet {
	a := new(alphabet)
	for r := 'a'; r <= 'z'; r++ {
		a.add(letter{lower: r, plain: r, ascii: byte(r)})
	}
	a.add(letter{lower: 'đ', plain: 'đ', ascii: 'd'})
	for i, row := range toned {
		for t, r := range row {
			a.add(letter{lower: r, plain: row[level], ascii: asciiOf(row[level]), tone: tone(t), row: uint8(i + 1)})
		}
	}
	return a
}

// alphabetical is the order of the alphabet with the letters of foreign names.
const alphabetical = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

// add enters the small letter and its capital.
func (a *alphabet) add(l letter) {
	l.order = uint8(utf8.RuneCountInString(alphabetical[:strings.IndexRune(alphabetical, l.plain)]))
	*a.at(l.lower) = l
	capital := unicode.ToUpper(l.lower)
	l.upper = true
	*a.at(capital) = l
}

// at returns the place of r, or nil outside both stretches.
func (a *alphabet) at(r rune) *letter {
	switch {
	case r >= 0 && r < lowEnd:
		return &a.low[r]
	case r >= highStart && r < highEnd:
		return &a.high[r-highStart]
	}
	return nil
}

// letterOf returns the letter r is, and false when r is none of the alphabet.
// f, j, w and z count: they stand in names and in what is typed.
func letterOf(r rune) (letter, bool) {
	l := letters.at(r)
	if l == nil || l.plain == 0 {
		return letter{}, false
	}
	return *l, true
}

// asciiOf takes the quality mark off a plain letter.
func asciiOf(plain rune) byte {
	switch plain {
	case 'ă', 'â':
		return 'a'
	case 'ê':
		return 'e'
	case 'ô', 'ơ':
		return 'o'
	case 'ư':
		return 'u'
	case 'đ':
		return 'd'
	}
	return byte(plain)
}

// withTone puts t on a plain vowel; a consonant comes back as it is.
func withTone(plain rune, t tone) rune {
	l, ok := letterOf(plain)
	if !ok || !l.isVowel() {
		return plain
	}
	return toned[l.row-1][t]
}

// toneOfMark returns the tone that a combining mark writes.
func toneOfMark(r rune) (tone, bool) {
	switch r {
	case '\u0300':
		return grave, true
	case '\u0309':
		return hook, true
	case '\u0303':
		return tilde, true
	case '\u0301':
		return acute, true
	case '\u0323':
		return dot, true
	}
	return level, false
}
