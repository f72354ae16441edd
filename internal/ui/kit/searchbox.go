package kit

import (
	"image/color"

	"fyne.io/fyne/v2"

	"thamho.vn/assets/icons"
	"thamho.vn/internal/ui/theme"
)

// SearchBox is the search in the strip: Enter opens the chosen row, ↑↓ move it
// while the typing goes on, Esc empties.
type SearchBox struct {
	TextField
	// OnQuery is told of each change.
	OnQuery func(query string)
	// OnMove is told of ↑↓ (-1, 1), OnOpen of Enter.
	OnMove func(by int)
	OnOpen func()
	// OnEsc is told of Esc in an empty box.
	OnEsc func()

	ink color.Color // of the icon
}

var _ Field = (*SearchBox)(nil)

// NewSearchBox returns the box; placeholder says what can be typed.
func NewSearchBox(placeholder string) *SearchBox {
	s := &SearchBox{}
	s.setup(s)
	s.SetPlaceHolder(placeholder)
	s.Refresh()
	s.OnEdit = func(text string) {
		if s.OnQuery != nil {
			s.OnQuery(text)
		}
	}
	return s
}

// Refresh draws the icon in the theme's colour: it is part of Fyne's field,
// which would keep the old one.
func (s *SearchBox) Refresh() {
	if ink := tint(theme.ColorText2); ink != s.ink {
		s.ink = ink
		s.Icon = icons.In(icons.Search, ink)
	}
	s.TextField.Refresh()
}

// TypedKey implements fyne.Focusable.
func (s *SearchBox) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyUp:
		s.move(-1)
	case fyne.KeyDown:
		s.move(1)
	case fyne.KeyReturn, fyne.KeyEnter:
		if s.OnOpen != nil {
			s.OnOpen()
		}
	case fyne.KeyEscape:
		s.escape()
	default:
		s.TextField.TypedKey(ev)
	}
}

func (s *SearchBox) move(by int) {
	if s.OnMove != nil {
		s.OnMove(by)
	}
}

func (s *SearchBox) escape() {
	if s.Text != "" {
		s.SetText("")
		return
	}
	if s.OnEsc != nil {
		s.OnEsc()
	}
}
