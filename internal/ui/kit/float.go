package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// Float is the layer above the window on which a list drops down. It is part
// of the window's own objects, not one of Fyne's overlays: an overlay would
// take the focus away from the field that is being typed in.
type Float struct {
	widget.BaseWidget
	ground *canvas.Rectangle
	owner  fyne.CanvasObject
	shown  fyne.CanvasObject
	width  float32
	height float32
}

// NewFloat returns an empty layer. A Frame has its own; it must be the last of
// the window's objects.
func NewFloat() *Float {
	f := &Float{ground: canvas.NewRectangle(nil)}
	f.ExtendBaseWidget(f)
	return f
}

// floatOf finds the layer of the window that o is in.
func floatOf(o fyne.CanvasObject) *Float {
	c := canvasOf(o)
	if c == nil {
		return nil
	}
	switch content := c.Content().(type) {
	case *Frame:
		return content.float
	case *fyne.Container:
		for _, child := range content.Objects {
			if f, ok := child.(*Float); ok {
				return f
			}
		}
	}
	return nil
}

// drop shows content under owner, or above it when there is more room there.
func (f *Float) drop(owner, content fyne.CanvasObject, width, height float32) {
	f.owner, f.shown, f.width, f.height = owner, content, width, height
	f.Refresh()
}

// lift takes away what owner dropped.
func (f *Float) lift(owner fyne.CanvasObject) {
	if f.owner == owner {
		f.owner, f.shown = nil, nil
		f.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (f *Float) CreateRenderer() fyne.WidgetRenderer {
	f.ExtendBaseWidget(f)
	f.paint()
	return &renderer{owner: f, objects: f.objects, place: f.place, least: none, paint: f.paint}
}

func none() fyne.Size { return fyne.Size{} }

func (f *Float) objects() []fyne.CanvasObject {
	if f.shown == nil {
		return nil
	}
	return []fyne.CanvasObject{f.ground, f.shown}
}

func (f *Float) paint() {
	f.ground.FillColor, f.ground.StrokeColor = tint(theme.ColorCard), tint(theme.ColorEdge)
	f.ground.StrokeWidth, f.ground.CornerRadius = 1, theme.Corner
	if f.shown != nil {
		f.shown.Refresh()
	}
}

func (f *Float) place(size fyne.Size) {
	if f.shown == nil {
		return
	}
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(f.owner).Subtract(driver.AbsolutePositionForObject(f))
	y := at.Y + f.owner.Size().Height + ringRoom
	if y+f.height > size.Height && at.Y > size.Height-y {
		y = at.Y - ringRoom - f.height
	}
	x := max(0, min(at.X, size.Width-f.width))
	put(f.ground, x, y, f.width, f.height)
	put(f.shown, x+1, y+1, f.width-2, f.height-2)
}
