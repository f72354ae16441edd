package theme

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// sizes are where we differ from Fyne. An inner padding of 6 makes a field of
// 15-point text 32 high, which with the ring fills a form row of 40.
var sizes = map[fyne.ThemeSizeName]float32{
	SizeCaption: 13, SizeBody: 15, SizeName: 16, SizeSubtitle: 17, SizeTitle: 20, SizeConfirm: 24,

	fynetheme.SizeNamePadding:            Grid,
	fynetheme.SizeNameInnerPadding:       6,
	fynetheme.SizeNameLineSpacing:        4,
	fynetheme.SizeNameInlineIcon:         Icon,
	fynetheme.SizeNameScrollBar:          ScrollBar,
	fynetheme.SizeNameScrollBarSmall:     3,
	fynetheme.SizeNameScrollBarRadius:    Corner,
	fynetheme.SizeNameInputBorder:        1,
	fynetheme.SizeNameInputRadius:        Corner,
	fynetheme.SizeNameButtonRadius:       Corner,
	fynetheme.SizeNameCardRadius:         Corner,
	fynetheme.SizeNameDialogRadius:       Corner,
	fynetheme.SizeNamePopupRadius:        Corner,
	fynetheme.SizeNameMenuRadius:         Corner,
	fynetheme.SizeNameSelectionRadius:    0,
	fynetheme.SizeNameModalBlurRadius:    0, // a blur over a whole window is slow without a graphics card
	fynetheme.SizeNameSeparatorThickness: 1,
}

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := sizes[name]; ok {
		return s
	}
	return fynetheme.DefaultTheme().Size(name)
}
