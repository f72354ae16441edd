package places

import (
	"slices"
	"strings"
)

// The bounds of what is read as a place; longer texts are no addresses.
const (
	maxText  = 500 // bytes
	maxWords = 40
)

// segment is a piece of a written place: a hamlet, a unit, or neither.
type segment struct {
	words  []string
	hamlet bool
	unit   bool // the list has it, at some time
}

func (s segment) text() string { return strings.Join(s.words, " ") }

// segments takes a written place apart, in the order of the text.
func (l *List) segments(text string) []segment {
	var out []segment
	for _, part := range strings.FieldsFunc(text, isSeparator) {
		for _, piece := range l.hyphens(part) {
			words := wordsOf(piece)
			head, rest := cutHamlet(words)
			if len(head) > 0 {
				out = append(out, segment{words: head, hamlet: true})
			}
			c := cutter{list: l, words: rest, done: make([][]segment, len(rest)+1)}
			out = append(out, c.cut(len(rest))...)
		}
	}
	return out
}

func isSeparator(r rune) bool { return strings.ContainsRune(",;|\n\r\t", r) }

// hyphens parts at hyphens and dashes, but leaves those that a name has (Bà
// Rịa - Vũng Tàu).
func (l *List) hyphens(part string) []string {
	pieces := strings.FieldsFunc(part, func(r rune) bool { return r == '-' || r == '–' || r == '—' })
	var out []string
	for i := 0; i < len(pieces); i++ {
		if i+1 < len(pieces) {
			if both := pieces[i] + " " + pieces[i+1]; l.has(wordsOf(both)) {
				out = append(out, both)
				i++
				continue
			}
		}
		out = append(out, pieces[i])
	}
	return out
}

// has tells whether words name a unit of any time.
func (l *List) has(words []string) bool {
	return len(words) <= maxWords && len(l.lookup(words, always)) > 0
}

// hamletWords begin the name of a hamlet. No commune is called Ấp or Khóm;
// some are called Bản, Làng or Xóm.
var (
	hamletWords = []string{"ap", "khom"}
	quietWords  = []string{"k", "thon", "ban", "buon", "lang", "xom", "khu pho", "kp", "to dan pho", "tdp"}
)

// cutHamlet takes a numbered hamlet off the words that follow it without a
// comma: ấp 4 xã Tạ An Khương; ấp 4 A.
func cutHamlet(words []string) (head, rest []string) {
	if len(words) < 2 || !slices.Contains(hamletWords, fold(words[0])) || !strings.ContainsAny(words[1][:1], "0123456789") {
		return nil, words
	}
	n := 2
	if len(words) > n && len(words[n]) == 1 && !(len(words) > n+1 && titles[fold(words[n])] != "") {
		n++
	}
	return words[:n], words[n:]
}

func isHamlet(words []string, first []string) bool {
	for n := 1; n <= len(words) && n <= 3; n++ {
		if slices.Contains(first, fold(strings.Join(words[:n], " "))) {
			return true
		}
	}
	return false
}

// cutter parts words that follow each other without separators: phường 5 TP Cà
// Mau.
type cutter struct {
	list  *List
	words []string
	done  [][]segment // by the number of words
}

// cut parts the first n words.
func (c *cutter) cut(n int) []segment {
	if n == 0 {
		return nil
	}
	if c.done[n] == nil {
		c.done[n] = c.parted(n)
	}
	return c.done[n]
}

func (c *cutter) parted(n int) []segment {
	words := c.words[:n:n]
	whole := []segment{{words: words}}
	switch {
	case len(c.words) > maxWords:
		return whole
	case isHamlet(words, hamletWords) && !c.saysKind(words):
		whole[0].hamlet = true
		return whole
	case c.list.has(words):
		whole[0].unit = true
		return whole
	}
	if parts := c.atKinds(n); parts != nil {
		return parts
	}
	whole[0].hamlet = isHamlet(words, hamletWords) || isHamlet(words, quietWords)
	if parts := c.atNames(n); parts != nil && !whole[0].hamlet {
		return parts
	}
	return whole
}

// saysKind tells whether a unit with its kind ends the words.
func (c *cutter) saysKind(words []string) bool { return c.atKinds(len(words)) != nil }

// atKinds cuts off the longest unit at the end that begins with its kind.
func (c *cutter) atKinds(n int) []segment {
	for i := 1; i < n-1; i++ {
		right := c.words[i:n:n]
		if beginsWithKind(right) && c.list.has(right) {
			return append(slices.Clone(c.cut(i)), segment{words: right, unit: true})
		}
	}
	return nil
}

func beginsWithKind(words []string) bool {
	return titles[fold(words[0])] != "" || titles[fold(words[0]+" "+words[1])] != ""
}

// atNames parts words that are names of units from the first to the last:
// Tân Duyệt Đầm Dơi Cà Mau.
func (c *cutter) atNames(n int) []segment {
	for i := n - 1; i > 0; i-- {
		right := c.words[i:n:n]
		if !c.list.has(right) {
			continue
		}
		left := c.cut(i)
		if !slices.ContainsFunc(left, func(s segment) bool { return !s.unit && !s.hamlet }) {
			return append(slices.Clone(left), segment{words: right, unit: true})
		}
	}
	return nil
}
