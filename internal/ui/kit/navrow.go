package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// navRow is one place of the Nav.
type navRow struct {
	widget.BaseWidget
	nav         *Nav
	nth         int
	place       Place
	on, compact bool
	hovered     bool

	ground, bar, glow  *canvas.Rectangle
	digit, word, count *canvas.Text
}

func newNavRow(nav *Nav, nth int, p Place) *navRow {
	r := &navRow{nav: nav, nth: nth, place: p}
	r.ExtendBaseWidget(r)
	return r
}

// Tapped implements fyne.Tappable.
func (r *navRow) Tapped(*fyne.PointEvent) { r.nav.goTo(r.nth) }

// MouseIn implements desktop.Hoverable.
func (r *navRow) MouseIn(*desktop.MouseEvent) { r.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (r *navRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *navRow) MouseOut() { r.hover(false) }

func (r *navRow) hover(on bool) {
	r.hovered = on
	r.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (r *navRow) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	r.ground, r.bar, r.glow = canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	r.digit, r.word, r.count = canvas.NewText("", nil), canvas.NewText("", nil), canvas.NewText("", nil)
	r.paint()
	return &renderer{
		owner: r, objects: fixed(r.ground, r.glow, r.bar, r.digit, r.word, r.count),
		place: r.lay, least: none, paint: r.paint,
	}
}

func (r *navRow) paint() {
	r.ground.FillColor, r.bar.FillColor = tint(theme.ColorSel), tint(theme.ColorMain)
	r.glow.FillColor = tint(theme.ColorHover)
	show(r.ground, r.on)
	show(r.bar, r.on)
	show(r.glow, r.hovered)
}

func (r *navRow) lay(size fyne.Size) {
	put(r.ground, 0, 0, size.Width, size.Height)
	put(r.glow, 0, 0, size.Width, size.Height)
	put(r.bar, 0, 0, theme.SelBar, size.Height)
	word, look := r.place.Word, Body
	if r.compact {
		word = r.place.Short
	}
	if r.on {
		look = Strong
	}
	foot := middle(size.Height, Body.height()) + baseline(Body)
	at := func(t *canvas.Text, text string, l Look, x, w float32) {
		setText(t, text, l)
		put(t, x, foot-baseline(l), w, l.height())
	}
	at(r.digit, digitOf(r.nth), Strong.In(theme.ColorMain), 14, 14)
	count := Caption.width(r.place.Count)
	at(r.count, r.place.Count, Caption, size.Width-12-count, count)
	room := size.Width - 34 - 12
	if r.place.Count != "" {
		room -= count + 6
	}
	at(r.word, cut(word, room, look), look, 34, room)
}
