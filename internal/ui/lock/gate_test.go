package lock

import (
	"context"
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/kit/kittest"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// fakeDoor opens for one passphrase and one PIN.
type fakeDoor struct {
	people  []Person
	pass    string
	begun   string
	pin     string
	left    int
	removed int
	office  bool
}

func (d *fakeDoor) People() []Person { return d.people }

func (d *fakeDoor) Begin(_ context.Context, name, pass string) error {
	d.begun, d.pass = name, pass
	return nil
}

func (d *fakeDoor) Unlock(_ context.Context, who Person, pass string) error {
	if pass != d.pass || who.Slot != 2 {
		return &registry.Error{Code: registry.Denied, Key: "pass_wrong", Err: errors.New("x")}
	}
	return nil
}

func (d *fakeDoor) Choose(context.Context, string) error { return nil }

func (d *fakeDoor) Reopen(_ context.Context, pin string) error {
	if pin == d.pin {
		return nil
	}
	d.left--
	return &registry.Error{Code: registry.Denied, Key: "pin_wrong", Args: map[string]any{"left": d.left}}
}
func (d *fakeDoor) PINLeft() int                                   { return d.left }
func (d *fakeDoor) SetPIN(context.Context, string) error           { return nil }
func (d *fakeDoor) Invite(context.Context, string) (string, error) { return "ABCDEFGHABCDEFGH", nil }
func (d *fakeDoor) Remove(_ context.Context, slot int) error       { d.removed = slot; return nil }
func (d *fakeDoor) Recoverable() bool                              { return d.office }
func (d *fakeDoor) Carry(context.Context) (string, error)          { return "/usb/goi.thamho", nil }

type rig struct {
	*kittest.Window
	*Gate
	opened, back int
	shown        string
}

func newRig(t *testing.T, d *fakeDoor) *rig {
	t.Helper()
	if err := words.Install(words.Vietnamese); err != nil {
		t.Fatal(err)
	}
	w := kittest.Open(t, container.NewStack(), 1366, 689)
	r := &rig{Window: w}
	r.Gate = &Gate{
		Window: w, Runner: &work.Inline{}, Ctx: t.Context(), Door: d, Opened: func() { r.opened++ }, Back: func() { r.back++ },
		Trace: func(_, name string) { r.shown = name },
	}
	return r
}

func TestComingInByKeysAlone(t *testing.T) {
	r := newRig(t, &fakeDoor{people: []Person{{Slot: 1, Name: "A"}, {Slot: 2, Name: "B"}}, pass: "con ca loi nguoc"})
	r.Gate.Unlock("Đã khoá")

	r.Type("sai roi")
	r.Press(fyne.KeyTab)
	r.Press(fyne.KeyReturn)
	if got := r.form.RemarkOf(rowPass); r.opened != 0 || got.Level != kit.Error {
		t.Fatalf("a wrong passphrase: opened %d, %+v", r.opened, got)
	}
	r.Press(fyne.KeyUp) // to the people, from the field that was focused again
	r.Type("2")
	r.Press(fyne.KeyDown)
	r.Type("con ca loi nguoc")
	r.Press(fyne.KeyReturn)
	r.Press(fyne.KeyReturn)
	if r.opened != 1 {
		t.Errorf("opened %d", r.opened)
	}
}

func TestTheFirstPersonChoosesAPassphrase(t *testing.T) {
	d := &fakeDoor{}
	r := newRig(t, d)
	r.Begin("")
	for _, step := range []struct {
		name, pass, again string
		row               string
	}{
		{"", "ghe dua lua tom kenh", "ghe dua lua tom kenh", rowName},
		{"Chi Ut", "ngan", "ngan", rowPass},
		{"Chi Ut", "ghe dua lua tom kenh", "khac", rowAgain},
		{"Chi Ut", "ghe dua lua tom kenh", "ghe dua lua tom kenh", ""},
	} {
		r.Begin("")
		r.Type(step.name)
		r.Press(fyne.KeyTab)
		r.Type(step.pass)
		r.Press(fyne.KeyTab)
		r.Type(step.again)
		r.Press(fyne.KeyTab)
		r.Press(fyne.KeyReturn)
		if step.row == "" {
			break
		}
		if got := r.form.RemarkOf(step.row); got.Level != kit.Error || d.begun != "" {
			t.Errorf("%+v: %+v", step, got)
		}
	}
	if d.begun != "Chi Ut" || d.pass != "ghe dua lua tom kenh" || r.opened != 1 {
		t.Errorf("begun %q with %q", d.begun, d.pass)
	}
}

func TestTheHiddenScreenTakesAPIN(t *testing.T) {
	d := &fakeDoor{people: []Person{{Slot: 2, Name: "B"}}, pin: "271828", left: 5}
	r := newRig(t, d)
	r.Hide("Đã khoá")
	if r.shown != "hidden" {
		t.Fatal(r.shown)
	}
	try := func(pin string) {
		r.Type(pin)
		r.Press(fyne.KeyTab)
		r.Press(fyne.KeyReturn)
	}
	try("111222")
	if r.back != 0 || r.form.RemarkOf(rowPIN).Level != kit.Error {
		t.Error("a wrong PIN shows the screens")
	}
	try("271828")
	if r.back != 1 {
		t.Error("the right PIN does not show them")
	}
	d.left = 1
	r.Hide("Đã khoá")
	try("111222")
	if r.shown != "unlock" {
		t.Error("after the last wrong PIN a passphrase is not asked for")
	}
}

// What to do about a forgotten passphrase is said as this laptop has it: of the
// officers only where they can open it.
func TestTheHelpSpeaksOfOfficersWhereTheyCanOpen(t *testing.T) {
	for _, office := range []bool{false, true} {
		r := newRig(t, &fakeDoor{people: []Person{{Slot: 1, Name: "A"}}, office: office})
		r.Gate.Unlock("")
		if got := r.help() == words.Say("lock.helpoffice"); got != office {
			t.Errorf("office %v: %q", office, r.help())
		}
	}
}
