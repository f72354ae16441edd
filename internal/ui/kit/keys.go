package kit

import (
	"strings"

	"fyne.io/fyne/v2"
)

// Key is a key press that a widget did not use itself.
type Key struct {
	Name  fyne.KeyName
	Shift bool
}

// Enter tells whether the key is one of the two Enter keys.
func (k Key) Enter() bool { return k.Name == fyne.KeyReturn || k.Name == fyne.KeyEnter }

// Field is a widget of kit that takes keys. A screen may make its own by
// embedding one.
type Field interface {
	fyne.CanvasObject
	fyne.Focusable

	// SetOnKey sets who is asked about keys that the field does not use; it
	// answers whether it used the key.
	SetOnKey(func(Key) bool)

	// SetOnFocus sets who is told when the focus comes (true) and goes.
	SetOnFocus(func(bool))

	// Arrive is called after the focus came by keyboard: a text field marks
	// its text, so that typing replaces it.
	Arrive()

	// Leave is called before the focus goes elsewhere in the window, and
	// before a save: the place to tidy a text. It is not called when only the
	// window loses the focus: half a name must stay as it is.
	Leave()
}

// keyed is the part of a Field that hands keys on.
type keyed struct {
	self    Field
	onKey   func(Key) bool
	onFocus func(bool)
}

// SetOnKey implements Field.
func (k *keyed) SetOnKey(f func(Key) bool) { k.onKey = f }

// SetOnFocus implements Field.
func (k *keyed) SetOnFocus(f func(bool)) { k.onFocus = f }

// AcceptsTab makes Fyne give us the Tab key: the owner decides where it goes.
func (k *keyed) AcceptsTab() bool { return true }

// travels tells which keys are handed on: letters come again as runes, and the
// modifiers alone mean nothing.
func travels(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyTab, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyEscape, fyne.KeyUp, fyne.KeyDown,
		fyne.KeyLeft, fyne.KeyRight, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyHome, fyne.KeyEnd:
		return true
	}
	return isFunctionKey(name)
}

func isFunctionKey(name fyne.KeyName) bool {
	return len(name) > 1 && name[0] == 'F' && strings.Trim(string(name[1:]), "0123456789") == ""
}

// pass hands a key to the owner, then to the window.
func (k *keyed) pass(ev *fyne.KeyEvent) {
	Touch()
	if !travels(ev.Name) {
		return
	}
	if k.onKey != nil && k.onKey(Key{Name: ev.Name, Shift: shiftHeld()}) {
		return
	}
	c := canvasOf(k.self)
	if c == nil {
		return
	}
	if ev.Name == fyne.KeyTab {
		focusNext(c, shiftHeld())
		return
	}
	if f := c.OnTypedKey(); f != nil {
		f(ev)
	}
}

func (k *keyed) tellFocus(got bool) {
	Touch()
	if k.onFocus != nil {
		k.onFocus(got)
	}
}
