package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// listRow is one drawn row of a List. Rows are few, and filled anew as the
// list moves under them.
type listRow struct {
	widget.BaseWidget
	columns []Column
	cells   []Cell // nil: grey, the row is on its way
	on      bool
	hovered bool
	tapped  func()
	opened  func()

	ground, bar, glow, line, wait *canvas.Rectangle
	drawn                         []*drawnCell
}

type drawnCell struct {
	text, second *canvas.Text
	sign         *sign
}

func newListRow(columns []Column, tapped, opened func()) *listRow {
	r := &listRow{columns: columns, tapped: tapped, opened: opened}
	r.ExtendBaseWidget(r)
	return r
}

// MouseDown chooses the row. It is not done in Tapped, which Fyne holds back
// until it is sure that no second click follows.
func (r *listRow) MouseDown(*desktop.MouseEvent) { r.tapped() }

// MouseUp implements desktop.Mouseable.
func (r *listRow) MouseUp(*desktop.MouseEvent) {}

// DoubleTapped opens it.
func (r *listRow) DoubleTapped(*fyne.PointEvent) { r.opened() }

// MouseIn implements desktop.Hoverable.
func (r *listRow) MouseIn(*desktop.MouseEvent) { r.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (r *listRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *listRow) MouseOut() { r.hover(false) }

func (r *listRow) hover(on bool) {
	r.hovered = on
	r.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (r *listRow) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	r.ground, r.bar, r.glow = canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	r.line, r.wait = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	objects := []fyne.CanvasObject{r.ground, r.glow, r.line, r.bar, r.wait}
	r.drawn = nil
	for range r.columns {
		d := &drawnCell{canvas.NewText("", nil), canvas.NewText("", nil), newSign()}
		r.drawn = append(r.drawn, d)
		objects = append(objects, d.text, d.second, d.sign.img)
	}
	r.paint()
	return &renderer{owner: r, objects: fixed(objects...), place: r.place, least: none, paint: r.paint}
}

func (r *listRow) paint() {
	r.ground.FillColor, r.bar.FillColor = tint(theme.ColorSel), tint(theme.ColorMain)
	r.glow.FillColor, r.line.FillColor = tint(theme.ColorHover), tint(theme.ColorLine)
	r.wait.FillColor, r.wait.CornerRadius = tint(theme.ColorLine), theme.Corner
	show(r.ground, r.on)
	show(r.bar, r.on)
	show(r.glow, r.hovered)
	show(r.wait, r.cells == nil)
}

func (r *listRow) place(size fyne.Size) {
	put(r.ground, 0, 0, size.Width, size.Height)
	put(r.glow, 0, 0, size.Width, size.Height)
	put(r.line, 0, size.Height-1, size.Width, 1)
	put(r.bar, 0, 0, theme.SelBar, size.Height)
	put(r.wait, rowPad, middle(size.Height, 12), size.Width/3, 12)
	for i, s := range spans(r.columns, size.Width) {
		cell := Cell{}
		if i < len(r.cells) {
			cell = r.cells[i]
		}
		r.drawn[i].place(cell, r.columns[i], s, size.Height)
	}
}

func (d *drawnCell) place(cell Cell, column Column, s span, height float32) {
	icon, color := cell.sign()
	d.sign.set(icon, color)
	if icon != "" {
		put(d.sign.img, s.x, middle(height, theme.Icon), theme.Icon, theme.Icon)
		s.x, s.w = s.x+theme.Icon+6, s.w-theme.Icon-6
	}
	look := cell.look()
	top := middle(height, look.height())
	if cell.Second != "" {
		top = middle(height, look.height()+Caption.height())
	}
	setText(d.text, cut(cell.Text, s.w, look), look)
	setText(d.second, cut(cell.Second, s.w, Caption), Caption)
	d.text.Alignment = fyne.TextAlignLeading
	if column.Right {
		d.text.Alignment = fyne.TextAlignTrailing
	}
	put(d.text, s.x, top, s.w, look.height())
	put(d.second, s.x, top+look.height(), s.w, Caption.height())
}
