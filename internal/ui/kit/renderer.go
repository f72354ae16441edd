package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// renderer is a fyne.WidgetRenderer made of the owner's functions.
type renderer struct {
	owner   fyne.Widget
	objects func() []fyne.CanvasObject // in order of painting and of Tab
	place   func(fyne.Size)
	least   func() fyne.Size
	paint   func() // colours and texts from the owner's state; may be nil
}

func (r *renderer) Destroy()                     {}
func (r *renderer) Layout(size fyne.Size)        { r.place(size) }
func (r *renderer) MinSize() fyne.Size           { return r.least() }
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects() }

func (r *renderer) Refresh() {
	if r.paint != nil {
		r.paint()
	}
	r.place(r.owner.Size())
	canvas.Refresh(r.owner)
}

// fixed returns a function that always gives these objects.
func fixed(objects ...fyne.CanvasObject) func() []fyne.CanvasObject {
	return func() []fyne.CanvasObject { return objects }
}

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

func show(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
