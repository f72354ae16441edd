package theme

import "image/color"

// Palette is one set of colours of «Rừng đước». Every pair of text and ground
// that the screens use is held to a WCAG ratio by a test.
type Palette struct {
	Bg, Card, Nav, Sel color.NRGBA // grounds: window, cards and fields, side bar, chosen row

	Text, Text2 color.NRGBA // text, and the quieter text of captions and placeholders
	Main        color.NRGBA // mangrove green: main acts, links, the bar of a chosen row
	OnMain      color.NRGBA // text on Main

	Error, ErrorBg color.NRGBA
	Warn, WarnBg   color.NRGBA
	Good, GoodBg   color.NRGBA

	Edge color.NRGBA // borders of fields
	Off  color.NRGBA // what stock widgets show as disabled; kit has no grey buttons
	Ring color.NRGBA // focus ring
	Line color.NRGBA // thin lines between rows: ornament, no contrast promised
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

func lightPalette() Palette {
	return Palette{
		Bg: rgb(0xF7F6F1), Card: rgb(0xFFFFFF), Nav: rgb(0xE6ECE8), Sel: rgb(0xD8ECE7),
		Text: rgb(0x14211F), Text2: rgb(0x394745), Main: rgb(0x0B4F4A), OnMain: rgb(0xFFFFFF),
		Error: rgb(0x8C1D18), ErrorBg: rgb(0xFCE9E7),
		Warn: rgb(0x674000), WarnBg: rgb(0xFFF1CC),
		Good: rgb(0x14532D), GoodBg: rgb(0xE3F2E6),
		Edge: rgb(0x5B6B69), Off: rgb(0x5F6C6A), Ring: rgb(0x9A3412), Line: rgb(0xCFD8D3),
	}
}

func darkPalette() Palette {
	return Palette{
		Bg: rgb(0x111A19), Card: rgb(0x182322), Nav: rgb(0x0C1413), Sel: rgb(0x153632),
		Text: rgb(0xEDF2EF), Text2: rgb(0xC3CFCB), Main: rgb(0x7FD1C4), OnMain: rgb(0x06201D),
		Error: rgb(0xFFB4AB), ErrorBg: rgb(0x3A1513),
		Warn: rgb(0xFFD68A), WarnBg: rgb(0x352605),
		Good: rgb(0xA5DDB0), GoodBg: rgb(0x12301C),
		Edge: rgb(0x8A9A96), Off: rgb(0x93A29E), Ring: rgb(0xFFB86B), Line: rgb(0x2C3A38),
	}
}

// sunPalette is for a laptop in daylight: white grounds, near-black text.
func sunPalette() Palette {
	return Palette{
		Bg: rgb(0xFFFFFF), Card: rgb(0xFFFFFF), Nav: rgb(0xEEF2EF), Sel: rgb(0xBFE3DC),
		Text: rgb(0x000000), Text2: rgb(0x1F2A28), Main: rgb(0x003B36), OnMain: rgb(0xFFFFFF),
		Error: rgb(0x7A0C08), ErrorBg: rgb(0xFCE9E7),
		Warn: rgb(0x4F3000), WarnBg: rgb(0xFFF1CC),
		Good: rgb(0x0B3D20), GoodBg: rgb(0xE3F2E6),
		Edge: rgb(0x2F3B39), Off: rgb(0x3F4B49), Ring: rgb(0x7A1F00), Line: rgb(0x8E9A96),
	}
}

// fade returns c with the given share of its opacity, 0 to 255.
func fade(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}
