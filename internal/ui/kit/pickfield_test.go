package kit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/kit/kittest"
)

var marks = strings.NewReplacer("ầ", "a", "ơ", "o", "đ", "d", "ê", "e", "ấ", "a", "ị", "i", "á", "a", "ù", "u")

func unmarked(s string) string { return marks.Replace(strings.ToLower(s)) }

var hamlets = []kit.Option{
	{ID: "1", Text: "ấp 4", Note: "Tạ An Khương"},
	{ID: "2", Text: "ấp Đầm Dơi", Note: "Tạ An Khương"},
	{ID: "3", Text: "ấp Tân Đức", Note: "Thanh Tùng"},
	{ID: "4", Text: "ấp 40", Note: "Thanh Tùng"},
}

func openPick(t *testing.T) (*kit.PickField, *kittest.Window) {
	t.Helper()
	p := kit.NewPickField(hamlets, unmarked)
	w := kittest.Open(t, p, 300, 400)
	kit.Focus(p)
	return p, w
}

func chosen(p *kit.PickField) string {
	o, _ := p.Chosen()
	return o.ID
}

func TestPickFieldFindsWithoutMarks(t *testing.T) {
	for typed, want := range map[string]string{
		"dam":      "2",
		"dam doi":  "2",
		"ap 4":     "1", // the whole word before the longer one
		"thanh 40": "4",
		"tung":     "3",
	} {
		p, w := openPick(t)
		w.Type(typed)
		w.Press(fyne.KeyReturn)
		if chosen(p) != want {
			t.Errorf("%q: chose %q, want %q", typed, chosen(p), want)
		}
	}
}

func TestPickFieldArrowsMoveInTheList(t *testing.T) {
	p, w := openPick(t)
	moved := 0
	p.SetOnKey(func(k kit.Key) bool { moved++; return true })
	w.Type("ap")
	w.Press(fyne.KeyDown, fyne.KeyDown, fyne.KeyUp)
	if moved != 0 {
		t.Error("arrows left the field while the list was down")
	}
	w.Press(fyne.KeyReturn)
	if chosen(p) != "2" || moved != 1 {
		t.Errorf("chose %q, %d keys handed on", chosen(p), moved)
	}
	w.Press(fyne.KeyDown)
	if moved != 2 {
		t.Error("with the list up ↓ is the form's")
	}
}

func TestPickFieldEscLiftsTheListFirst(t *testing.T) {
	p, w := openPick(t)
	escaped := 0
	p.SetOnKey(func(k kit.Key) bool { escaped++; return true })
	w.Type("ap")
	w.Press(fyne.KeyEscape)
	if escaped != 0 || p.Text != "ap" {
		t.Errorf("escaped %d, text %q", escaped, p.Text)
	}
	w.Press(fyne.KeyEscape)
	if escaped != 1 {
		t.Errorf("escaped %d", escaped)
	}
}

func TestPickFieldF4ShowsAll(t *testing.T) {
	p, w := openPick(t)
	w.Press(fyne.KeyF4, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if chosen(p) != "3" {
		t.Errorf("chose %q", chosen(p))
	}
}

func TestPickFieldUnknownTextIsKeptAndNotChosen(t *testing.T) {
	p, w := openPick(t)
	p.PutOption("2")
	w.Type("xyz")
	p.Leave()
	if _, ok := p.Chosen(); ok || p.Text == "" {
		t.Errorf("chosen %v, text %q", ok, p.Text)
	}
}

func TestPickFieldTellsWhenAChoiceIsLost(t *testing.T) {
	p, w := openPick(t)
	p.PutOption("2")
	kit.Focus(p)
	var got []bool
	p.OnPick = func(_ kit.Option, ok bool) { got = append(got, ok) }
	w.Press(fyne.KeyEnd, fyne.KeyBackspace)
	if len(got) != 1 || got[0] {
		t.Errorf("told %v", got)
	}
}

func TestPickFieldFreeKeepsWhatWasTyped(t *testing.T) {
	p, w := openPick(t)
	p.Free = true
	w.Type("ap dam")
	w.Press(fyne.KeyReturn)
	if p.Text != "ap dam" {
		t.Errorf("text %q", p.Text)
	}
	kit.Focus(p)
	w.Type("ap dam")
	w.Press(fyne.KeyF4, fyne.KeyDown, fyne.KeyReturn)
	if chosen(p) != "2" {
		t.Errorf("chose %q", chosen(p))
	}
}

func TestPickFieldTypedInFullIsTaken(t *testing.T) {
	p, w := openPick(t)
	w.Type("ap dam doi")
	w.Press(fyne.KeyEscape)
	p.Leave()
	if chosen(p) != "2" || p.Text != "ấp Đầm Dơi" {
		t.Errorf("chose %q, text %q", chosen(p), p.Text)
	}
}

func TestPickFieldThousandsAreFast(t *testing.T) {
	var many []kit.Option
	for i := range 5000 {
		many = append(many, kit.Option{ID: fmt.Sprint(i), Text: fmt.Sprintf("ấp %d Đầm Dơi", i), Note: "xã Tạ An Khương"})
	}
	p := kit.NewPickField(many, unmarked)
	w := kittest.Open(t, p, 300, 400)
	kit.Focus(p)
	const keys = "ap 4999 dam"
	start := time.Now()
	w.Type(keys)
	if each := time.Since(start) / time.Duration(len(keys)); each > 50*time.Millisecond {
		t.Errorf("%v a key", each)
	}
	w.Press(fyne.KeyReturn)
	if chosen(p) != "4999" {
		t.Errorf("chose %q", chosen(p))
	}
}
