package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/child"
	"thamho.vn/internal/ui/kit"
)

// views are the fields that the log says were looked at, in order.
func (b *bench) views() (out []string) {
	for _, e := range b.disk.log {
		if e.Act == registry.AuditView {
			out = append(out, e.Fields...)
		}
	}
	return out
}

// verify has the server countersign the log and checks it.
func (b *bench) verify() ledger.LogReport {
	b.t.Helper()
	b.province.Carry(fieldtest.Hamlet{Scope: b.province.Log}, b.laptop)
	logs, err := b.laptop.Store.AuditLogs(b.t.Context())
	b.check(err)
	id, err := b.laptop.Store.Identity(b.t.Context())
	b.check(err)
	trust, err := id.Trust()
	b.check(err)
	return trust.CheckLog(logs[0])
}

// ill gives the child of household 47 what is nobody's business.
func (b *bench) ill() {
	b.t.Helper()
	base := b.household(47).Persons[0]
	after := base.Value
	after.Ethnic, after.Blood = "Khmer", "AB"
	after.Disability = registry.Disability{Kinds: []string{registry.DisabilityKinds[0]}, Degree: registry.DisabilityDegrees[0]}
	_, err := b.laptop.CorrectChild(b.t.Context(), base, after, "")
	b.check(err)
}

// A sensitive field is hidden until somebody asks for it; each is noted once
// while the form is open, and the log is one that can be verified.
func TestSensitiveFieldsAreShownOnDemandAndEachViewIsNoted(t *testing.T) {
	b := newOffice(t)
	b.ill()
	b.openChild()
	if b.Shows("Khmer") || !b.Shows(kit.Hidden) || len(b.views()) != 0 {
		t.Fatalf("opening the form shows the group or noted %v", b.views())
	}
	b.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab) // the veil over it
	b.shot("veil")
	b.Press(fyne.KeyReturn) // passes it by
	b.PressShift(fyne.KeyTab)
	b.Type(" ")
	if !b.Shows("Khmer") {
		t.Error("it was asked for and is not shown")
	}
	b.Ctrl(fyne.KeyPageDown) // papers: blood
	b.Ctrl(fyne.KeyPageDown)
	b.Ctrl(fyne.KeyPageDown)
	b.Ctrl(fyne.KeyPageDown) // health
	if b.Shows(string(registry.DisabilityKinds[0])) {
		t.Error("a code is shown")
	}
	for range 9 {
		b.Press(fyne.KeyTab) // to the kinds of disability
	}
	b.shot("veils")
	b.Type(" ")
	b.Type(" ") // in the field now: it ticks nothing more to be noted
	if got := b.views(); !slices.Equal(got, []string{registry.FieldEthnic, "khuyet_tat"}) {
		t.Errorf("noted %v", got)
	}
	for _, e := range b.disk.log {
		if e.Record != b.household(47).Persons[0].ID {
			t.Errorf("noted of %s", e.Record)
		}
	}
	if r := b.verify(); r.First != nil || r.Tail != 0 || r.Changes != len(b.disk.log) {
		t.Errorf("the log: %+v", r)
	}

	b.Press(fyne.KeyEscape)
	b.Press(fyne.KeyReturn)
	b.on("child")
	if b.Shows("Khmer") {
		t.Error("the next visit of the form shows it unasked")
	}
}

// What is typed over a hidden value replaces it unseen: a change, and no view.
func TestTypingOverAHiddenValueIsAChangeAndNoView(t *testing.T) {
	b := newOffice(t)
	b.ill()
	b.openChild()
	b.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	b.Type("kinh")
	b.Press(fyne.KeyReturn)
	b.Ctrl(fyne.KeyS)

	b.on("household")
	if c := b.child(47); c.Ethnic != "Kinh" || c.Blood != "AB" || len(c.Disability.Kinds) != 1 {
		t.Errorf("wrote %q, blood %q, %v", c.Ethnic, c.Blood, c.Disability.Kinds)
	}
	if got := b.views(); len(got) != 0 {
		t.Errorf("noted as looked at: %v", got)
	}
}

// What can't be noted is not shown.
func TestAViewThatCannotBeNotedShowsNothing(t *testing.T) {
	b := newOffice(t)
	b.ill()
	b.openChild()
	b.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	b.disk.full = true
	b.Type(" ")
	if b.Shows("Khmer") {
		t.Error("shown although it was not noted")
	}
	b.wantSaid("Ổ đĩa đầy")
}

// A new child is given its household's group; to see it is to see another's.
func TestTheGroupOfANewChildIsItsSiblings(t *testing.T) {
	b := newOffice(t)
	b.ill()
	b.shell.push(child.New(b.shell, b.shell.work, registry.EthnicNames(), b.household(47).Household.ID, uuid.Nil))
	b.typeChild("Nguyeenx Vawn Em", "05032019")
	if b.Shows("Khmer") {
		t.Error("the group of the other child is shown unasked")
	}
	b.Press(fyne.KeyTab)
	b.Type(" ")
	if e := b.disk.log; len(e) != 1 || e[0].Record != b.household(47).Persons[0].ID {
		t.Errorf("noted %+v", e)
	}
}
