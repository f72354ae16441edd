package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"thamho.vn/internal/ui/theme"
)

// Look says how a text is drawn: names of the theme, never colours, so that a
// change of theme repaints it.
type Look struct {
	Size  fyne.ThemeSizeName
	Color fyne.ThemeColorName
	Bold  bool
}

// The looks in use.
var (
	Body    = Look{Size: theme.SizeBody, Color: theme.ColorText}
	Strong  = Look{Size: theme.SizeBody, Color: theme.ColorText, Bold: true}
	Quiet   = Look{Size: theme.SizeBody, Color: theme.ColorText2}
	Caption = Look{Size: theme.SizeCaption, Color: theme.ColorText2}
	Name    = Look{Size: theme.SizeName, Color: theme.ColorText, Bold: true}
	Title   = Look{Size: theme.SizeTitle, Color: theme.ColorText, Bold: true}
	Confirm = Look{Size: theme.SizeConfirm, Color: theme.ColorText, Bold: true}
)

// In returns the look in another colour.
func (l Look) In(name fyne.ThemeColorName) Look {
	l.Color = name
	return l
}

func (l Look) style() fyne.TextStyle { return fyne.TextStyle{Bold: l.Bold} }
func (l Look) size() float32         { return fynetheme.Size(l.Size) }

// width returns how wide s is drawn.
func (l Look) width(s string) float32 {
	return fyne.MeasureText(s, l.size(), l.style()).Width
}

// height returns the height of one line.
func (l Look) height() float32 {
	return fyne.MeasureText("Ẫy", l.size(), l.style()).Height
}

func tint(name fyne.ThemeColorName) color.Color { return fynetheme.Color(name) }

// baseline returns how far below the top of a line its foot stands.
func baseline(l Look) float32 {
	_, base := fyne.CurrentApp().Driver().RenderedTextSize("x", l.size(), l.style(), nil)
	return base
}

// middle returns where something of height h begins to stand in the middle.
func middle(room, h float32) float32 { return (room - h) / 2 }
