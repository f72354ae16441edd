package kit_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/kit/kittest"
)

// tinyTelex knows aa, ee, dd and the tones s and f on the last vowel.
func tinyTelex(before string, key rune) (string, bool) {
	for _, rule := range []struct{ end, to string }{
		{"aa", "â"}, {"ee", "ê"}, {"dd", "đ"}, {"as", "á"}, {"âf", "ầ"}, {"êx", "ễ"},
	} {
		if end := before + string(key); strings.HasSuffix(end, rule.end) {
			return strings.TrimSuffix(end, rule.end) + rule.to, true
		}
	}
	return before + string(key), false
}

func openField(t *testing.T, f kit.Field) *kittest.Window {
	t.Helper()
	w := kittest.Open(t, f, 300, 32)
	kit.Focus(f)
	return w
}

func TestTextFieldComposes(t *testing.T) {
	f := kit.NewTextField()
	f.Compose = tinyTelex
	var seen []string
	f.OnEdit = func(s string) { seen = append(seen, s) }
	w := openField(t, f)

	w.Type("ddaafm")

	if f.Text != "đầm" {
		t.Errorf("text %q", f.Text)
	}
	if want := []string{"d", "đ", "đa", "đâ", "đầ", "đầm"}; !slices.Equal(seen, want) {
		t.Errorf("OnEdit saw %q, want %q: one change for each key", seen, want)
	}
}

func TestTextFieldComposesInTheMiddle(t *testing.T) {
	f := kit.NewTextField()
	f.Compose = tinyTelex
	w := openField(t, f)
	w.Type("a Doi")
	w.Press(fyne.KeyHome, fyne.KeyRight)

	w.Type("a")

	if f.Text != "â Doi" {
		t.Errorf("text %q", f.Text)
	}
	if f.CursorColumn != 1 {
		t.Errorf("cursor at %d", f.CursorColumn)
	}
}

func TestTextFieldUndoOfComposedText(t *testing.T) {
	f := kit.NewTextField()
	f.Compose = tinyTelex
	w := openField(t, f)
	w.Type("daas")
	for range 10 {
		w.Ctrl(fyne.KeyZ)
	}
	if f.Text != "" {
		t.Errorf("undone to %q, want nothing", f.Text)
	}
	for range 10 {
		w.Ctrl(fyne.KeyY)
	}
	if f.Text != "dâs" {
		t.Errorf("redone to %q", f.Text)
	}
}

func TestTextFieldWithoutComposerTypesPlain(t *testing.T) {
	f := kit.NewTextField()
	w := openField(t, f)
	w.Type("ddaaf")
	w.Type("ễ") // a finished letter from an input method
	if f.Text != "ddaafễ" {
		t.Errorf("text %q", f.Text)
	}
}

func TestSecretFieldNeverComposes(t *testing.T) {
	f := kit.NewSecretField()
	f.Compose = tinyTelex
	w := openField(t, f)
	w.Type("ddaa")
	if f.Text != "ddaa" {
		t.Errorf("text %q", f.Text)
	}
}

func TestTextFieldArrivesMarked(t *testing.T) {
	first, second := kit.NewTextField(), kit.NewTextField()
	second.Put("Nguyễn")
	form := kit.NewForm([]kit.Row{{Fields: []kit.Field{first}}, {Fields: []kit.Field{second}}})
	w := kittest.Open(t, form.View(), 800, 400)
	form.First()

	w.Press(fyne.KeyTab)
	if second.SelectedText() != "Nguyễn" {
		t.Errorf("marked %q", second.SelectedText())
	}
	w.Type("T")
	if second.Text != "T" {
		t.Errorf("text %q", second.Text)
	}
}

// A window that loses and regains the focus must not mark half a name, nor
// tidy it: the next letter would replace it.
func TestTextFieldEmptiedWhileMarkedTakesEveryLetter(t *testing.T) {
	f := kit.NewTextField()
	w := openField(t, f)
	f.Put("lop-1a.csv")
	f.Arrive()

	f.Put("")
	w.Type("thang")

	if f.Text != "thang" {
		t.Errorf("typed thang, got %q", f.Text)
	}
}

