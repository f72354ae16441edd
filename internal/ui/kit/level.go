package kit

import (
	"fyne.io/fyne/v2"

	"thamho.vn/assets/icons"
	"thamho.vn/internal/ui/theme"
)

// Level says how much a message matters. Each has its own sign, so that colour
// is never the only difference.
type Level int

// The levels. A Warn never stops a save, an Error does.
const (
	Plain Level = iota
	Info
	Good
	Warn
	Error
)

var levels = map[Level]struct {
	color, ground fyne.ThemeColorName
	icon          icons.Name
}{
	Plain: {theme.ColorText, theme.ColorCard, ""},
	Info:  {theme.ColorMain, theme.ColorSel, icons.Info},
	Good:  {theme.ColorGood, theme.ColorGoodBg, icons.Good},
	Warn:  {theme.ColorWarn, theme.ColorWarnBg, icons.Warn},
	Error: {theme.ColorError, theme.ColorErrorBg, icons.Stop},
}

// Color returns the name of the level's text colour.
func (l Level) Color() fyne.ThemeColorName { return levels[l].color }

// Ground returns the name of the level's background colour.
func (l Level) Ground() fyne.ThemeColorName { return levels[l].ground }

// Sign returns the level's icon, "" for Plain.
func (l Level) Sign() icons.Name { return levels[l].icon }
