package kit

import (
	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/theme"
)

// Remark is what stands beside a field: what, why, what next, in one or two
// lines. Acts are ways to settle it («1 Giấy ghi đúng như vậy»).
type Remark struct {
	Level Level
	Text  string
	Acts  []Act
}

// remarkView draws a remark in a place of fixed size, so that nothing shifts
// when it comes or goes. With the focus it drops its acts, which digits start.
type remarkView struct {
	base
	remark Remark
	lines  int
	text   *Text
	sign   *sign
	ring   ring
	list   *droplist
}

var _ Field = (*remarkView)(nil)

func newRemarkView(lines int) *remarkView {
	r := &remarkView{lines: lines, sign: newSign()}
	r.text = NewWrapped("", Caption, lines)
	r.list = newDroplist(r.do)
	r.start(r)
	return r
}

func (r *remarkView) set(m Remark) {
	r.remark = m
	r.text.Set(m.Text)
	r.text.SetLook(Caption.In(m.color()))
	r.Refresh()
}

func (m Remark) color() fyne.ThemeColorName {
	if m.Level == Plain {
		return theme.ColorText2
	}
	return m.Level.Color()
}

func (r *remarkView) empty() bool { return r.remark.Text == "" && len(r.remark.Acts) == 0 }

func (r *remarkView) do(i int) {
	acts := r.remark.Acts
	if i < len(acts) && acts[i].Do != nil {
		acts[i].Do()
	}
}

// FocusGained drops the acts.
func (r *remarkView) FocusGained() {
	r.base.FocusGained()
	layer := floatOf(r)
	if layer == nil || len(r.remark.Acts) == 0 {
		return
	}
	lines := make([]dropLine, len(r.remark.Acts))
	for i, a := range r.remark.Acts {
		lines[i] = dropLine{text: digitOf(i) + "  " + a.Text}
	}
	r.list.set(lines, 0)
	layer.drop(r, r.list, max(r.Size().Width, 280), r.list.height())
}

// FocusLost lifts the acts, unless the mouse is taking one.
func (r *remarkView) FocusLost() {
	r.base.FocusLost()
	if layer := floatOf(r); layer != nil && !r.list.pressed {
		layer.lift(r)
	}
}

// TypedRune starts an act.
func (r *remarkView) TypedRune(c rune) {
	if i, ok := indexOf(c, len(r.remark.Acts)); ok {
		r.do(i)
	}
}

// TypedKey moves among the acts.
func (r *remarkView) TypedKey(ev *fyne.KeyEvent) {
	if len(r.remark.Acts) == 0 {
		r.pass(ev)
		return
	}
	switch ev.Name {
	case fyne.KeyUp:
		r.list.moveTo(r.list.cur - 1)
	case fyne.KeyDown:
		r.list.moveTo(r.list.cur + 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		r.do(r.list.cur)
	default:
		r.pass(ev)
	}
}

// CreateRenderer implements fyne.Widget.
func (r *remarkView) CreateRenderer() fyne.WidgetRenderer {
	r.ring = newRing()
	r.paint()
	return &renderer{owner: r, objects: fixed(r.sign.img, r.text, r.ring.rect), place: r.place, least: none, paint: r.paint}
}

func (r *remarkView) paint() {
	r.sign.set(r.remark.Level.Sign(), r.remark.color())
	r.ring.paint(r.focused)
}

func (r *remarkView) place(size fyne.Size) {
	left := float32(0)
	if r.remark.Level != Plain {
		left = theme.Icon + 6
	}
	put(r.text, left, 0, size.Width-left, size.Height)
	h := min(r.text.heightFor(size.Width-left), size.Height)
	put(r.text, left, middle(size.Height, h), size.Width-left, h)
	put(r.sign.img, 0, middle(size.Height, theme.Icon), theme.Icon, theme.Icon)
	r.ring.around(0, 0, size)
}
