package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/kit"
)

func newPIN() *kit.DigitField { return kit.NewDigitField(' ', 3, 3, 3, 3) }

func TestDigitFieldGroupsAsTyped(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"", ""},
		{"096", "096"},
		{"0962", "096 2"},
		{"096215900123", "096 215 900 123"},
		{"096 215-900.123", "096 215 900 123"},
		{"0962159001234", "096 215 900 1234"}, // one too many is seen, not cut
		{"09621590012345678", "096 215 900 1234567"},
		{"a1b2", "12"},
	} {
		f := newPIN()
		w := openField(t, f)
		w.Type(c.typed)
		if f.Text != c.want {
			t.Errorf("typed %q: %q, want %q", c.typed, f.Text, c.want)
		}
	}
}

func TestDigitFieldDeletesDigitsOnly(t *testing.T) {
	f := newPIN()
	w := openField(t, f)
	w.Type("0962")
	w.Press(fyne.KeyBackspace)
	if f.Text != "096" {
		t.Errorf("text %q", f.Text)
	}
	w.Press(fyne.KeyHome, fyne.KeyDelete)
	if f.Text != "96" || f.Digits() != "96" {
		t.Errorf("text %q", f.Text)
	}
}

func TestDigitFieldEditsInTheMiddle(t *testing.T) {
	f := newPIN()
	w := openField(t, f)
	w.Type("09215900123") // the 6 is missing
	w.Press(fyne.KeyHome, fyne.KeyRight, fyne.KeyRight)
	w.Type("6")
	if f.Text != "096 215 900 123" {
		t.Errorf("text %q", f.Text)
	}
	w.Press(fyne.KeyBackspace)
	w.Type("6")
	if f.Text != "096 215 900 123" {
		t.Errorf("after mending: %q", f.Text)
	}
}

func TestDigitFieldPasteIsGrouped(t *testing.T) {
	f := newPIN()
	edits := 0
	f.OnEdit = func(string) { edits++ }
	w := openField(t, f)
	w.Paste(" 096.215.900.123\n")
	if f.Text != "096 215 900 123" || edits != 1 {
		t.Errorf("text %q, %d edits", f.Text, edits)
	}
}

func TestDigitFieldTypingReplacesMarked(t *testing.T) {
	f := newPIN()
	f.PutDigits("096215900123")
	w := openField(t, f) // arrives marked
	w.Type("1")
	if f.Text != "1" {
		t.Errorf("text %q", f.Text)
	}
}
