package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// TopHeight is the height of the strip.
const TopHeight = 44

// TopStrip is the line under the menu: whose data, the search, and buttons for
// the hamlet, the typist and the lock. All stay put.
type TopStrip struct {
	widget.BaseWidget
	Search *SearchBox

	unit    *Text
	buttons []*Button
	ground  *canvas.Rectangle
	edge    *canvas.Rectangle
}

// NewTopStrip returns the strip; buttons stand at the right.
func NewTopStrip(unit string, search *SearchBox, buttons ...*Button) *TopStrip {
	t := &TopStrip{
		Search: search, unit: NewText(unit, Name), buttons: buttons,
		ground: canvas.NewRectangle(nil), edge: canvas.NewRectangle(nil),
	}
	t.ExtendBaseWidget(t)
	return t
}

// SetUnit changes whose data it says.
func (t *TopStrip) SetUnit(unit string) { t.unit.Set(unit) }

// Relayout is called when a button's words changed.
func (t *TopStrip) Relayout() { t.Refresh() }

// CreateRenderer implements fyne.Widget.
func (t *TopStrip) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{t.ground, t.edge, t.unit, t.Search}
	for _, b := range t.buttons {
		objects = append(objects, b)
	}
	t.paint()
	return &renderer{owner: t, objects: fixed(objects...), place: t.place, least: t.least, paint: t.paint}
}

func (t *TopStrip) paint() {
	t.ground.FillColor, t.edge.FillColor = tint(theme.ColorCard), tint(theme.ColorLine)
}

func (t *TopStrip) least() fyne.Size { return fyne.NewSize(400, TopHeight) }

// unitMost is how wide the unit's name may be: «thị trấn Trần Văn Thời (cũ)».
const unitMost = 250

func (t *TopStrip) place(size fyne.Size) {
	put(t.ground, 0, 0, size.Width, size.Height)
	put(t.edge, 0, size.Height-1, size.Width, 1)
	right := size.Width - 8
	for i := len(t.buttons) - 1; i >= 0; i-- {
		w := t.buttons[i].MinSize().Width
		right -= w
		put(t.buttons[i], right, middle(size.Height, theme.Field), w, theme.Field)
		right -= formGap
	}
	unit := min(t.unit.MinSize().Width, unitMost)
	left := max(NavWidth+8, 12+unit+formGap)
	if size.Width < narrow {
		unit = min(unit, NavWidth-12)
		left = 12 + unit + formGap
	}
	put(t.unit, 12, middle(size.Height, Name.height()), unit, Name.height())
	put(t.Search, left, middle(size.Height, theme.Field), min(460, right-left), theme.Field)
}
