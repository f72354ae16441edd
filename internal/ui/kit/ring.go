package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"thamho.vn/internal/ui/theme"
)

// ringRoom is how far the ring reaches beyond what it surrounds. Whoever lays
// out focusable widgets leaves this much around them.
const ringRoom = theme.RingGap + theme.RingWidth

// ring is the focus ring: 2 wide, 2 away from what it surrounds. It is not an
// object itself: painters know Fyne's own types only, not what embeds them.
type ring struct{ rect *canvas.Rectangle }

func newRing() ring {
	r := canvas.NewRectangle(color.Transparent)
	r.StrokeWidth = theme.RingWidth
	r.CornerRadius = theme.Corner + theme.RingGap
	r.Hide()
	return ring{r}
}

// around places the ring outside the given box. Fyne draws a stroke inwards
// from the edge of a rectangle.
func (r ring) around(x, y float32, size fyne.Size) {
	put(r.rect, x-ringRoom, y-ringRoom, size.Width+2*ringRoom, size.Height+2*ringRoom)
}

func (r ring) paint(focused bool) {
	r.rect.StrokeColor = tint(theme.ColorRing)
	show(r.rect, focused)
	r.rect.Refresh()
}
