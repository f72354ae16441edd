package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Focus moves the focus to a field as the keyboard does: the field before is
// left, this one is arrived at. Nothing happens while the field is not in a
// window.
func Focus(f Field) {
	c := canvasOf(f)
	if c == nil {
		return
	}
	leave(c, f)
	c.Focus(f)
	f.Arrive()
}

// focusNext moves to the next widget in the order of objects.
func focusNext(c fyne.Canvas, back bool) {
	leave(c, nil)
	if back {
		c.FocusPrevious()
	} else {
		c.FocusNext()
	}
	if f, ok := c.Focused().(Field); ok {
		f.Arrive()
	}
}

func leave(c fyne.Canvas, next fyne.Focusable) {
	if old, ok := c.Focused().(Field); ok && fyne.Focusable(old) != next {
		old.Leave()
	}
}

// canvasOf returns the canvas that o is shown on, or nil. Fyne knows that only
// once o was painted; what has just been put into the window is in the first
// one, for this program has one window.
func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	if o == nil {
		return nil
	}
	driver := fyne.CurrentApp().Driver()
	if c := driver.CanvasForObject(o); c != nil {
		return c
	}
	if all := driver.AllWindows(); len(all) > 0 {
		return all[0].Canvas()
	}
	return nil
}

// release takes the focus away from what is inside o, which is about to leave
// the window: a field that is gone must not go on taking keys.
func release(o fyne.CanvasObject) {
	c := canvasOf(o)
	if c == nil {
		return
	}
	at, ok := c.Focused().(fyne.CanvasObject)
	if ok && within(o, at) {
		leave(c, nil)
		c.Unfocus()
	}
}

// parent is a widget of kit with others inside.
type parent interface{ inside() []fyne.CanvasObject }

func within(o, wanted fyne.CanvasObject) bool {
	return o == wanted ||
		slices.ContainsFunc(childrenOf(o), func(child fyne.CanvasObject) bool { return within(child, wanted) })
}

func childrenOf(o fyne.CanvasObject) []fyne.CanvasObject {
	switch p := o.(type) {
	case parent:
		return p.inside()
	case *fyne.Container:
		return p.Objects
	case *container.Scroll:
		return []fyne.CanvasObject{p.Content}
	}
	return nil
}

// repaint refreshes o and what is inside: a change of theme reaches only what
// is in the window.
func repaint(o fyne.CanvasObject) {
	for _, child := range childrenOf(o) {
		repaint(child)
	}
	o.Refresh()
}

// shiftHeld asks the driver. Key events carry no modifiers, and a field that
// was just reached with Shift+Tab never saw Shift go down.
func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(interface{ CurrentKeyModifiers() fyne.KeyModifier })
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}
