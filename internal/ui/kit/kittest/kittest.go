// Package kittest drives widgets in tests without a window, in the order of a
// real one: a key press is TypedKey first and TypedRune after it, Tab and
// shortcuts are tried before either, and Shift can be asked of the driver.
package kittest

import (
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"thamho.vn/internal/ui/kit"
)

// Window is a window with a keyboard.
type Window struct {
	fyne.Window
	canvas *canvas
	menu   *fyne.MainMenu
	closed bool
}

// Open shows content in a window of the light theme and closes it with the
// test. Tests that open windows must not run in parallel: Fyne knows one app.
func Open(t testing.TB, content fyne.CanvasObject, width, height float32) *Window {
	t.Helper()
	w := &Window{Window: desk.NewWindow("")}
	t.Cleanup(w.Close)
	w.SetPadded(false)
	w.canvas = &canvas{Canvas: w.Window.Canvas()}
	desk.driver.canvas = w.canvas
	if _, framed := content.(*kit.Frame); !framed {
		content = Floating(content)
	}
	w.SetContent(content)
	w.Resize(fyne.NewSize(width, height))
	return w
}

// Close closes the window; again does nothing, where Fyne's would hang.
func (w *Window) Close() {
	if w.closed {
		return
	}
	w.closed = true
	w.Window.Close()
	if desk.driver.canvas == w.canvas {
		desk.driver.canvas = nil
	}
}

// Canvas returns the window's canvas.
func (w *Window) Canvas() fyne.Canvas { return w.canvas }

// Floating puts content under a layer on which lists drop down, as a Frame
// does.
func Floating(content fyne.CanvasObject) fyne.CanvasObject {
	return &fyne.Container{Layout: fill{}, Objects: []fyne.CanvasObject{content, kit.NewFloat()}}
}

// SetMenu sets the main menu whose shortcuts come first.
func (w *Window) SetMenu(m *fyne.MainMenu) { w.menu = m }

// Press presses a key without a letter.
func (w *Window) Press(names ...fyne.KeyName) {
	for _, n := range names {
		w.key(n)
	}
}

// PressShift presses a key while Shift is held.
func (w *Window) PressShift(name fyne.KeyName) {
	desk.driver.held = fyne.KeyModifierShift
	w.hold(true)
	w.key(name)
	w.hold(false)
	desk.driver.held = 0
}

func (w *Window) hold(down bool) {
	k, ok := w.Canvas().Focused().(desktop.Keyable)
	ev := &fyne.KeyEvent{Name: desktop.KeyShiftLeft}
	switch {
	case !ok:
	case down:
		k.KeyDown(ev)
	default:
		k.KeyUp(ev)
	}
}

func (w *Window) key(name fyne.KeyName) {
	c := w.Canvas()
	if name == fyne.KeyTab && !w.takesTab() {
		if desk.driver.held&fyne.KeyModifierShift != 0 {
			c.FocusPrevious()
		} else {
			c.FocusNext()
		}
		return
	}
	ev := &fyne.KeyEvent{Name: name}
	if f := c.Focused(); f != nil {
		f.TypedKey(ev)
	} else if typed := c.OnTypedKey(); typed != nil {
		typed(ev)
	}
}

func (w *Window) takesTab() bool {
	t, ok := w.Canvas().Focused().(fyne.Tabbable)
	return ok && t.AcceptsTab()
}

// Type types letters, each as key and rune.
func (w *Window) Type(text string) {
	for _, r := range text {
		w.key(fyne.KeyName(string(unicode.ToUpper(r))))
		if f := w.Canvas().Focused(); f != nil {
			f.TypedRune(r)
		}
	}
}

// Ctrl presses a key with Ctrl: the main menu first, then the focus, then the
// canvas, as the window does.
func (w *Window) Ctrl(name fyne.KeyName) {
	s := shortcutOf(name)
	if w.runMenu(s) {
		return
	}
	if f, ok := w.Canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(s)
		return
	}
	if c, ok := w.Canvas().(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// Paste presses Ctrl+V with a text on the clipboard.
func (w *Window) Paste(text string) {
	clip := test.NewClipboard()
	clip.SetContent(text)
	if f, ok := w.Canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	}
}

func shortcutOf(name fyne.KeyName) fyne.Shortcut {
	switch name {
	case fyne.KeyA:
		return &fyne.ShortcutSelectAll{}
	case fyne.KeyZ:
		return &fyne.ShortcutUndo{}
	case fyne.KeyY:
		return &fyne.ShortcutRedo{}
	}
	return &desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierControl}
}

func (w *Window) runMenu(s fyne.Shortcut) bool {
	if w.menu == nil {
		return false
	}
	for _, m := range w.menu.Items {
		for _, i := range m.Items {
			if i.Shortcut != nil && i.Shortcut.ShortcutName() == s.ShortcutName() && i.Action != nil {
				i.Action()
				return true
			}
		}
	}
	return false
}

// Focused returns what has the focus.
func (w *Window) Focused() fyne.Focusable { return w.Canvas().Focused() }

// fill gives every object the whole size.
type fill struct{}

func (fill) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (fill) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
}

// SetScale sets how many pixels make one of Fyne's.
func (w *Window) SetScale(scale float32) {
	if c, ok := w.canvas.Canvas.(interface{ SetScale(float32) }); ok {
		c.SetScale(scale)
	}
}
