package intake

import (
	"strings"

	"thamho.vn/internal/viet"
)

// A list is often pasted together from several, so the font of a column is
// decided row by row: a row's own words count most, those of the rows around it
// when they leave doubt.

var encodings = [...]viet.Encoding{viet.Unicode, viet.TCVN3, viet.VNIWindows, viet.CP1258}

// votes counts the words of a row that are Vietnamese under each encoding.
type votes [len(encodings)]int

// voteOf weighs the words with accents of a cell.
func voteOf(cell string) (v votes) {
	if isPlain(cell) {
		return v
	}
	enc, sure := viet.Detect([]string{cell})
	for i, e := range encodings {
		if agrees(e, cell) {
			v[i]++
		}
	}
	if sure > 0.5 {
		v[enc]++
	}
	return v
}

// ballots remembers what cells said: places and peoples come again and again.
type ballots map[string]votes

// maxBallots bounds what is remembered; names don't come again.
const maxBallots = 4096

func (b ballots) voteOf(cell string) votes {
	v, known := b[cell]
	if !known {
		if len(b) >= maxBallots {
			clear(b)
		}
		v = voteOf(cell)
		b[cell] = v
	}
	return v
}

// agrees tells whether every accented word of a cell is Vietnamese under enc.
func agrees(enc viet.Encoding, cell string) bool {
	if enc != viet.Unicode && hasWide(cell) {
		return false
	}
	decoded := viet.Clean(viet.Decode(enc, cell))
	if enc != viet.Unicode && decoded == viet.Clean(cell) {
		return false
	}
	for _, word := range strings.Fields(decoded) {
		if !isPlain(word) && !viet.ValidSyllable(strings.Trim(word, ".,;:()-/")) {
			return false
		}
	}
	return true
}

// hasWide reports a letter that no one-byte font has: it proves Unicode.
func hasWide(s string) bool {
	for _, r := range s {
		if r >= 0x1EA0 && r <= 0x1EF9 || r >= 0x0300 && r <= 0x0323 || strings.ContainsRune("ĂăĐđĨĩŨũƠơƯư", r) {
			return true
		}
	}
	return false
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// around is how many rows on each side speak for a row in doubt.
const around = 12

// pick returns the encoding of the middle row of a window. The row's own votes
// decide when they leave no doubt; else those of its neighbours, the nearer
// the weightier, and Unicode when all are silent.
func pick(window []votes, at int) viet.Encoding {
	if enc, clear := window[at].clear(); clear {
		return enc
	}
	var sum votes
	for i, v := range window {
		near := around + 1 - max(i-at, at-i)
		for e := range v {
			sum[e] += v[e] * max(near, 1)
		}
	}
	// The row itself must not speak against what its neighbours say.
	best := viet.Unicode
	for e := range sum {
		if sum[e] > sum[best] && (window[at] == votes{} || window[at][e] > 0) {
			best = encodings[e]
		}
	}
	return best
}

// clear tells whether one encoding explains more of the row than any other.
func (v votes) clear() (viet.Encoding, bool) {
	best, second := 0, -1
	for e := 1; e < len(v); e++ {
		if v[e] > v[best] {
			best, second = e, best
		} else if second < 0 || v[e] > v[second] {
			second = e
		}
	}
	return encodings[best], v[best] >= 2 && v[best] >= 2*v[max(second, 0)]
}
