package theme

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Colour names. Those that Fyne knows keep Fyne's name, so that stock widgets
// and ours agree; the rest are our own.
const (
	ColorBg     = fynetheme.ColorNameBackground
	ColorText   = fynetheme.ColorNameForeground
	ColorText2  = fynetheme.ColorNamePlaceHolder
	ColorMain   = fynetheme.ColorNamePrimary
	ColorOnMain = fynetheme.ColorNameForegroundOnPrimary
	ColorError  = fynetheme.ColorNameError
	ColorWarn   = fynetheme.ColorNameWarning
	ColorGood   = fynetheme.ColorNameSuccess
	ColorOff    = fynetheme.ColorNameDisabled
	ColorEdge   = fynetheme.ColorNameInputBorder
	ColorHover  = fynetheme.ColorNameHover
	ColorLine   = fynetheme.ColorNameSeparator

	ColorCard    fyne.ThemeColorName = "thamhoCard"
	ColorNav     fyne.ThemeColorName = "thamhoNav"
	ColorSel     fyne.ThemeColorName = "thamhoSel"
	ColorRing    fyne.ThemeColorName = "thamhoRing"
	ColorErrorBg fyne.ThemeColorName = "thamhoErrorBg"
	ColorWarnBg  fyne.ThemeColorName = "thamhoWarnBg"
	ColorGoodBg  fyne.ThemeColorName = "thamhoGoodBg"
)

// Text sizes, in Fyne's device-independent pixels.
const (
	SizeCaption  = fynetheme.SizeNameCaptionText    // 13
	SizeBody     = fynetheme.SizeNameText           // 15
	SizeSubtitle = fynetheme.SizeNameSubHeadingText // 17
	SizeTitle    = fynetheme.SizeNameHeadingText    // 20

	SizeName    fyne.ThemeSizeName = "thamhoName"    // 16, bold: names and numbers
	SizeConfirm fyne.ThemeSizeName = "thamhoConfirm" // 24, bold: the name repeated at save
)

// Measures of the grid, in Fyne's device-independent pixels.
const (
	Grid      float32 = 4
	Row       float32 = 36
	RowTall   float32 = 52 // a row of two lines
	FormRow   float32 = 40
	Field     float32 = 32 // FormRow less room for the ring above and below
	Button    float32 = 36
	Head      float32 = 30
	Corner    float32 = 4
	ScrollBar float32 = 14
	Icon      float32 = 20
	RingWidth float32 = 2
	RingGap   float32 = 2
	SelBar    float32 = 4 // the bar at the left of a chosen row
)
