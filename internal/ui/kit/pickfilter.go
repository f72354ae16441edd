package kit

import (
	"cmp"
	"slices"
	"strings"
)

// Option is something that a PickField can hold.
type Option struct {
	ID   string
	Text string
	Note string // quieter, at the right: the commune of a hamlet
	Key  string // what typed text is compared with; "" is made from Text and Note
}

// filter holds options with their folded keys. Thousands are searched at every
// key press, so folding is done once.
type filter struct {
	fold    func(string) string
	options []Option
	keys    []string
}

func newFilter(options []Option, fold func(string) string) *filter {
	f := &filter{fold: fold, options: options, keys: make([]string, len(options))}
	for i, o := range options {
		f.keys[i] = fold(cmp.Or(o.Key, strings.TrimSpace(o.Text+" "+o.Note)))
	}
	return f
}

// find returns the options that hold every word of the query as the beginning
// of a word, those that begin with the query first, else in their own order.
func (f *filter) find(query string) []int {
	words := strings.Fields(f.fold(query))
	whole := strings.Join(words, " ")
	var hits []int
	for i, key := range f.keys {
		if holds(key, words) {
			hits = append(hits, i)
		}
	}
	slices.SortStableFunc(hits, func(a, b int) int {
		return cmp.Compare(rank(f.keys[a], whole), rank(f.keys[b], whole))
	})
	return hits
}

func holds(key string, words []string) bool {
	for _, w := range words {
		if !strings.HasPrefix(key, w) && !strings.Contains(key, " "+w) {
			return false
		}
	}
	return true
}

func rank(key, whole string) int {
	switch {
	case key == whole:
		return 0
	case strings.HasPrefix(key, whole+" "):
		return 1
	case strings.HasPrefix(key, whole):
		return 2
	}
	return 3
}

// exact returns the option whose text is the query, marks and case apart.
func (f *filter) exact(query string) (int, bool) {
	folded := f.fold(strings.TrimSpace(query))
	for i, o := range f.options {
		if o.Text == strings.TrimSpace(query) {
			return i, true
		}
		if folded != "" && f.fold(o.Text) == folded {
			return i, true
		}
	}
	return 0, false
}
