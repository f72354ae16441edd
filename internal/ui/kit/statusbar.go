package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/assets/icons"
	"thamho.vn/internal/ui/theme"
)

// StatusCell is one of the four parts of the status bar.
type StatusCell struct {
	Text  string
	Level Level
	Icon  icons.Name // in place of the level's own sign
}

// StatusBar is the line at the foot of the window. Its four cells never move:
// what was just done, what waits, the last sync, the server.
type StatusBar struct {
	widget.BaseWidget
	ground *canvas.Rectangle
	edge   *canvas.Rectangle
	cells  [4]*statusCell
}

var statusShares = [4]float32{0.36, 0.26, 0.19, 0.19}

// StatusHeight is the height of the bar.
const StatusHeight = 30

// NewStatusBar returns an empty bar.
func NewStatusBar() *StatusBar {
	s := &StatusBar{ground: canvas.NewRectangle(nil), edge: canvas.NewRectangle(nil)}
	for i := range s.cells {
		s.cells[i] = newStatusCell()
	}
	s.ExtendBaseWidget(s)
	return s
}

// Set fills a cell, 0 to 3.
func (s *StatusBar) Set(i int, c StatusCell) { s.cells[i].set(c) }

// Cell returns what stands in a cell.
func (s *StatusBar) Cell(i int) StatusCell { return s.cells[i].cell }

// CreateRenderer implements fyne.Widget.
func (s *StatusBar) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{s.ground, s.edge}
	for _, c := range s.cells {
		objects = append(objects, c)
	}
	s.paint()
	return &renderer{owner: s, objects: fixed(objects...), place: s.place, least: s.least, paint: s.paint}
}

func (s *StatusBar) paint() {
	s.ground.FillColor, s.edge.FillColor = tint(theme.ColorNav), tint(theme.ColorLine)
	for _, c := range s.cells {
		c.Refresh()
	}
}

func (s *StatusBar) least() fyne.Size { return fyne.NewSize(400, StatusHeight) }

func (s *StatusBar) place(size fyne.Size) {
	put(s.ground, 0, 0, size.Width, size.Height)
	put(s.edge, 0, 0, size.Width, 1)
	x := float32(0)
	for i, c := range s.cells {
		w := size.Width * statusShares[i]
		put(c, x, 1, w, size.Height-1)
		x += w
	}
}

type statusCell struct {
	widget.BaseWidget
	cell   StatusCell
	ground *canvas.Rectangle
	edge   *canvas.Rectangle
	sign   *sign
	text   *canvas.Text
}

func newStatusCell() *statusCell {
	c := &statusCell{
		ground: canvas.NewRectangle(nil), edge: canvas.NewRectangle(nil),
		sign: newSign(), text: canvas.NewText("", nil),
	}
	c.ExtendBaseWidget(c)
	return c
}

func (c *statusCell) set(cell StatusCell) {
	c.cell = cell
	c.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *statusCell) CreateRenderer() fyne.WidgetRenderer {
	c.paint()
	return &renderer{
		owner: c, objects: fixed(c.ground, c.edge, c.sign.img, c.text),
		place: c.place, least: none, paint: c.paint,
	}
}

func (c *statusCell) look() Look {
	if c.cell.Level == Plain {
		return Caption.In(theme.ColorText)
	}
	return Caption.In(c.cell.Level.Color())
}

func (c *statusCell) paint() {
	c.ground.FillColor, c.edge.FillColor = tint(c.cell.Level.Ground()), tint(theme.ColorLine)
	show(c.ground, c.cell.Level == Warn || c.cell.Level == Error)
	icon := c.cell.Icon
	if icon == "" {
		icon = c.cell.Level.Sign()
	}
	c.sign.set(icon, c.look().Color)
}

func (c *statusCell) place(size fyne.Size) {
	put(c.ground, 0, 0, size.Width, size.Height)
	put(c.edge, size.Width-1, 0, 1, size.Height)
	x := float32(12)
	if c.sign.img.Visible() {
		put(c.sign.img, x, middle(size.Height, theme.Icon), theme.Icon, theme.Icon)
		x += theme.Icon + 6
	}
	look := c.look()
	setText(c.text, cut(c.cell.Text, size.Width-x-8, look), look)
	put(c.text, x, middle(size.Height, look.height()), size.Width-x-8, look.height())
}
