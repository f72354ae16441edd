// Package theme is the look of the window, «Rừng đước»: paper, mangrove green
// and an ember focus ring, in a light, a dark and a daylight («Ngoài nắng»)
// form. It knows colours, sizes, the font and icons; it draws nothing and
// holds no texts.
//
// The operating system's own light or dark wish is not followed: with no wish
// at all Fyne comes up dark, which can't be read outdoors. The worker chooses
// in the menu.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"thamho.vn/assets/icons"
)

// Variant is one of the three forms of the theme.
type Variant string

// The variants. The words are kept in the settings file.
const (
	Light Variant = "light"
	Dark  Variant = "dark"
	Sun   Variant = "sun"
)

// Theme is a fyne.Theme with one fixed palette.
type Theme struct {
	variant Variant
	palette Palette
	colors  map[fyne.ThemeColorName]color.Color
}

var _ fyne.Theme = (*Theme)(nil)

// New returns the theme of a variant; an unknown one is Light.
func New(v Variant) *Theme {
	p := lightPalette()
	switch v {
	case Dark:
		p = darkPalette()
	case Sun:
		p = sunPalette()
	default:
		v = Light
	}
	return &Theme{variant: v, palette: p, colors: colorTable(p)}
}

// Variant tells which form this is.
func (t *Theme) Variant() Variant { return t.variant }

// Palette returns the colours.
func (t *Theme) Palette() Palette { return t.palette }

// Color implements fyne.Theme. The variant that Fyne passes is the system's
// wish and is not used.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if c, ok := t.colors[name]; ok {
		return c
	}
	return t.palette.Text
}

// Font implements fyne.Theme: NotoSans upright, regular or bold, for
// everything. The monospace font lacks 46 Vietnamese letters and italics are
// hard to read, so neither is given even when asked for.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	return fynetheme.DefaultTheme().Font(fyne.TextStyle{Bold: style.Bold, Symbol: style.Symbol})
}

// Icon implements fyne.Theme: our own icons where we have them.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	if ours, ok := ownIcons[name]; ok {
		return icons.In(ours, t.palette.Text)
	}
	return fynetheme.DefaultTheme().Icon(name)
}

var ownIcons = map[fyne.ThemeIconName]icons.Name{
	fynetheme.IconNameError:              icons.Stop,
	fynetheme.IconNameWarning:            icons.Warn,
	fynetheme.IconNameInfo:               icons.Info,
	fynetheme.IconNameSearch:             icons.Search,
	fynetheme.IconNameConfirm:            icons.Good,
	fynetheme.IconNameArrowDropDown:      icons.Down,
	fynetheme.IconNameCheckButton:        icons.Box,
	fynetheme.IconNameCheckButtonChecked: icons.BoxTicked,
}
