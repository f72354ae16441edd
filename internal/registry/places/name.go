package places

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// fold is the key under which names are found: no case, no marks, i for a
// closing y (Kỷ, Kỉ), no zeros before a number (phường 05).
func fold(name string) string {
	key := viet.SearchKey(name)
	if !strings.ContainsAny(key, "y0") {
		return key
	}
	b := make([]byte, 0, len(key))
	for word := range strings.SplitSeq(key, " ") {
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, trimZeros(word)...)
		if n := len(word) - 1; n > 0 && word[n] == 'y' && !strings.ContainsRune("aeou", rune(word[n-1])) {
			b[len(b)-1] = 'i'
		}
	}
	return string(b)
}

// trimZeros drops the zeros before a number.
func trimZeros(word string) string {
	if short := strings.TrimLeft(word, "0"); short != "" && short[0] <= '9' {
		return short
	}
	return word
}

// short are names that people write in no other way.
var short = map[string]string{"hcm": "ho chi minh", "tphcm": "ho chi minh", "brvt": "ba ria vung tau"}

// expand folds a name that may be one of the short ones.
func expand(name string) string {
	key := fold(name)
	if full, ok := short[key]; ok {
		return full
	}
	return key
}

func (l *List) indexNames() {
	l.first = make(map[string]int32, len(l.rows)/2)
	l.next = make([]int32, len(l.rows))
	for i := int32(len(l.rows)) - 1; i >= 0; i-- {
		key := fold(l.rows[i].name)
		if after, ok := l.first[key]; ok {
			l.next[i] = after
		} else {
			l.next[i] = none
		}
		l.first[key] = i
	}
}

// bearingName gives the units of a folded name, by code.
func (l *List) bearingName(key string) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		i, ok := l.first[key]
		for ; ok && i != none; i = l.next[i] {
			if !yield(i) {
				return
			}
		}
	}
}

// titles are the words that stand before a name, without marks, and their kinds.
var titles = map[string]string{
	"xa": "xã", "x": "xã",
	"phuong": "phường", "p": "phường",
	"thi tran": "thị trấn", "tt": "thị trấn", "t t": "thị trấn",
	"dac khu": "đặc khu",
	"huyen":   "huyện", "h": "huyện", "huyen dao": "huyện",
	"quan": "quận", "q": "quận",
	"thi xa": "thị xã", "tx": "thị xã", "t x": "thị xã",
	"thanh pho": "thành phố", "tp": "thành phố", "t p": "thành phố",
	"tinh": "tỉnh", "t": "tỉnh",
}

// titleWords is the most words that a title has.
const titleWords = 2

// reading is one way to take a text as a unit: its first words as the kind or
// as a part of the name (xã Xá Lượng, phường Phường Đúc).
type reading struct {
	kind string // "" when the text does not tell
	name string
}

// readings returns the ways to take words as a unit.
func readings(words []string) []reading {
	if len(words) == 0 {
		return nil
	}
	out := []reading{{name: strings.Join(words, " ")}}
	for n := 1; n <= titleWords && n < len(words); n++ {
		if kind, ok := titles[fold(strings.Join(words[:n], " "))]; ok {
			out = append(out, reading{kind: kind, name: strings.Join(words[n:], " ")})
		}
	}
	return out
}

// wordsOf takes a text apart: «P.5» and «P5» are two words, a full stop ends
// one.
func wordsOf(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(viet.Clean(text), func(r rune) bool { return r == ' ' || r == '.' }) {
		out = append(out, unglue(w)...)
	}
	return out
}

// glued are the words that a number follows without a space.
var glued = []string{"ap", "p", "q", "k", "x"}

// unglue parts the kind from the number that was written on to it.
func unglue(word string) []string {
	cut := strings.IndexAny(word, "0123456789")
	if cut > 0 && slices.Contains(glued, fold(word[:cut])) {
		return []string{word[:cut], word[cut:]}
	}
	return []string{word}
}

// How a kind was said.
const (
	kindSaid    = iota // and it is the unit's
	kindUnsaid         // the text begins with the name
	kindDiffers        // of the same level: xã for what is a phường now
)

// How a name was spelled.
const (
	spelledExactly = iota
	spelledAlike   // other case, other place of the tone, 05 for 5
	spelledLoosely // i for y
	spelledBarely  // marks missing or wrong
)

// match is a unit that a text may mean.
type match struct {
	unit    int32
	kind    int
	spelled int
}

// lookup returns the units that words may mean among those that stood on the
// day.
func (l *List) lookup(words []string, in span) []match {
	var out []match
	for _, r := range readings(words) {
		for i := range l.bearingName(expand(r.name)) {
			if u := l.rows[i]; u.stood(in) && u.kindOf().mayBe(r.kind) {
				out = append(out, match{i, said(r.kind, u.kindOf().word), spelling(r.name, u.name)})
			}
		}
	}
	return out
}

func said(kind, actual string) int {
	switch kind {
	case actual:
		return kindSaid
	case "":
		return kindUnsaid
	}
	return kindDiffers
}

// settle is the same for names that papers take for one: phường 5, Phường 05.
func settle(name string) string {
	words := strings.Fields(viet.MatchKey(viet.Clean(name)))
	for i, w := range words {
		words[i] = trimZeros(w)
	}
	return strings.Join(words, " ")
}

func spelling(written, name string) int {
	switch {
	case written == name:
		return spelledExactly
	case settle(written) == settle(name):
		return spelledAlike
	case viet.LooseKey(written) == viet.LooseKey(name):
		return spelledLoosely
	}
	return spelledBarely
}

// believe leaves out units of another kind than the text says, when there are
// some of that kind.
func believe(found []match) []match {
	if !slices.ContainsFunc(found, func(m match) bool { return m.kind == kindSaid }) {
		return found
	}
	return slices.DeleteFunc(found, func(m match) bool { return m.kind == kindDiffers })
}

// best puts the exact spelling first, then what is today or ended last, then
// the order of the codes; each unit once. It changes found.
func (l *List) best(found []match) []match {
	slices.SortFunc(found, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.spelled, b.spelled),
			cmp.Compare(l.rows[b.unit].from, l.rows[a.unit].from), cmp.Compare(a.unit, b.unit))
	})
	seen := map[int32]bool{}
	return slices.DeleteFunc(found, func(m match) bool {
		again := seen[m.unit]
		seen[m.unit] = true
		return again
	})
}

// Named returns the units of any level that bore a name on the day (zero: at
// any time) as officers write it: in any case, marks wrong or missing, with the
// kind before it or not («xã», «x.», «TT»), Eth for Đ, tones in the old or the
// new place. The exact spelling comes first. A unit of another kind is returned
// only if none is of the kind said.
func (l *List) Named(name string, on registry.Date) []Unit {
	words := wordsOf(name)
	if len(words) > maxWords {
		return nil
	}
	var out []Unit
	for _, m := range l.best(believe(l.lookup(words, spanOf(on)))) {
		out = append(out, l.unit(m.unit))
	}
	return out
}

// Named is List.Named at home, and in the nation when home has no such name.
func Named(name string, on registry.Date) []Unit {
	if found := Home().Named(name, on); len(found) > 0 {
		return found
	}
	return Nation().Named(name, on)
}
