package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"thamho.vn/assets/icons"
	"thamho.vn/internal/ui/theme"
)

// Hidden is what stands where a value is not shown. It says that there is one,
// never how long it is.
const Hidden = "••••"

// Veil stands in place of a field whose value is shown on demand: «•••• Hiện».
// Space or a click asks for it; Enter, Tab and the arrows pass it by as any
// field. What is typed goes into the field in place of the hidden value, which
// is not shown for that: whoever holds the paper types as fast as before.
type Veil struct {
	base
	// OnAsk is told that the worker wants to see; it answers by Lift.
	OnAsk func()
	// Clear takes the hidden value out of the field before a letter or digit is
	// typed over it, and tells whether the field has a use for that one. Where it
	// is nil the value has to be shown first: a row of ticks.
	Clear func(typed rune) bool

	field     Field
	ask, hint string
	down      bool

	box, glow *canvas.Rectangle
	ring      ring
	sign      *sign
	dots, act *canvas.Text
	key       *canvas.Text
}

var _ Field = (*Veil)(nil)

// NewVeil returns a veil over a field; it is lifted at first. ask are its words,
// hint is the key that lifts it: «Hiện», «phím cách».
func NewVeil(field Field, ask, hint string) *Veil {
	v := &Veil{field: field, ask: ask, hint: hint, sign: newSign()}
	v.start(v)
	v.Hide()
	return v
}

// Down tells whether the value is hidden.
func (v *Veil) Down() bool { return v.down }

// Drop hides the value.
func (v *Veil) Drop() { v.set(true) }

// Lift shows the value, with the focus where it was.
func (v *Veil) Lift() {
	had := v.focused
	v.set(false)
	if had {
		Focus(v.field)
	}
}

func (v *Veil) set(down bool) {
	v.down = down
	show(v, down)
	show(v.field, !down)
}

func (v *Veil) want() {
	if v.OnAsk != nil {
		v.OnAsk()
	}
}

// Tapped asks for the value.
func (v *Veil) Tapped(*fyne.PointEvent) { v.want() }

// TypedKey implements fyne.Focusable. What is typed comes as a rune as well.
func (v *Veil) TypedKey(ev *fyne.KeyEvent) { v.pass(ev) }

// TypedRune asks for the value, or types over it.
func (v *Veil) TypedRune(r rune) {
	Touch()
	if r == ' ' {
		v.want()
		return
	}
	if v.Clear == nil || !v.Clear(r) {
		return
	}
	v.Lift()
	v.field.TypedRune(r)
}

// MinSize is that of the field: nothing moves when the veil is lifted.
func (v *Veil) MinSize() fyne.Size { return v.field.MinSize() }

// CreateRenderer implements fyne.Widget.
func (v *Veil) CreateRenderer() fyne.WidgetRenderer {
	v.ExtendBaseWidget(v)
	v.box, v.glow = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	v.ring = newRing()
	v.dots, v.act, v.key = canvas.NewText("", nil), canvas.NewText("", nil), canvas.NewText("", nil)
	v.paint()
	return &renderer{
		owner: v, objects: fixed(v.box, v.glow, v.ring.rect, v.sign.img, v.dots, v.act, v.key),
		place: v.place, least: v.field.MinSize, paint: v.paint,
	}
}

func (v *Veil) paint() {
	v.box.CornerRadius, v.glow.CornerRadius = theme.Corner, theme.Corner
	v.box.FillColor, v.box.StrokeColor, v.box.StrokeWidth = tint(theme.ColorNav), tint(theme.ColorEdge), 1
	v.glow.FillColor = tint(theme.ColorHover)
	show(v.glow, v.hovered)
	v.ring.paint(v.focused)
	v.sign.set(icons.Lock, theme.ColorText2)
	setText(v.dots, Hidden, Strong.In(theme.ColorText2))
	setText(v.act, v.ask, Strong.In(theme.ColorMain))
	setText(v.key, v.hint, Caption)
}

const veilPad = 8

func (v *Veil) place(size fyne.Size) {
	h := min(size.Height, theme.Field)
	put(v.box, 0, 0, size.Width, h)
	put(v.glow, 0, 0, size.Width, h)
	v.ring.around(0, 0, fyne.NewSize(size.Width, h))
	x := float32(veilPad)
	put(v.sign.img, x, middle(h, theme.Icon), theme.Icon, theme.Icon)
	x += theme.Icon + 6
	y := middle(h, Strong.height())
	for _, part := range []struct {
		text *canvas.Text
		look Look
	}{{v.dots, Strong}, {v.act, Strong}, {v.key, Caption}} {
		w := part.look.width(part.text.Text)
		show(part.text, x+w <= size.Width-veilPad)
		put(part.text, x, y+baseline(Strong)-baseline(part.look), w, part.look.height())
		x += w + veilPad
	}
}
