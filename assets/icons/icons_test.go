package icons

import (
	"bytes"
	"image/color"
	"strings"
	"testing"
)

func TestEveryIconIsDrawnInOneWeight(t *testing.T) {
	for _, n := range []Name{
		Stop, Warn, Info, Good, Search, Down, Box, BoxTicked, Round, RoundPicked,
		Lock, Sync, Waiting, Online, Offline, Home, Person, Undo, Paper,
	} {
		res := Get(n)
		if res == nil {
			t.Errorf("%s: no such file", n)
			continue
		}
		svg := res.Content()
		if !bytes.Contains(svg, []byte(`viewBox="0 0 20 20"`)) {
			t.Errorf("%s: not on the grid of 20", n)
		}
		if a, b := strings.Count(string(svg), "stroke-width="), strings.Count(string(svg), `stroke-width="1.75"`); a != b {
			t.Errorf("%s: another stroke weight", n)
		}
	}
	if red := In(Warn, color.NRGBA{R: 255, A: 255}).Content(); !bytes.Contains(red, []byte("#ff0000")) || bytes.Contains(red, []byte("#000000")) {
		t.Error("not coloured")
	}
	if Get("nosuch") != nil {
		t.Error("an icon that does not exist")
	}
}
