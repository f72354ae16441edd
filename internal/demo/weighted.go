package demo

import "sort"

// odds is an item with its weight.
type odds[T any] struct {
	item   T
	weight int
}

// weighted is a table to draw from: an item comes up in proportion to its
// weight.
type weighted[T any] struct {
	items []T
	upTo  []int // sums of the weights up to and with each item
}

func tableOf[T any](rows []odds[T]) weighted[T] {
	var w weighted[T]
	for _, r := range rows {
		w.add(r.item, r.weight)
	}
	return w
}

func (w *weighted[T]) add(item T, weight int) {
	w.items = append(w.items, item)
	w.upTo = append(w.upTo, w.total()+weight)
}

func (w *weighted[T]) total() int {
	if len(w.upTo) == 0 {
		return 0
	}
	return w.upTo[len(w.upTo)-1]
}

// draw returns an item. The table must not be empty.
func (w *weighted[T]) draw(d dice) T {
	n := d.IntN(w.total())
	return w.items[sort.SearchInts(w.upTo, n+1)]
}
