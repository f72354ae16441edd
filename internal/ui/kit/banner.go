package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// Banner is a message across the work, with numbered acts: «Ổ đĩa đầy, chưa
// ghi được hộ 047. 1 Dọn bản sao cũ».
type Banner struct {
	widget.BaseWidget
	level  Level
	text   *Text
	acts   *Acts
	ground *canvas.Rectangle
	bar    *canvas.Rectangle
	sign   *sign
}

// NewBanner returns a banner.
func NewBanner(level Level, text string, acts ...Act) *Banner {
	b := &Banner{
		level: level, text: NewWrapped(text, Body, 0), acts: NewActs(acts...),
		ground: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil), sign: newSign(),
	}
	show(b.acts, len(acts) > 0)
	b.ExtendBaseWidget(b)
	return b
}

// Set changes what it says.
func (b *Banner) Set(level Level, text string, acts ...Act) {
	b.level = level
	b.text.Set(text)
	b.acts.SetActs(acts...)
	show(b.acts, len(acts) > 0)
	b.Refresh()
}

// Acts returns the row of acts, to be given the focus.
func (b *Banner) Acts() *Acts { return b.acts }

func (b *Banner) inside() []fyne.CanvasObject { return []fyne.CanvasObject{b.acts} }

// CreateRenderer implements fyne.Widget.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	b.paint()
	return &renderer{
		owner: b, objects: fixed(b.ground, b.bar, b.sign.img, b.text, b.acts),
		place: b.place, least: b.least, paint: b.paint,
	}
}

func (b *Banner) paint() {
	b.ground.FillColor, b.bar.FillColor = tint(b.level.Ground()), tint(b.level.Color())
	b.ground.CornerRadius = theme.Corner
	b.sign.set(b.level.Sign(), b.level.Color())
}

const (
	bannerPad  = 10
	bannerLeft = 16 + theme.Icon + 8
)

func (b *Banner) heightFor(width float32) float32 {
	inner := width - bannerLeft - bannerPad
	h := 2*bannerPad + max(theme.Icon, b.text.heightFor(inner))
	if b.acts.Visible() {
		h += lineGap + b.acts.heightFor(inner)
	}
	return h
}

func (b *Banner) least() fyne.Size { return fyne.NewSize(200, b.heightFor(b.Size().Width)) }

func (b *Banner) place(size fyne.Size) {
	put(b.ground, 0, 0, size.Width, size.Height)
	put(b.bar, 0, 0, theme.SelBar, size.Height)
	put(b.sign.img, 16, bannerPad, theme.Icon, theme.Icon)
	inner := size.Width - bannerLeft - bannerPad
	h := b.text.heightFor(inner)
	put(b.text, bannerLeft, bannerPad, inner, h)
	put(b.acts, bannerLeft, bannerPad+h+lineGap, inner, b.acts.heightFor(inner))
}
