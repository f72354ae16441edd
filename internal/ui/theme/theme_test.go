package theme

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	_ "fyne.io/fyne/v2/test" // stock theme needs an app
)

// near says that a ratio is the promised one, as far as one decimal tells.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 0.1 {
		t.Errorf("%s: ratio %.2f, promised %.1f", what, got, want)
	}
}

// onGrounds is a line of the promised table: a colour on bg, card, nav, sel.
type onGrounds struct {
	name string
	c    color.NRGBA
	want []float64
}

func checkGrounds(t *testing.T, p Palette, lines []onGrounds) {
	t.Helper()
	grounds := []color.NRGBA{p.Bg, p.Card, p.Nav, p.Sel}
	names := []string{"bg", "card", "nav", "sel"}
	for _, l := range lines {
		for i, want := range l.want {
			near(t, l.name+" on "+names[i], Contrast(l.c, grounds[i]), want)
		}
	}
}

func TestLightRatios(t *testing.T) {
	p := New(Light).Palette()
	checkGrounds(t, p, []onGrounds{
		{"text", p.Text, []float64{15.3, 16.6, 13.8, 13.5}},
		{"text2", p.Text2, []float64{9.0, 9.7, 8.1, 7.9}},
		{"main", p.Main, []float64{8.7, 9.4, 7.9, 7.7}},
		{"error", p.Error, []float64{8.4, 9.1, 7.6, 7.4}},
		{"warn", p.Warn, []float64{8.4, 9.1, 7.6, 7.4}},
		{"good", p.Good, []float64{8.4, 9.1, 7.6, 7.4}},
		{"edge", p.Edge, []float64{5.2, 5.6, 4.7}},
		{"off", p.Off, []float64{5.1, 5.5}},
		{"ring", p.Ring, []float64{6.8, 7.3, 6.1, 5.9}},
	})
	near(t, "on main", Contrast(p.OnMain, p.Main), 9.4)
	near(t, "on main, hovered", Contrast(p.OnMain, hovered(p)), 9.9)
	near(t, "error on its ground", Contrast(p.Error, p.ErrorBg), 7.8)
	near(t, "warn on its ground", Contrast(p.Warn, p.WarnBg), 8.1)
	near(t, "good on its ground", Contrast(p.Good, p.GoodBg), 7.9)
	near(t, "text on error ground", Contrast(p.Text, p.ErrorBg), 14.2)
	near(t, "text on warn ground", Contrast(p.Text, p.WarnBg), 14.8)
	near(t, "text on good ground", Contrast(p.Text, p.GoodBg), 14.3)
}

func TestDarkRatios(t *testing.T) {
	p := New(Dark).Palette()
	checkGrounds(t, p, []onGrounds{
		{"text", p.Text, []float64{15.6, 14.2, 16.5, 11.6}},
		{"text2", p.Text2, []float64{11.1, 10.1, 11.7, 8.2}},
		{"main", p.Main, []float64{10.0, 9.1, 10.5, 7.4}},
		{"error", p.Error, []float64{10.4, 9.5, 11.0, 7.7}},
		{"warn", p.Warn, []float64{12.9, 11.7, 13.5, 9.5}},
		{"good", p.Good, []float64{11.4, 10.4, 12.1, 8.5}},
		{"edge", p.Edge, []float64{6.0, 5.5, 6.4}},
		{"off", p.Off, []float64{6.7, 6.1}},
		{"ring", p.Ring, []float64{10.4, 9.5, 11.0, 7.7}},
	})
	near(t, "on main", Contrast(p.OnMain, p.Main), 9.6)
	near(t, "on main, hovered", Contrast(p.OnMain, hovered(p)), 10.0)
	near(t, "error on its ground", Contrast(p.Error, p.ErrorBg), 9.5)
	near(t, "warn on its ground", Contrast(p.Warn, p.WarnBg), 10.7)
	near(t, "good on its ground", Contrast(p.Good, p.GoodBg), 9.3)
	near(t, "text on error ground", Contrast(p.Text, p.ErrorBg), 14.3)
	near(t, "text on warn ground", Contrast(p.Text, p.WarnBg), 13.0)
	near(t, "text on good ground", Contrast(p.Text, p.GoodBg), 12.7)
}

