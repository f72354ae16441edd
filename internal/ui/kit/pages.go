package kit

import "slices"

// pagesKept is how many pages stay in memory: enough for every row that can be
// seen and a screenful of scrolling either way, few enough for 200,000 rows.
const pagesKept = 40

// Pages is a Model whose rows come in pages. The caller counts the rows once
// and fetches a page when one of its rows is wanted for the first time.
type Pages[T any] struct {
	// OnArrive is told when rows came, so that the list repaints.
	OnArrive func()
	// OnFail is told when a page could not be fetched. Its rows stay grey
	// until Retry.
	OnFail func(err error)

	size   int
	load   func(page int, done func(rows []T, err error))
	length int
	round  int           // the question; answers to an older one are dropped
	pages  map[int][]T   // nil: asked for
	used   []int         // pages that are here, the longest unused first
	failed map[int]error // not asked for again until Retry
}

// NewPages returns a model without rows. load fetches the rows from page*size
// on through the Runner and calls done on the window's goroutine, later or at
// once.
func NewPages[T any](size int, load func(page int, done func([]T, error))) *Pages[T] {
	return &Pages[T]{size: size, load: load, pages: map[int][]T{}, failed: map[int]error{}}
}

// Reset begins anew with so many rows: another search, or the data changed.
// Answers under way are dropped.
func (p *Pages[T]) Reset(length int) {
	p.round++
	p.length = length
	p.pages, p.failed, p.used = map[int][]T{}, map[int]error{}, nil
}

// Retry asks again for the pages that failed when their rows are next seen.
func (p *Pages[T]) Retry() { p.failed = map[int]error{} }

// Length implements Model.
func (p *Pages[T]) Length() int { return p.length }

// Row implements Model.
func (p *Pages[T]) Row(i int) (row T, ok bool) {
	if i < 0 || i >= p.length {
		return row, false
	}
	page := i / p.size
	rows, asked := p.pages[page]
	if !asked {
		p.ask(page)
		rows = p.pages[page] // load may have answered at once
	}
	if n := i % p.size; n < len(rows) {
		p.touch(page)
		return rows[n], true
	}
	return row, false
}

func (p *Pages[T]) ask(page int) {
	if p.failed[page] != nil {
		return
	}
	p.pages[page] = nil
	round := p.round
	p.load(page, func(rows []T, err error) {
		if round == p.round {
			p.arrive(page, rows, err)
		}
	})
}

func (p *Pages[T]) arrive(page int, rows []T, err error) {
	if err != nil {
		delete(p.pages, page)
		p.failed[page] = err
		if p.OnFail != nil {
			p.OnFail(err)
		}
		return
	}
	p.pages[page] = rows
	p.touch(page)
	p.forget()
	if p.OnArrive != nil {
		p.OnArrive()
	}
}

func (p *Pages[T]) touch(page int) {
	if n := len(p.used); n > 0 && p.used[n-1] == page {
		return
	}
	if i := slices.Index(p.used, page); i >= 0 {
		p.used = slices.Delete(p.used, i, i+1)
	}
	p.used = append(p.used, page)
}

func (p *Pages[T]) forget() {
	for len(p.used) > pagesKept {
		delete(p.pages, p.used[0])
		p.used = p.used[1:]
	}
}
