package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"thamho.vn/internal/ui/theme"
)

// Place is somewhere that the worker can go: digit, word and a count of what
// waits there.
type Place struct {
	Word  string
	Short string // for a narrow window
	Count string // "" for none
}

// Nav is the column at the left. Ctrl and the digit go from anywhere (the main
// menu); with the focus here the digit alone does, ↑↓ and Enter too.
type Nav struct {
	base
	OnGo func(i int)

	rows    []*navRow
	here    int // where the worker is, -1 for nowhere
	cur     int // where the arrow keys stand
	compact bool
	ground  *canvas.Rectangle
	ring    ring
}

var _ Field = (*Nav)(nil)

// Widths of the column.
const (
	NavWidth        = 172
	NavCompactWidth = 112
)

// NewNav returns the column of places.
func NewNav(places ...Place) *Nav {
	n := &Nav{ground: canvas.NewRectangle(nil), here: -1}
	n.start(n)
	for i, p := range places {
		n.rows = append(n.rows, newNavRow(n, i, p))
	}
	return n
}

// SetHere marks where the worker is.
func (n *Nav) SetHere(i int) {
	n.here, n.cur = i, max(i, 0)
	n.Refresh()
}

// SetCount shows how many things wait at a place, "" for none.
func (n *Nav) SetCount(i int, count string) {
	n.rows[i].place.Count = count
	n.rows[i].Refresh()
}

// setCompact shows digit and short word.
func (n *Nav) setCompact(on bool) {
	if n.compact != on {
		n.compact = on
		n.Refresh()
	}
}

func (n *Nav) goTo(i int) {
	if i >= 0 && i < len(n.rows) && n.OnGo != nil {
		n.OnGo(i)
	}
}

// TypedRune goes to the place of a digit.
func (n *Nav) TypedRune(r rune) {
	if i, ok := indexOf(r, len(n.rows)); ok {
		n.goTo(i)
	}
}

// TypedKey implements fyne.Focusable.
func (n *Nav) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyUp:
		n.step(-1)
	case fyne.KeyDown:
		n.step(1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		n.goTo(n.cur)
	default:
		n.pass(ev)
	}
}

func (n *Nav) step(by int) {
	if next := n.cur + by; next >= 0 && next < len(n.rows) {
		n.cur = next
		n.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (n *Nav) CreateRenderer() fyne.WidgetRenderer {
	n.ring = newRing()
	n.paint()
	return &renderer{owner: n, objects: n.objects, place: n.place, least: n.least, paint: n.paint}
}

func (n *Nav) objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{n.ground}
	for _, r := range n.rows {
		out = append(out, r)
	}
	return append(out, n.ring.rect)
}

func (n *Nav) paint() {
	n.ground.FillColor = tint(theme.ColorNav)
	n.ring.paint(n.focused)
	for i, r := range n.rows {
		r.on, r.compact = i == n.here, n.compact
		r.Refresh()
	}
}

func (n *Nav) least() fyne.Size {
	w := float32(NavWidth)
	if n.compact {
		w = NavCompactWidth
	}
	return fyne.NewSize(w, float32(len(n.rows))*theme.Row+2*navPad)
}

const navPad = 8

func (n *Nav) place(size fyne.Size) {
	put(n.ground, 0, 0, size.Width, size.Height)
	for i, r := range n.rows {
		put(r, 0, navPad+float32(i)*theme.Row, size.Width, theme.Row)
	}
	// inside the column, which reaches to the edge of the window
	n.ring.around(ringRoom+1, navPad+float32(n.cur)*theme.Row+ringRoom, fyne.NewSize(size.Width-2*ringRoom-2, theme.Row-2*ringRoom))
}