func TestSunLowestRatios(t *testing.T) {
	p := New(Sun).Palette()
	for _, l := range []onGrounds{
		{"text", p.Text, []float64{15.2}},
		{"text2", p.Text2, []float64{10.7}},
		{"main", p.Main, []float64{9.1}},
		{"error", p.Error, []float64{8.1}},
		{"warn", p.Warn, []float64{8.7}},
		{"good", p.Good, []float64{8.9}},
		{"ring", p.Ring, []float64{7.5}},
	} {
		low := math.Inf(1)
		for _, g := range []color.NRGBA{p.Bg, p.Card, p.Nav, p.Sel} {
			low = min(low, Contrast(l.c, g))
		}
		near(t, "lowest of "+l.name, low, l.want[0])
	}
}

// Text that is not in the table must still be readable: marked text in a
// field, text on the coloured grounds of the daylight form, borders there.
func TestRestIsReadable(t *testing.T) {
	for _, v := range []Variant{Light, Dark, Sun} {
		p := New(v).Palette()
		marked := Over(fade(p.Main, selectAlpha), p.Card)
		for what, got := range map[string]float64{
			"marked text":      Contrast(p.Text, marked),
			"error on ground":  Contrast(p.Error, p.ErrorBg),
			"warn on ground":   Contrast(p.Warn, p.WarnBg),
			"good on ground":   Contrast(p.Good, p.GoodBg),
			"text2 on nav":     Contrast(p.Text2, p.Nav),
			"on main, hovered": Contrast(p.OnMain, hovered(p)),
		} {
			if got < 7 {
				t.Errorf("%s, %s: ratio %.2f, want 7", v, what, got)
			}
		}
		if got := Contrast(p.Edge, p.Card); got < 4.5 {
			t.Errorf("%s, edge: ratio %.2f, want 4.5", v, got)
		}
	}
}

func TestEveryNameHasAColour(t *testing.T) {
	table := New(Light).colors
	for _, name := range []fyne.ThemeColorName{
		ColorBg, ColorCard, ColorNav, ColorSel, ColorText, ColorText2, ColorMain, ColorOnMain,
		ColorError, ColorErrorBg, ColorWarn, ColorWarnBg, ColorGood, ColorGoodBg,
		ColorEdge, ColorOff, ColorRing, ColorLine, ColorHover,
		"button", "disabledButton", "focus", "foregroundOnError", "foregroundOnSuccess",
		"foregroundOnWarning", "headerBackground", "hyperlink", "inputBackground", "innerWindowBorder",
		"innerWindowBorderInactive", "menuBackground", "overlayBackground", "pressed", "scrollBar",
		"scrollBarBackground", "selection", "shadow",
	} {
		if _, ok := table[name]; !ok {
			t.Errorf("colour %q is missing", name)
		}
	}
}

func TestHoverIsTranslucent(t *testing.T) {
	for _, v := range []Variant{Light, Dark, Sun} {
		c := New(v).Color(ColorHover, 0).(color.NRGBA)
		if c.A != hoverAlpha {
			t.Errorf("%s: hover has alpha %d, want %d", v, c.A, hoverAlpha)
		}
	}
}

func TestOnlyUprightNotoSans(t *testing.T) {
	th := New(Light)
	if got, want := th.Font(fyne.TextStyle{Monospace: true}).Name(), th.Font(fyne.TextStyle{}).Name(); got != want {
		t.Errorf("monospace gives %s, want %s", got, want)
	}
	if got, want := th.Font(fyne.TextStyle{Italic: true, Bold: true}).Name(), th.Font(fyne.TextStyle{Bold: true}).Name(); got != want {
		t.Errorf("bold italic gives %s, want %s", got, want)
	}
}

func TestUnknownVariantIsLight(t *testing.T) {
	if got := New("pink").Variant(); got != Light {
		t.Errorf("got %s", got)
	}
}

func hovered(p Palette) color.NRGBA { return Over(fade(p.Text, hoverAlpha), p.Main) }
