package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// scrollBar is the bar of a List. It counts in rows.
type scrollBar struct {
	widget.BaseWidget
	total, seen, top int
	move             func(top int)
	dragged          float32 // pixels since the drag began
	from             int     // top when it began
	track, thumb     *canvas.Rectangle
}

func newScrollBar(move func(top int)) *scrollBar {
	s := &scrollBar{move: move, from: -1}
	s.track, s.thumb = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	s.ExtendBaseWidget(s)
	return s
}

func (s *scrollBar) set(total, seen, top int) {
	s.total, s.seen, s.top = total, seen, top
	show(s, total > seen)
	s.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (s *scrollBar) CreateRenderer() fyne.WidgetRenderer {
	s.paint()
	return &renderer{owner: s, objects: fixed(s.track, s.thumb), place: s.place, least: none, paint: s.paint}
}

func (s *scrollBar) paint() {
	s.track.FillColor, s.thumb.FillColor = tint(theme.ColorNav), tint(theme.ColorEdge)
	s.thumb.CornerRadius = theme.Corner
}

const leastThumb = 24

func (s *scrollBar) thumbHeight(height float32) float32 {
	if s.total <= s.seen {
		return height
	}
	return min(height, max(leastThumb, height*float32(s.seen)/float32(s.total)))
}

func (s *scrollBar) place(size fyne.Size) {
	put(s.track, 0, 0, size.Width, size.Height)
	thumb := s.thumbHeight(size.Height)
	y := float32(0)
	if hidden := s.total - s.seen; hidden > 0 {
		y = (size.Height - thumb) * float32(s.top) / float32(hidden)
	}
	put(s.thumb, 2, y, size.Width-4, thumb)
}

// rowsFor turns a way of the thumb into rows.
func (s *scrollBar) rowsFor(pixels float32) int {
	way := s.Size().Height - s.thumbHeight(s.Size().Height)
	if way <= 0 {
		return 0
	}
	return int(pixels / way * float32(s.total-s.seen))
}

// Dragged moves the list with the thumb.
func (s *scrollBar) Dragged(ev *fyne.DragEvent) {
	if s.from < 0 {
		s.from, s.dragged = s.top, 0
	}
	s.dragged += ev.Dragged.DY
	s.move(max(0, s.from+s.rowsFor(s.dragged)))
}

// DragEnd implements fyne.Draggable.
func (s *scrollBar) DragEnd() { s.from = -1 }

// Tapped moves by what is seen at once, towards the mouse.
func (s *scrollBar) Tapped(ev *fyne.PointEvent) {
	if ev.Position.Y < s.thumb.Position().Y {
		s.move(max(0, s.top-s.seen))
	} else {
		s.move(s.top + s.seen)
	}
}
