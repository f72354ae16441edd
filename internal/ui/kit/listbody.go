package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// listBody holds the drawn rows and takes the mouse wheel. It is apart from
// the List because Fyne clips what can be scrolled, and the ring stands
// outside.
type listBody struct {
	widget.BaseWidget
	rows  []*listRow
	wheel func(up bool)
}

func newListBody(wheel func(up bool)) *listBody {
	b := &listBody{wheel: wheel}
	b.ExtendBaseWidget(b)
	return b
}

// Scrolled implements fyne.Scrollable.
func (b *listBody) Scrolled(ev *fyne.ScrollEvent) {
	if ev.Scrolled.DY != 0 {
		b.wheel(ev.Scrolled.DY > 0)
	}
}

// CreateRenderer implements fyne.Widget.
func (b *listBody) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	return &renderer{owner: b, objects: b.objects, place: func(fyne.Size) {}, least: none}
}

func (b *listBody) objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(b.rows))
	for i, r := range b.rows {
		out[i] = r
	}
	return out
}
