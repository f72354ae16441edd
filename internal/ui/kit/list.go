package kit

import (
	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/theme"
)

// List shows rows in columns under a head line, however many there are: only
// those in sight are drawn, and it always stands at a whole row. ↑↓, PageUp,
// PageDown, Home and End choose, Enter opens, a click chooses, two open.
//
// It is its own widget because Fyne's List has no PageUp and no Enter, draws a
// separator object for each row and measures in pixels, which single precision
// can no longer tell apart beyond 200,000 rows.
type List[T any] struct {
	base

	// OnMove is told when another row is chosen by the worker.
	OnMove func(i int)
	// OnOpen is told when a row is to be opened.
	OnOpen func(i int)
	// OnTop is told when ↑ is pressed on the first row (back to the search).
	OnTop func()

	model   Model[T]
	columns []Column
	cells   func(T) []Cell
	height  float32 // of a row

	cur  int
	top  int // first row in sight
	body *listBody
	head *listHead
	bar  *scrollBar
	ring ring
}

var _ Field = (*List[int])(nil)

// NewList returns a list of rows 36 high. cells makes the cells of a row, one
// for each column.
func NewList[T any](model Model[T], columns []Column, cells func(T) []Cell) *List[T] {
	l := &List[T]{model: model, columns: columns, cells: cells, height: theme.Row}
	l.head = newListHead(columns)
	l.body = newListBody(l.wheel)
	l.bar = newScrollBar(l.scrollTo)
	l.start(l)
	return l
}

// NewTallList returns a list of rows of two lines, 52 high.
func NewTallList[T any](model Model[T], columns []Column, cells func(T) []Cell) *List[T] {
	l := NewList(model, columns, cells)
	l.height = theme.RowTall
	return l
}

// SetModel shows other rows, from the first.
func (l *List[T]) SetModel(m Model[T]) {
	l.model = m
	l.cur, l.top = 0, 0
	l.Refresh()
}

// Current returns the chosen row's place, -1 when there are no rows.
func (l *List[T]) Current() int {
	if l.model.Length() == 0 {
		return -1
	}
	return l.cur
}

// CurrentRow returns the chosen row; false when there is none or it is on its
// way.
func (l *List[T]) CurrentRow() (row T, ok bool) {
	if i := l.Current(); i >= 0 {
		return l.model.Row(i)
	}
	return row, false
}

// Choose chooses a row without telling OnMove and brings it into sight.
func (l *List[T]) Choose(i int) {
	l.cur = max(0, min(i, l.model.Length()-1))
	l.reveal()
	l.Refresh()
}

// Step chooses the row so many further on and tells OnMove. The search field
// calls it for ↑↓ while it keeps the focus.
func (l *List[T]) Step(by int) {
	before := l.cur
	l.Choose(l.cur + by)
	if l.cur != before && l.OnMove != nil {
		l.OnMove(l.cur)
	}
}

// Top returns the first row in sight, to be given back to SetTop when the
// screen is opened again.
func (l *List[T]) Top() int { return l.top }

// SetTop scrolls so that row i is the first in sight.
func (l *List[T]) SetTop(i int) {
	l.top = i
	l.Refresh()
}

func (l *List[T]) scrollTo(i int) {
	l.top = i
	l.Refresh()
}

// fit returns how many whole rows are in sight.
func (l *List[T]) fit() int {
	return max(1, int((l.Size().Height-theme.Head)/l.height))
}

func (l *List[T]) reveal() {
	if l.cur < l.top {
		l.top = l.cur
	}
	if n := l.fit(); l.cur >= l.top+n {
		l.top = l.cur - n + 1
	}
}

// clamp keeps cur and top inside the rows, whose number may have changed.
func (l *List[T]) clamp() {
	n := l.model.Length()
	l.cur = max(0, min(l.cur, n-1))
	l.top = max(0, min(l.top, n-l.fit()))
}

// TypedKey implements fyne.Focusable.
func (l *List[T]) TypedKey(ev *fyne.KeyEvent) {
	Touch()
	switch ev.Name {
	case fyne.KeyUp:
		if l.cur == 0 && l.OnTop != nil {
			l.OnTop()
			return
		}
		l.Step(-1)
	case fyne.KeyDown:
		l.Step(1)
	case fyne.KeyPageUp:
		l.Step(-l.fit())
	case fyne.KeyPageDown:
		l.Step(l.fit())
	case fyne.KeyHome:
		l.Step(-l.cur)
	case fyne.KeyEnd:
		l.Step(l.model.Length())
	case fyne.KeyReturn, fyne.KeyEnter:
		l.openRow(l.Current())
	default:
		l.pass(ev)
	}
}

func (l *List[T]) openRow(i int) {
	if i >= 0 && l.OnOpen != nil {
		l.OnOpen(i)
	}
}

// wheel moves by three rows for a notch.
func (l *List[T]) wheel(up bool) {
	if up {
		l.top -= 3
	} else {
		l.top += 3
	}
	l.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (l *List[T]) CreateRenderer() fyne.WidgetRenderer {
	l.ExtendBaseWidget(l)
	l.ring = newRing()
	l.ring.paint(l.focused)
	return &renderer{
		owner: l, objects: fixed(l.head, l.body, l.bar, l.ring.rect),
		place: l.place, least: l.least, paint: l.paint,
	}
}

func (l *List[T]) least() fyne.Size {
	return fyne.NewSize(200, theme.Head+3*l.height)
}

func (l *List[T]) paint() {
	l.ring.paint(l.focused)
	l.head.Refresh()
}

func (l *List[T]) place(size fyne.Size) {
	l.clamp()
	width := size.Width - theme.ScrollBar
	put(l.head, 0, 0, size.Width, theme.Head)
	put(l.body, 0, theme.Head, width, size.Height-theme.Head)
	l.fill(width)
	l.bar.set(l.model.Length(), l.fit(), l.top)
	put(l.bar, width, theme.Head, theme.ScrollBar, size.Height-theme.Head)
	l.ring.around(0, 0, size)
}

// fill makes as many drawn rows as are in sight and gives them their cells.
func (l *List[T]) fill(width float32) {
	n := min(l.fit(), l.model.Length()-l.top)
	for len(l.body.rows) < n {
		l.addRow()
	}
	for i, r := range l.body.rows {
		show(r, i < n)
		if i >= n {
			continue
		}
		r.cells = nil
		if row, ok := l.model.Row(l.top + i); ok {
			r.cells = l.cells(row)
		}
		r.on = l.top+i == l.cur
		put(r, 0, float32(i)*l.height, width, l.height)
		r.Refresh()
	}
}

func (l *List[T]) addRow() {
	nth := len(l.body.rows)
	choose := func() {
		l.take()
		l.Step(l.top + nth - l.cur)
	}
	open := func() { l.openRow(l.top + nth) }
	l.body.rows = append(l.body.rows, newListRow(l.columns, choose, open))
}
