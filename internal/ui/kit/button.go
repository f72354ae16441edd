package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"thamho.vn/internal/ui/theme"
)

// Button does one act. It shows the keys that do the same («Lưu  Ctrl+S»);
// Enter and Space press it while it has the focus. There are no grey buttons:
// one that can't act says why when pressed.
type Button struct {
	base
	Main bool // the main act of the screen, at most one; set before it is shown

	label, hint string
	do          func()

	box, glow *canvas.Rectangle
	ring      ring
	text, key *canvas.Text
}

// NewButton returns a button; hint is the keys, or "".
func NewButton(label, hint string, do func()) *Button {
	b := &Button{label: label, hint: hint, do: do}
	b.start(b)
	return b
}

// NewMainButton returns the button of the screen's main act.
func NewMainButton(label, hint string, do func()) *Button {
	b := NewButton(label, hint, do)
	b.Main = true
	return b
}

// SetLabel changes the words.
func (b *Button) SetLabel(label string) {
	b.label = label
	b.Refresh()
}

// Label returns the words.
func (b *Button) Label() string { return b.label }

// Press does the act.
func (b *Button) Press() {
	if b.do != nil {
		b.do()
	}
}

// Tapped implements fyne.Tappable.
func (b *Button) Tapped(*fyne.PointEvent) { b.Press() }

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		b.Press()
	default:
		b.pass(ev)
	}
}

const buttonPad = 12

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	b.box, b.glow = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	b.ring = newRing()
	b.text, b.key = canvas.NewText("", nil), canvas.NewText("", nil)
	b.paint()
	return &renderer{
		owner: b, objects: fixed(b.box, b.glow, b.ring.rect, b.text, b.key),
		place: b.place, least: b.least, paint: b.paint,
	}
}

func (b *Button) looks() (text, key Look) {
	text, key = Strong, Caption
	if b.Main {
		return text.In(theme.ColorOnMain), key.In(theme.ColorOnMain)
	}
	return text.In(theme.ColorMain), key
}

func (b *Button) paint() {
	b.box.CornerRadius, b.glow.CornerRadius = theme.Corner, theme.Corner
	b.box.FillColor, b.box.StrokeWidth = tint(theme.ColorCard), 1
	b.box.StrokeColor = tint(theme.ColorEdge)
	if b.Main {
		b.box.FillColor, b.box.StrokeWidth = tint(theme.ColorMain), 0
	}
	b.glow.FillColor = tint(theme.ColorHover)
	show(b.glow, b.hovered)
	b.ring.paint(b.focused)
	text, key := b.looks()
	setText(b.text, b.label, text)
	setText(b.key, b.hint, key)
}

func (b *Button) least() fyne.Size {
	text, key := b.looks()
	w := 2*buttonPad + text.width(b.label)
	if b.hint != "" {
		w += 8 + key.width(b.hint)
	}
	return fyne.NewSize(w, theme.Button)
}

func (b *Button) place(size fyne.Size) {
	put(b.box, 0, 0, size.Width, size.Height)
	put(b.glow, 0, 0, size.Width, size.Height)
	b.ring.around(0, 0, size)
	text, key := b.looks()
	base := middle(size.Height, text.height())
	w := text.width(b.label)
	put(b.text, buttonPad, base, w, text.height())
	// the hint stands on the same foot line as the label
	put(b.key, buttonPad+w+8, base+baseline(text)-baseline(key), key.width(b.hint), key.height())
}
