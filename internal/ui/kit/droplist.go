package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// dropRows is how many rows of a dropped list are seen at once.
const dropRows = 8

// dropLine is one row of a dropped list.
type dropLine struct{ text, note string }

// droplist is the list that drops down from a field. It takes no focus: the
// field moves cur with its arrow keys.
type droplist struct {
	widget.BaseWidget
	lines []dropLine
	cur   int
	top   int // first row seen
	rows  []*dropRow
	pick  func(i int)

	// pressed is true from mouse down to mouse up on a row. Fyne takes the
	// focus from the field on mouse down; the list must outlive that.
	pressed bool
}

func newDroplist(pick func(i int)) *droplist {
	d := &droplist{pick: pick}
	for i := range dropRows {
		d.rows = append(d.rows, newDropRow(d, i))
	}
	d.ExtendBaseWidget(d)
	return d
}

func (d *droplist) set(lines []dropLine, cur int) {
	d.lines, d.top = lines, 0
	d.moveTo(cur)
}

// moveTo moves cur within the list and keeps it in sight.
func (d *droplist) moveTo(i int) {
	d.cur = max(0, min(i, len(d.lines)-1))
	if d.cur < d.top {
		d.top = d.cur
	}
	if d.cur >= d.top+dropRows {
		d.top = d.cur - dropRows + 1
	}
	d.Refresh()
}

func (d *droplist) height() float32 {
	return float32(min(len(d.lines), dropRows))*theme.Field + 2
}

// CreateRenderer implements fyne.Widget.
func (d *droplist) CreateRenderer() fyne.WidgetRenderer {
	d.ExtendBaseWidget(d)
	d.paint()
	return &renderer{owner: d, objects: d.objects, place: d.place, least: none, paint: d.paint}
}

func (d *droplist) objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, dropRows)
	for _, r := range d.rows {
		out = append(out, r)
	}
	return out
}

func (d *droplist) paint() {
	for i, r := range d.rows {
		at := d.top + i
		show(r, at < len(d.lines))
		if at < len(d.lines) {
			r.line, r.on = d.lines[at], at == d.cur
			r.Refresh()
		}
	}
}

func (d *droplist) place(size fyne.Size) {
	for i, r := range d.rows {
		put(r, 0, float32(i)*theme.Field, size.Width, theme.Field)
	}
}

// Scrolled moves the list with the mouse wheel.
func (d *droplist) Scrolled(ev *fyne.ScrollEvent) {
	step := 1
	if ev.Scrolled.DY > 0 {
		step = -1
	}
	d.top = max(0, min(d.top+step, len(d.lines)-dropRows))
	d.Refresh()
}

// dropRow is one drawn row.
type dropRow struct {
	widget.BaseWidget
	list *droplist
	nth  int // among the rows in sight
	line dropLine
	on   bool

	ground, bar *canvas.Rectangle
	text, note  *canvas.Text
}

func newDropRow(list *droplist, nth int) *dropRow {
	r := &dropRow{list: list, nth: nth}
	r.ExtendBaseWidget(r)
	return r
}

// MouseDown implements desktop.Mouseable.
func (r *dropRow) MouseDown(*desktop.MouseEvent) { r.list.pressed = true }

// MouseUp implements desktop.Mouseable.
func (r *dropRow) MouseUp(*desktop.MouseEvent) { r.list.pressed = false }

// Tapped implements fyne.Tappable.
func (r *dropRow) Tapped(*fyne.PointEvent) { r.list.pick(r.list.top + r.nth) }

// CreateRenderer implements fyne.Widget.
func (r *dropRow) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	r.ground, r.bar = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	r.text, r.note = canvas.NewText("", nil), canvas.NewText("", nil)
	r.paint()
	return &renderer{
		owner: r, objects: fixed(r.ground, r.bar, r.text, r.note),
		place: r.place, least: none, paint: r.paint,
	}
}

func (r *dropRow) paint() {
	r.ground.FillColor, r.bar.FillColor = tint(theme.ColorSel), tint(theme.ColorMain)
	show(r.ground, r.on)
	show(r.bar, r.on)
	room := r.Size().Width - 24
	note := cut(r.line.note, room/2, Caption)
	setText(r.note, note, Caption)
	setText(r.text, cut(r.line.text, room-Caption.width(note)-8, Body), Body)
}

func (r *dropRow) place(size fyne.Size) {
	r.paint()
	put(r.ground, 0, 0, size.Width, size.Height)
	put(r.bar, 0, 0, theme.SelBar, size.Height)
	y := middle(size.Height, Body.height())
	put(r.text, 12, y, size.Width-24, Body.height())
	w := Caption.width(r.note.Text)
	put(r.note, size.Width-12-w, y+baseline(Body)-baseline(Caption), w, Caption.height())
}
