package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/kit/kittest"
)

// A veil is passed by like a field, asks at Space, lets what is typed replace the
// hidden value, and takes nothing that the field has no use for.
func TestVeil(t *testing.T) {
	first, blood, ticks, last := kit.NewTextField(), kit.NewChoice("A", "B"), kit.NewChecks("nghe", "nhìn"), kit.NewTextField()
	overBlood, overTicks := kit.NewVeil(blood, "Hiện", "phím cách"), kit.NewVeil(ticks, "Hiện", "phím cách")
	asked := 0
	overBlood.OnAsk = func() { asked++ }
	overBlood.Clear = func(typed rune) bool {
		if blood.Names(typed) {
			blood.SetPicked(-1)
		}
		return blood.Names(typed)
	}
	overTicks.OnAsk = overTicks.Lift
	form := kit.NewForm([]kit.Row{
		{Key: "first", Fields: []kit.Field{first}},
		{Key: "blood", Fields: []kit.Field{blood}, Veils: []*kit.Veil{overBlood}},
		{Key: "ticks", Fields: []kit.Field{ticks}, Veils: []*kit.Veil{overTicks}},
		{Key: "last", Fields: []kit.Field{last}},
	})
	w := kittest.Open(t, form.View(), 800, 500)
	blood.SetPicked(0)
	ticks.SetTicked(0, true)
	overBlood.Drop()
	overTicks.Drop()
	form.First()

	w.Press(fyne.KeyReturn)
	w.Press(fyne.KeyReturn)
	w.Press(fyne.KeyTab)
	if w.Focused() != fyne.Focusable(last) || !overBlood.Down() {
		t.Fatalf("the veils are not passed by: %T", w.Focused())
	}
	w.PressShift(fyne.KeyTab)
	w.Type("1")
	if !overTicks.Down() || !ticks.Ticked(0) {
		t.Error("a tick under the veil was changed")
	}
	w.Type(" ")
	if overTicks.Down() || w.Focused() != fyne.Focusable(ticks) {
		t.Errorf("not shown, or the focus is at %T", w.Focused())
	}
	form.Focus("blood")
	w.Type("7 ")
	if asked != 1 || !overBlood.Down() || blood.Picked() != 0 {
		t.Errorf("asked %d times, chosen %d", asked, blood.Picked())
	}
	w.Type("2")
	if overBlood.Down() || blood.Picked() != 1 {
		t.Errorf("typed over: %d", blood.Picked())
	}
}