func TestTextFieldSurvivesTheWindowLosingFocus(t *testing.T) {
	f := kit.NewTextField()
	f.OnLeave = strings.TrimSpace
	w := openField(t, f)
	w.Type("Nguyen ")

	f.FocusLost()
	f.FocusGained()
	w.Type("Thi")

	if f.Text != "Nguyen Thi" {
		t.Errorf("text %q", f.Text)
	}
}

func TestTextFieldTidiesWhenLeft(t *testing.T) {
	f, next := kit.NewTextField(), kit.NewTextField()
	f.OnLeave = strings.TrimSpace
	form := kit.NewForm([]kit.Row{{Fields: []kit.Field{f}}, {Fields: []kit.Field{next}}})
	w := kittest.Open(t, form.View(), 800, 400)
	form.First()
	w.Type("  An ")
	if f.Text != "  An " {
		t.Fatalf("changed while typed: %q", f.Text)
	}
	w.Press(fyne.KeyReturn)
	if f.Text != "An" {
		t.Errorf("text %q", f.Text)
	}
}

func TestTextFieldHandsKeysOn(t *testing.T) {
	f := kit.NewTextField()
	var got []kit.Key
	f.SetOnKey(func(k kit.Key) bool { got = append(got, k); return true })
	w := openField(t, f)
	w.Press(fyne.KeyTab, fyne.KeyReturn, fyne.KeyEscape, fyne.KeyUp, fyne.KeyDown, fyne.KeyF1)
	w.PressShift(fyne.KeyTab)

	want := []kit.Key{
		{Name: fyne.KeyTab},
		{Name: fyne.KeyReturn},
		{Name: fyne.KeyEscape},
		{Name: fyne.KeyUp},
		{Name: fyne.KeyDown},
		{Name: fyne.KeyF1},
		{Name: fyne.KeyTab, Shift: true},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if f.Text != "" {
		t.Errorf("typed %q", f.Text)
	}
}

func TestTextFieldUnusedKeysReachTheWindow(t *testing.T) {
	f := kit.NewTextField()
	w := openField(t, f)
	var got []fyne.KeyName
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { got = append(got, ev.Name) })
	w.Press(fyne.KeyEscape, fyne.KeyF1)
	if !slices.Equal(got, []fyne.KeyName{fyne.KeyEscape, fyne.KeyF1}) {
		t.Errorf("got %v", got)
	}
}

// An Entry swallows every Ctrl combination (FYNE: glfw/window.go:817).
func TestTextFieldPassesUnknownShortcuts(t *testing.T) {
	f := kit.NewTextField()
	w := openField(t, f)
	got := 0
	w.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierControl}, func(fyne.Shortcut) { got++ })
	w.Ctrl(fyne.KeyQ)
	if got != 1 {
		t.Errorf("the window got it %d times", got)
	}
	w.Type("hai ba")
	w.Ctrl(fyne.KeyBackspace) // known: deletes a word
	if f.Text != "hai " {
		t.Errorf("text %q", f.Text)
	}
}

func TestTextAreaKeepsLinesAndLeavesAtTheEdges(t *testing.T) {
	f := kit.NewTextArea(3)
	var got []fyne.KeyName
	f.SetOnKey(func(k kit.Key) bool { got = append(got, k.Name); return true })
	w := kittest.Open(t, f, 300, 90)
	kit.Focus(f)
	w.Type("mot")
	w.PressShift(fyne.KeyReturn)
	w.Type("hai")
	if f.Text != "mot\nhai" {
		t.Fatalf("text %q", f.Text)
	}

	w.Press(fyne.KeyUp) // inside
	if len(got) != 0 {
		t.Errorf("handed on %v", got)
	}
	w.Press(fyne.KeyUp, fyne.KeyReturn, fyne.KeyTab)
	if !slices.Equal(got, []fyne.KeyName{fyne.KeyUp, fyne.KeyReturn, fyne.KeyTab}) {
		t.Errorf("handed on %v", got)
	}
	if f.Text != "mot\nhai" {
		t.Errorf("text %q", f.Text)
	}
}

func TestTextFieldPutIsSilent(t *testing.T) {
	f := kit.NewTextField()
	f.OnEdit = func(string) { t.Error("OnEdit called") }
	f.Put("An")
	if f.Text != "An" {
		t.Errorf("text %q", f.Text)
	}
}
