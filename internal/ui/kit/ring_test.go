package kit_test

import (
	"fmt"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/kit/kittest"
	"thamho.vn/internal/ui/theme"
)

// everyField is one of each thing that takes a key.
func everyField() []kit.Field {
	return []kit.Field{
		kit.NewTextField(), kit.NewTextArea(2), kit.NewSecretField(), newPIN(), kit.NewDateField(parse),
		kit.NewPickField(hamlets, unmarked), kit.NewChoice("a", "b"), kit.NewChecks("a", "b"),
		kit.NewActs(kit.Act{Text: "a"}), kit.NewButton("Lưu", "", nil), kit.NewSearchBox("Tìm"),
		kit.NewNav(kit.Place{Word: "Hộ"}), kit.NewList[int](numbers(3), oneColumn, cellOf),
	}
}

// ringOf finds the shown ring of a widget: a stroke of 2 in the ring's colour.
func ringOf(w fyne.Widget) *canvas.Rectangle {
	want := theme.New(theme.Light).Palette().Ring
	for _, o := range test.WidgetRenderer(w).Objects() {
		r, ok := o.(*canvas.Rectangle)
		if ok && r.Visible() && r.StrokeWidth == theme.RingWidth && r.StrokeColor == color.Color(want) {
			return r
		}
	}
	return nil
}

func TestEverythingThatTakesAKeyHasARing(t *testing.T) {
	for _, f := range everyField() {
		t.Run(fmt.Sprintf("%T", f), func(t *testing.T) {
			w := kittest.Open(t, f, 400, 200)
			if ringOf(f.(fyne.Widget)) != nil {
				t.Error("a ring without the focus")
			}
			kit.Focus(f)
			if ringOf(f.(fyne.Widget)) == nil {
				t.Error("no ring with the focus")
			}
			w.Canvas().Unfocus()
			if ringOf(f.(fyne.Widget)) != nil {
				t.Error("the ring stays")
			}
		})
	}
}

// Every field hands Tab, Esc and F1 on, so that no one is caught in it.
func TestNothingCatchesTheWorker(t *testing.T) {
	for _, f := range everyField() {
		t.Run(fmt.Sprintf("%T", f), func(t *testing.T) {
			w := kittest.Open(t, f, 400, 200)
			kit.Focus(f)
			got := map[fyne.KeyName]bool{}
			f.SetOnKey(func(k kit.Key) bool { got[k.Name] = true; return true })
			if box, ok := f.(*kit.SearchBox); ok {
				box.OnEsc = func() { got[fyne.KeyEscape] = true }
			}
			w.Press(fyne.KeyTab, fyne.KeyEscape, fyne.KeyF1)
			w.Type("7x ") // letters are not keys for others
			if len(got) != 3 {
				t.Errorf("handed on only %v", got)
			}
		})
	}
}

// A change of theme repaints what is shown.
func TestRepaintsInAnotherTheme(t *testing.T) {
	settings := fyne.CurrentApp().Settings()
	defer settings.SetTheme(settings.Theme())
	b := kit.NewMainButton("Lưu", "", nil)
	kittest.Open(t, b, 200, 36)

	settings.SetTheme(theme.New(theme.Dark))
	b.Refresh()

	box := test.WidgetRenderer(b).Objects()[0].(*canvas.Rectangle)
	if want := theme.New(theme.Dark).Palette().Main; box.FillColor != color.Color(want) {
		t.Errorf("still %v", box.FillColor)
	}
}

// A screen that was out of the window while the theme changed is repainted
// when it comes back.
func TestRepaintsWhatComesBackInAnotherTheme(t *testing.T) {
	settings := fyne.CurrentApp().Settings()
	defer settings.SetTheme(settings.Theme())
	s := openShell(t, 1366, 661)
	page := s.frame.Work()
	s.frame.SetWork(kit.NewPage(kit.PageParts{Body: kit.NewEmpty("Trống")}))
	settings.SetTheme(theme.New(theme.Dark))

	s.frame.SetWork(page)

	box := test.WidgetRenderer(s.act).Objects()[0].(*canvas.Rectangle)
	if want := theme.New(theme.Dark).Palette().Main; box.FillColor != color.Color(want) {
		t.Errorf("still %v", box.FillColor)
	}
}
