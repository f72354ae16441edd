package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Opacities of the tints that Fyne blends over a ground.
const (
	hoverAlpha   = 20 // 8 %: blended over buttons too, so never opaque
	pressedAlpha = 36
	focusAlpha   = 51 // stock widgets only; kit draws a ring
	selectAlpha  = 70 // marked text in a field
	shadowAlpha  = 60
)

func colorTable(p Palette) map[fyne.ThemeColorName]color.Color {
	return map[fyne.ThemeColorName]color.Color{
		ColorBg: p.Bg, ColorText: p.Text, ColorText2: p.Text2,
		ColorMain: p.Main, ColorOnMain: p.OnMain,
		ColorError: p.Error, ColorWarn: p.Warn, ColorGood: p.Good,
		ColorOff: p.Off, ColorEdge: p.Edge, ColorLine: p.Line,
		ColorCard: p.Card, ColorNav: p.Nav, ColorSel: p.Sel, ColorRing: p.Ring,
		ColorErrorBg: p.ErrorBg, ColorWarnBg: p.WarnBg, ColorGoodBg: p.GoodBg,
		ColorHover: fade(p.Text, hoverAlpha),

		fynetheme.ColorNameButton:              p.Nav,
		fynetheme.ColorNameDisabledButton:      p.Nav,
		fynetheme.ColorNameFocus:               fade(p.Ring, focusAlpha),
		fynetheme.ColorNameForegroundOnError:   p.Card,
		fynetheme.ColorNameForegroundOnSuccess: p.Card,
		fynetheme.ColorNameForegroundOnWarning: p.Card,
		fynetheme.ColorNameHeaderBackground:    p.Nav,
		fynetheme.ColorNameHyperlink:           p.Main,
		fynetheme.ColorNameInputBackground:     p.Card,

		fynetheme.ColorNameInnerWindowBorder:         p.Nav,
		fynetheme.ColorNameInnerWindowBorderInactive: p.Nav,

		fynetheme.ColorNameMenuBackground:      p.Card,
		fynetheme.ColorNameOverlayBackground:   p.Card,
		fynetheme.ColorNamePressed:             fade(p.Text, pressedAlpha),
		fynetheme.ColorNameScrollBar:           p.Edge,
		fynetheme.ColorNameScrollBarBackground: p.Nav,
		fynetheme.ColorNameSelection:           fade(p.Main, selectAlpha),
		fynetheme.ColorNameShadow:              color.NRGBA{A: shadowAlpha},
	}
}
