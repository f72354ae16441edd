package theme

import (
	"image/color"
	"math"
)

// Contrast returns the WCAG 2 ratio of two opaque colours, 1 to 21.
func Contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	if la < lb {
		la, lb = lb, la
	}
	return (la + 0.05) / (lb + 0.05)
}

// Over returns what is seen when top, possibly translucent, lies on bottom.
func Over(top, bottom color.NRGBA) color.NRGBA {
	share := float64(top.A) / 255
	mix := func(t, b uint8) uint8 {
		return uint8(math.Round(float64(t)*share + float64(b)*(1-share)))
	}
	return color.NRGBA{R: mix(top.R, bottom.R), G: mix(top.G, bottom.G), B: mix(top.B, bottom.B), A: 0xff}
}

func luminance(c color.NRGBA) float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func linear(v uint8) float64 {
	s := float64(v) / 255
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}
