package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// Thumb is a small picture with two lines below it. A nil Image is on its way.
type Thumb struct {
	Image        image.Image
	Text, Second string
}

// Size of a small picture with its lines.
const (
	thumbWidth  = 172
	thumbHeight = 164
	thumbPad    = 8
)

// Thumbs are small pictures in rows that wrap. The arrow keys choose, Enter
// opens, a click chooses, two open.
type Thumbs struct {
	base

	// OnMove is told when another picture is chosen by the worker; OnOpen when
	// one is to be opened.
	OnMove, OnOpen func(i int)

	items []Thumb
	cur   int
	top   int // first row in sight
	body  *thumbBody
	bar   *scrollBar
	ring  ring
}

var _ Field = (*Thumbs)(nil)

// NewThumbs returns the widget without pictures.
func NewThumbs() *Thumbs {
	t := &Thumbs{}
	t.body = &thumbBody{wheel: func(up bool) { t.scroll(up) }}
	t.body.ExtendBaseWidget(t.body)
	t.bar = newScrollBar(func(i int) { t.top = i; t.Refresh() })
	t.start(t)
	return t
}

// SetItems shows other pictures; the chosen place stays.
func (t *Thumbs) SetItems(items []Thumb) {
	t.items = items
	t.Refresh()
}

// SetImage fills in a picture that came.
func (t *Thumbs) SetImage(i int, img image.Image) {
	if i < len(t.items) {
		t.items[i].Image = img
		t.Refresh()
	}
}

// Current returns the chosen picture's place, -1 when there are none.
func (t *Thumbs) Current() int {
	if len(t.items) == 0 {
		return -1
	}
	return min(t.cur, len(t.items)-1)
}

// Step chooses the picture that many places on.
func (t *Thumbs) Step(by int) {
	before := t.cur
	t.cur = max(0, min(t.cur+by, len(t.items)-1))
	t.reveal()
	t.Refresh()
	if t.cur != before && t.OnMove != nil {
		t.OnMove(t.cur)
	}
}

func (t *Thumbs) columns() int {
	return max(1, int((t.Size().Width-theme.ScrollBar)/thumbWidth))
}

func (t *Thumbs) rows() int { return (len(t.items) + t.columns() - 1) / t.columns() }

// fit is how many whole rows are in sight.
func (t *Thumbs) fit() int { return max(1, int(t.Size().Height/thumbHeight)) }

func (t *Thumbs) reveal() {
	row := t.cur / t.columns()
	if row < t.top {
		t.top = row
	}
	if n := t.fit(); row >= t.top+n {
		t.top = row - n + 1
	}
}

func (t *Thumbs) scroll(up bool) {
	if up {
		t.top--
	} else {
		t.top++
	}
	t.Refresh()
}

// TypedKey implements fyne.Focusable.
func (t *Thumbs) TypedKey(ev *fyne.KeyEvent) {
	if !t.steer(ev.Name) {
		t.pass(ev)
	}
}

// steer answers the keys that choose and open.
func (t *Thumbs) steer(name fyne.KeyName) bool {
	by, ok := map[fyne.KeyName]int{
		fyne.KeyLeft: -1, fyne.KeyRight: 1, fyne.KeyUp: -t.columns(), fyne.KeyDown: t.columns(),
		fyne.KeyPageUp: -t.columns() * t.fit(), fyne.KeyPageDown: t.columns() * t.fit(),
		fyne.KeyHome: -len(t.items), fyne.KeyEnd: len(t.items),
	}[name]
	switch {
	case ok:
		t.Step(by)
	case name == fyne.KeyReturn || name == fyne.KeyEnter:
		t.open(t.Current())
	default:
		return false
	}
	return true
}

func (t *Thumbs) open(i int) {
	if i >= 0 && t.OnOpen != nil {
		t.OnOpen(i)
	}
}

// SteerThumbs answers the keys of a row of acts that is about the chosen
// picture: ↑↓ choose the one before and after while the focus stays on the acts.
func SteerThumbs(t *Thumbs) func(Key) bool {
	return func(k Key) bool {
		by, ok := map[fyne.KeyName]int{
			fyne.KeyUp: -1, fyne.KeyDown: 1, fyne.KeyPageUp: -t.columns(), fyne.KeyPageDown: t.columns(),
		}[k.Name]
		if ok {
			t.Step(by)
		}
		return ok
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Thumbs) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	t.ring = newRing()
	return &renderer{
		owner: t, objects: fixed(t.body, t.bar, t.ring.rect), place: t.place,
		least: func() fyne.Size { return fyne.NewSize(thumbWidth+theme.ScrollBar, thumbHeight) },
		paint: func() { t.ring.paint(t.focused) },
	}
}

func (t *Thumbs) place(size fyne.Size) {
	t.cur = max(0, min(t.cur, len(t.items)-1))
	t.top = max(0, min(t.top, t.rows()-t.fit()))
	put(t.body, 0, 0, size.Width-theme.ScrollBar, size.Height)
	t.fill()
	t.bar.set(t.rows(), t.fit(), t.top)
	put(t.bar, size.Width-theme.ScrollBar, 0, theme.ScrollBar, size.Height)
	t.ring.around(0, 0, size)
}

// fill gives the drawn cells the pictures in sight.
func (t *Thumbs) fill() {
	first := t.top * t.columns()
	n := max(0, min(t.fit()*t.columns(), len(t.items)-first))
	for len(t.body.cells) < n {
		t.addCell()
	}
	for i, c := range t.body.cells {
		show(c, i < n)
		if i >= n {
			continue
		}
		c.item, c.on = t.items[first+i], first+i == t.cur
		put(c, float32(i%t.columns())*thumbWidth, float32(i/t.columns())*thumbHeight, thumbWidth, thumbHeight)
		c.Refresh()
	}
}

func (t *Thumbs) addCell() {
	nth := len(t.body.cells)
	at := func() int { return t.top*t.columns() + nth }
	c := &thumbCell{tapped: func() { t.take(); t.Step(at() - t.cur) }, opened: func() { t.open(at()) }}
	c.ExtendBaseWidget(c)
	t.body.cells = append(t.body.cells, c)
}

// thumbBody holds the drawn cells and takes the mouse wheel; it is apart because
// Fyne clips what can be scrolled, and the ring stands outside.
type thumbBody struct {
	widget.BaseWidget
	cells []*thumbCell
	wheel func(up bool)
}

// Scrolled implements fyne.Scrollable.
func (b *thumbBody) Scrolled(ev *fyne.ScrollEvent) {
	if ev.Scrolled.DY != 0 {
		b.wheel(ev.Scrolled.DY > 0)
	}
}

// CreateRenderer implements fyne.Widget.
func (b *thumbBody) CreateRenderer() fyne.WidgetRenderer {
	return &renderer{owner: b, objects: func() []fyne.CanvasObject {
		out := make([]fyne.CanvasObject, len(b.cells))
		for i, c := range b.cells {
			out[i] = c
		}
		return out
	}, place: func(fyne.Size) {}, least: none}
}
