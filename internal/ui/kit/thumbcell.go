package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// thumbCell is one drawn picture of Thumbs.
type thumbCell struct {
	widget.BaseWidget
	item    Thumb
	on      bool
	hovered bool
	tapped  func()
	opened  func()

	ground, glow, bar, paper *canvas.Rectangle
	image                    *canvas.Image
	text, second             *canvas.Text
}

// MouseDown chooses the picture.
func (c *thumbCell) MouseDown(*desktop.MouseEvent) { c.tapped() }

// MouseUp implements desktop.Mouseable.
func (c *thumbCell) MouseUp(*desktop.MouseEvent) {}

// DoubleTapped opens it.
func (c *thumbCell) DoubleTapped(*fyne.PointEvent) { c.opened() }

// MouseIn implements desktop.Hoverable.
func (c *thumbCell) MouseIn(*desktop.MouseEvent) { c.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (c *thumbCell) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *thumbCell) MouseOut() { c.hover(false) }

func (c *thumbCell) hover(on bool) {
	c.hovered = on
	c.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *thumbCell) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	c.ground, c.glow, c.bar, c.paper = canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	c.image = newImage()
	c.text, c.second = canvas.NewText("", nil), canvas.NewText("", nil)
	c.paint()
	return &renderer{
		owner: c, objects: fixed(c.ground, c.glow, c.bar, c.paper, c.image, c.text, c.second),
		place: c.place, least: none, paint: c.paint,
	}
}

// newImage is a picture that keeps its shape in whatever room it gets.
func newImage() *canvas.Image {
	img := canvas.NewImageFromImage(nil)
	img.FillMode, img.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleSmooth
	return img
}

func (c *thumbCell) paint() {
	c.ground.FillColor, c.bar.FillColor, c.glow.FillColor = tint(theme.ColorSel), tint(theme.ColorMain), tint(theme.ColorHover)
	c.paper.FillColor, c.paper.StrokeColor, c.paper.StrokeWidth = tint(theme.ColorCard), tint(theme.ColorLine), 1
	show(c.ground, c.on)
	show(c.bar, c.on)
	show(c.glow, c.hovered)
	show(c.image, c.item.Image != nil)
	c.image.Image = c.item.Image
	c.image.Refresh()
}

func (c *thumbCell) place(size fyne.Size) {
	put(c.ground, 0, 0, size.Width, size.Height)
	put(c.glow, 0, 0, size.Width, size.Height)
	put(c.bar, 0, 0, theme.SelBar, size.Height)
	inner := size.Width - 2*thumbPad
	lines := Strong.height() + Caption.height()
	picture := size.Height - lines - 3*thumbPad
	put(c.paper, thumbPad, thumbPad, inner, picture)
	put(c.image, thumbPad+2, thumbPad+2, inner-4, picture-4)
	setText(c.text, cut(c.item.Text, inner, Strong), Strong)
	setText(c.second, cut(c.item.Second, inner, Caption), Caption)
	put(c.text, thumbPad, 2*thumbPad+picture, inner, Strong.height())
	put(c.second, thumbPad, 2*thumbPad+picture+Strong.height(), inner, Caption.height())
}
