package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/assets/icons"
	"thamho.vn/internal/ui/theme"
)

// SheetBar stands above every visit and says from which paper one is typing.
// It is the fastest thing of the window and its worst trap, so an empty one
// warns by ground, sign and words.
type SheetBar struct {
	widget.BaseWidget
	title  *Text
	text   *Text
	change *Button
	empty  bool
	ground *canvas.Rectangle
	bar    *canvas.Rectangle
	sign   *sign
}

// SheetHeight is the height of the bar.
const SheetHeight = 44

// NewSheetBar returns the bar, empty; change is the button (Ctrl+D).
func NewSheetBar(title string, change *Button) *SheetBar {
	s := &SheetBar{
		title: NewText(title, Strong), text: NewText("", Body), change: change, empty: true,
		ground: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil), sign: newSign(),
	}
	s.ExtendBaseWidget(s)
	return s
}

// Set says what the paper is.
func (s *SheetBar) Set(text string) {
	s.empty = false
	s.text.Set(text)
	s.Refresh()
}

// SetEmpty says that nothing is known of the paper yet, and what to do.
func (s *SheetBar) SetEmpty(text string) {
	s.empty = true
	s.text.Set(text)
	s.Refresh()
}

func (s *SheetBar) inside() []fyne.CanvasObject { return []fyne.CanvasObject{s.change} }

// CreateRenderer implements fyne.Widget.
func (s *SheetBar) CreateRenderer() fyne.WidgetRenderer {
	s.paint()
	return &renderer{
		owner: s, objects: fixed(s.ground, s.bar, s.sign.img, s.title, s.text, s.change),
		place: s.place, least: s.least, paint: s.paint,
	}
}

func (s *SheetBar) paint() {
	ground, ink, icon := theme.ColorSel, theme.ColorMain, icons.Paper
	if s.empty {
		ground, ink, icon = Warn.Ground(), Warn.Color(), Warn.Sign()
	}
	s.ground.FillColor, s.bar.FillColor = tint(ground), tint(ink)
	s.sign.set(icon, ink)
	s.title.SetLook(Strong.In(ink))
}

func (s *SheetBar) least() fyne.Size { return fyne.NewSize(300, SheetHeight) }

func (s *SheetBar) place(size fyne.Size) {
	put(s.ground, 0, 0, size.Width, size.Height)
	put(s.bar, 0, 0, theme.SelBar, size.Height)
	put(s.sign.img, 12, middle(size.Height, theme.Icon), theme.Icon, theme.Icon)
	y := middle(size.Height, Strong.height())
	title := s.title.MinSize().Width
	put(s.title, 40, y, title, Strong.height())
	w := s.change.MinSize().Width
	put(s.change, size.Width-w-8, middle(size.Height, theme.Field), w, theme.Field)
	left := 40 + title + formGap
	put(s.text, left, y, max(size.Width-w-8-formGap-left, 0), Body.height())
}
