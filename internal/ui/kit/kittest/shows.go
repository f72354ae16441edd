package kittest

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	fynecanvas "fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// Shows tells whether a line of text with that part in it is on the screen.
func (w *Window) Shows(part string) bool { return shows(w.Canvas().Content(), part) }

func shows(o fyne.CanvasObject, part string) bool {
	if !o.Visible() {
		return false
	}
	var below []fyne.CanvasObject
	switch o := o.(type) {
	case *fynecanvas.Text:
		return strings.Contains(o.Text, part)
	case *fyne.Container:
		below = o.Objects
	case fyne.Widget:
		below = test.WidgetRenderer(o).Objects()
	}
	return slices.ContainsFunc(below, func(o fyne.CanvasObject) bool { return shows(o, part) })
}
