package kittest

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"thamho.vn/internal/ui/theme"
)

// desk is the one app of the tests: Fyne's test app, with a driver that knows
// which keys are held, as a desktop driver does.
var desk = newApp()

type app struct {
	fyne.App
	driver *driver
}

func newApp() *app {
	inner := test.NewApp()
	inner.Settings().SetTheme(theme.New(theme.Light))
	a := &app{App: inner, driver: &driver{Driver: inner.Driver()}}
	fyne.SetCurrentApp(a)
	return a
}

// Driver implements fyne.App.
func (a *app) Driver() fyne.Driver { return a.driver }

type driver struct {
	fyne.Driver
	held   fyne.KeyModifier
	canvas *canvas // of the open window
}

// CurrentKeyModifiers is what a desktop driver tells.
func (d *driver) CurrentKeyModifiers() fyne.KeyModifier { return d.held }

// CanvasForObject gives the open window's canvas, as Fyne's own test driver
// does.
func (d *driver) CanvasForObject(o fyne.CanvasObject) fyne.Canvas {
	if d.canvas != nil {
		return d.canvas
	}
	return d.Driver.CanvasForObject(o)
}

// canvas takes shortcuts, as that of a real window does.
type canvas struct {
	fyne.Canvas
	shortcuts fyne.ShortcutHandler
}

// AddShortcut implements fyne.Canvas.
func (c *canvas) AddShortcut(s fyne.Shortcut, f func(fyne.Shortcut)) { c.shortcuts.AddShortcut(s, f) }

// RemoveShortcut implements fyne.Canvas.
func (c *canvas) RemoveShortcut(s fyne.Shortcut) { c.shortcuts.RemoveShortcut(s) }

// TypedShortcut implements fyne.Shortcutable.
func (c *canvas) TypedShortcut(s fyne.Shortcut) { c.shortcuts.TypedShortcut(s) }
