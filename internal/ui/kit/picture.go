package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// Picture is one picture as large as its room, or a line that says why there is
// none.
type Picture struct {
	widget.BaseWidget
	img    *canvas.Image
	ground *canvas.Rectangle
	line   *Text
}

// NewPicture returns the widget with a line.
func NewPicture(line string) *Picture {
	p := &Picture{img: newImage(), ground: canvas.NewRectangle(nil), line: NewWrapped(line, Quiet, 3)}
	p.ExtendBaseWidget(p)
	return p
}

// Set shows a picture with a line below it; without one only the line.
func (p *Picture) Set(img image.Image, line string) {
	p.img.Image = img
	p.line.Set(line)
	p.Refresh()
	p.img.Refresh()
}

// Shown tells whether there is a picture.
func (p *Picture) Shown() bool { return p.img.Image != nil }

// CreateRenderer implements fyne.Widget.
func (p *Picture) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	p.paint()
	return &renderer{owner: p, objects: fixed(p.ground, p.img, p.line), place: p.place, least: func() fyne.Size { return fyne.NewSize(200, 120) }, paint: p.paint}
}

func (p *Picture) paint() {
	p.ground.FillColor, p.ground.StrokeColor, p.ground.StrokeWidth = tint(theme.ColorCard), tint(theme.ColorLine), 1
	show(p.img, p.img.Image != nil)
}

func (p *Picture) place(size fyne.Size) {
	put(p.ground, 0, 0, size.Width, size.Height)
	room := size.Height
	if p.line.String() != "" {
		h := p.line.heightFor(size.Width - 2*thumbPad)
		room -= h + 2*thumbPad
		put(p.line, thumbPad, size.Height-h-thumbPad, size.Width-2*thumbPad, h)
	}
	put(p.img, 1, 1, max(size.Width-2, 0), max(room-2, 0))
}
