package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// listHead is the line with the titles.
type listHead struct {
	widget.BaseWidget
	columns []Column
	ground  *canvas.Rectangle
	titles  []*canvas.Text
}

func newListHead(columns []Column) *listHead {
	h := &listHead{columns: columns, ground: canvas.NewRectangle(nil)}
	for _, c := range columns {
		t := canvas.NewText("", nil)
		if c.Right {
			t.Alignment = fyne.TextAlignTrailing
		}
		h.titles = append(h.titles, t)
	}
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer implements fyne.Widget.
func (h *listHead) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{h.ground}
	for _, t := range h.titles {
		objects = append(objects, t)
	}
	h.paint()
	return &renderer{owner: h, objects: fixed(objects...), place: h.place, least: none, paint: h.paint}
}

func (h *listHead) paint() { h.ground.FillColor = tint(theme.ColorNav) }

func (h *listHead) place(size fyne.Size) {
	put(h.ground, 0, 0, size.Width, size.Height)
	look := Caption
	look.Bold = true
	for i, s := range spans(h.columns, size.Width-theme.ScrollBar) {
		setText(h.titles[i], cut(h.columns[i].Title, s.w, look), look)
		put(h.titles[i], s.x, middle(size.Height, look.height()), s.w, look.height())
	}
}
