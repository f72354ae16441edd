package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"thamho.vn/assets/icons"
)

// sign is a drawn icon in a theme colour. Like ring it is not an object itself.
type sign struct {
	img  *canvas.Image
	name icons.Name
	tint color.Color
}

func newSign() *sign {
	img := &canvas.Image{FillMode: canvas.ImageFillContain}
	img.Hide()
	return &sign{img: img}
}

// set shows an icon, or nothing for "". It must be called again when the theme
// changes; an SVG is drawn anew only when something differs.
func (s *sign) set(name icons.Name, in fyne.ThemeColorName) {
	now := tint(in)
	if name == s.name && now == s.tint {
		return
	}
	s.name, s.tint = name, now
	if name == "" {
		s.img.Hide()
		return
	}
	s.img.Resource = icons.In(name, now)
	s.img.Show()
	s.img.Refresh()
}
