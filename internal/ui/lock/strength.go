package lock

import (
	_ "embed"
	"io"
	"math"
	"strings"
	"unicode"

	"thamho.vn/internal/viet"
)

// What a passphrase must have: so many characters, or so many words, and not be
// the first thing that somebody would try.
const (
	leastLetters = 12
	leastWords   = 4
	leastBits    = 38
)

// Strength is how hard a passphrase is to guess.
type Strength struct {
	Enough bool
	Good   bool   // harder than it must be
	Why    string // the key of what to say
}

// bitsOfSyllable is what one of the syllables that people choose is worth: with
// marks or without, since a guesser tries both.
const bitsOfSyllable = 10

// common are what is tried first, folded.
var common = []string{
	"123456", "654321", "111111", "000000", "abc", "qwerty", "asdf", "matkhau", "mat khau", "password", "thamho", "tham ho",
	"camau", "ca mau", "vietnam", "viet nam", "tre em", "de an 06", "mot hai ba bon", "xin chao", "anh yeu em",
}

// Judge tells whether a passphrase will do. name is the person's, which is no
// secret.
func Judge(pass, name string) Strength {
	words := foldedWords(pass)
	letters := len([]rune(strings.Join(words, "")))
	switch {
	case letters < leastLetters && len(words) < leastWords:
		return Strength{Why: "lock.short"}
	case bits(words, viet.SearchKey(name)) < leastBits:
		return Strength{Why: "lock.easy"}
	}
	good := bits(words, viet.SearchKey(name)) >= leastBits+12
	if good {
		return Strength{Enough: true, Good: true, Why: "lock.good"}
	}
	return Strength{Enough: true, Why: "lock.enough"}
}

// foldedWords are the words without marks where they are Vietnamese, else as they
// were typed: signs count.
func foldedWords(text string) []string {
	words := strings.Fields(strings.ToLower(text))
	for i, w := range words {
		if folded := viet.SearchKey(w); !strings.Contains(folded, " ") && viet.ValidSyllable(folded) {
			words[i] = folded
		}
	}
	return words
}

// bits estimates the guesses as a power of two. A word that was there before, or
// stands in the name, or is tried first, counts for little.
func bits(words []string, name string) (sum float64) {
	whole := strings.Join(words, " ")
	for _, c := range common {
		whole = strings.ReplaceAll(whole, c, " ")
	}
	seen := map[string]bool{}
	for _, w := range strings.Fields(name) {
		seen[w] = true
	}
	for _, w := range strings.Fields(whole) {
		switch {
		case seen[w]:
			sum++
		case viet.ValidSyllable(w):
			sum += bitsOfSyllable
		default:
			sum += bitsOf(w)
		}
		seen[w] = true
	}
	return sum
}

// bitsOf is what the letters of a word are worth. One that only goes on as
// the two before (aaaa, 1234) adds nothing.
func bitsOf(word string) float64 {
	kinds, fresh := 0.0, 0
	digits, letters, others := false, false, false
	var before, step rune
	for _, r := range word {
		if r-before != step || step < -1 || step > 1 {
			fresh++
		}
		before, step = r, r-before
		digits = digits || unicode.IsDigit(r)
		letters = letters || unicode.IsLetter(r)
		others = others || !unicode.IsDigit(r) && !unicode.IsLetter(r)
	}
	for on, n := range map[*bool]float64{&digits: 10, &letters: 26, &others: 30} {
		if *on {
			kinds += n
		}
	}
	return float64(fresh) * math.Log2(max(kinds, 2)) * 0.8 // people's words are not drawn by lot
}

//go:embed words.txt
var wordFile string

// wordList has 256 plain words without marks, so that they are the same on every
// keyboard: a byte chooses one.
var wordList = strings.Fields(wordFile)

// proposedWords make 40 bits, all of them by lot.
const proposedWords = 5

// Propose draws a passphrase.
func Propose(rand io.Reader) (string, error) {
	draw := make([]byte, proposedWords)
	out := make([]string, 0, proposedWords)
	for len(out) < proposedWords {
		if _, err := io.ReadFull(rand, draw); err != nil {
			return "", err
		}
		out = out[:0]
		for _, b := range draw {
			out = append(out, wordList[b])
		}
		if !distinct(out) {
			out = out[:0]
		}
	}
	return strings.Join(out, " "), nil
}

func distinct(words []string) bool {
	seen := map[string]bool{}
	for _, w := range words {
		if seen[w] {
			return false
		}
		seen[w] = true
	}
	return true
}
