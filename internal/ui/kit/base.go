package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// base is what our drawn widgets share: focus, hover and keys.
type base struct {
	widget.BaseWidget
	keyed
	focused bool
	hovered bool
}

// fieldWidget is a Field with a renderer.
type fieldWidget interface {
	Field
	CreateRenderer() fyne.WidgetRenderer
}

// start ties the widget to itself; every constructor calls it once.
func (b *base) start(self fieldWidget) {
	b.self = self
	b.ExtendBaseWidget(self)
}

// FocusGained shows the ring.
func (b *base) FocusGained() {
	b.focused = true
	b.Refresh()
	b.tellFocus(true)
}

// FocusLost hides the ring.
func (b *base) FocusLost() {
	b.focused = false
	b.Refresh()
	b.tellFocus(false)
}

// TypedRune does nothing; widgets that use digits have their own.
func (b *base) TypedRune(rune) {}

// Arrive implements Field.
func (b *base) Arrive() {}

// Leave implements Field.
func (b *base) Leave() {}

// MouseIn lights the widget up.
func (b *base) MouseIn(*desktop.MouseEvent) { b.setHovered(true) }

// MouseMoved notes that somebody is there.
func (b *base) MouseMoved(*desktop.MouseEvent) { Touch() }

// MouseOut takes the light off.
func (b *base) MouseOut() { b.setHovered(false) }

func (b *base) setHovered(on bool) {
	b.hovered = on
	b.Refresh()
}

// MouseDown takes the focus; on Tapped the field before would already have
// lost it and could not be left.
func (b *base) MouseDown(*desktop.MouseEvent) { b.take() }

// MouseUp implements desktop.Mouseable.
func (b *base) MouseUp(*desktop.MouseEvent) {}

// take moves the focus here after a click.
func (b *base) take() {
	if c := canvasOf(b.self); c != nil {
		leave(c, b.self)
		c.Focus(b.self)
	}
}
