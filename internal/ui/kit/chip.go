package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/assets/icons"
	"thamho.vn/internal/ui/theme"
)

// chip is one numbered word of a row. It does not take the focus, its row does.
type chip struct {
	widget.BaseWidget
	digit, word, count string
	icon               icons.Name
	on, hovered        bool
	row                *chips
	nth                int

	ground, bar, glow *canvas.Rectangle
	sign              *sign
	texts             [3]*canvas.Text // digit, word, count
}

func newChip(row *chips, nth int, word string) *chip {
	c := &chip{row: row, nth: nth, digit: digitOf(nth), word: word}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped implements fyne.Tappable.
func (c *chip) Tapped(*fyne.PointEvent) { c.row.press(c.nth) }

// MouseDown implements desktop.Mouseable: the row takes the focus.
func (c *chip) MouseDown(*desktop.MouseEvent) { c.row.take() }

// MouseUp implements desktop.Mouseable.
func (c *chip) MouseUp(*desktop.MouseEvent) {}

// MouseIn implements desktop.Hoverable.
func (c *chip) MouseIn(*desktop.MouseEvent) { c.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (c *chip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *chip) MouseOut() { c.hover(false) }

func (c *chip) hover(on bool) {
	c.hovered = on
	c.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *chip) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	c.ground, c.bar, c.glow = canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	c.sign = newSign()
	objects := []fyne.CanvasObject{c.ground, c.glow, c.bar, c.sign.img}
	for i := range c.texts {
		c.texts[i] = canvas.NewText("", nil)
		objects = append(objects, c.texts[i])
	}
	c.paint()
	return &renderer{owner: c, objects: fixed(objects...), place: c.place, least: c.least, paint: c.paint}
}

func (c *chip) paint() {
	c.ground.FillColor, c.ground.CornerRadius = tint(theme.ColorSel), theme.Corner
	c.glow.FillColor, c.glow.CornerRadius = tint(theme.ColorHover), theme.Corner
	c.bar.FillColor = tint(theme.ColorMain)
	show(c.ground, c.on)
	show(c.bar, c.on)
	show(c.glow, c.hovered)
	c.sign.set(c.icon, theme.ColorMain)
	word := Body
	if c.on {
		word = Strong
	}
	setText(c.texts[0], c.digit, Strong.In(theme.ColorMain))
	setText(c.texts[1], c.word, word)
	setText(c.texts[2], c.count, Caption)
}

// parts returns the widths of icon, digit, word and count. The word has room
// for its bold form, so that nothing moves when it is chosen.
func (c *chip) parts() (icon, digit, word, count float32) {
	if c.icon != "" {
		icon = theme.Icon + 4
	}
	if c.count != "" {
		count = Caption.width(c.count) + 6
	}
	return icon, Strong.width(c.digit) + 6, Strong.width(c.word), count
}

const chipPad = 10 // the bar of 4 and a gap of 6

func (c *chip) least() fyne.Size {
	icon, digit, word, count := c.parts()
	return fyne.NewSize(2*chipPad+icon+digit+word+count, theme.Field)
}

func (c *chip) place(size fyne.Size) {
	put(c.ground, 0, 0, size.Width, size.Height)
	put(c.glow, 0, 0, size.Width, size.Height)
	put(c.bar, 0, 0, theme.SelBar, size.Height)
	icon, digit, word, count := c.parts()
	put(c.sign.img, chipPad, middle(size.Height, theme.Icon), theme.Icon, theme.Icon)
	y, x := middle(size.Height, Body.height()), chipPad+icon
	put(c.texts[0], x, y, digit, Body.height())
	put(c.texts[1], x+digit, y, word, Body.height())
	put(c.texts[2], x+digit+word+6, y+baseline(Body)-baseline(Caption), count, Caption.height())
}
