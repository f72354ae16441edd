package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// What is to be done about an error stands above the work until another screen
// is shown; what is wrong with the laptop itself stays until it was read.
func TestAnErrorIsToldAboveTheWork(t *testing.T) {
	b := newBench(t)
	b.shell.Fail(&registry.Error{Code: registry.NotFound, Key: "receipt_none"})
	if !b.shell.frame.Noticed() {
		t.Error("what to do is not said")
	}
	b.shell.goTo(placeSync)
	if b.shell.frame.Noticed() {
		t.Error("what was wrong on another screen is still said")
	}
	b.shell.Notice("đĩa")
	b.shell.goTo(placeHouseholds)
	if !b.shell.frame.Noticed() {
		t.Error("what is wrong with the laptop was taken away before it was read")
	}
}

// Who may not do it hears so before anything is typed, and still reads it when the
// form has gone.
func TestWhoMayNotRuleHearsSoAtOnce(t *testing.T) {
	for name, open := range map[string]func(b *bench, household uuid.UUID){
		"erase": func(b *bench, _ uuid.UUID) { b.shell.current().(interface{ Erase() }).Erase() },
		"move":  func(b *bench, household uuid.UUID) { b.shell.OpenMove(household) },
	} {
		b := newBench(t)
		b.Press(fyne.KeyDown, fyne.KeyReturn)
		b.on("household")

		open(b, b.household(47).Household.ID)

		b.on("household")
		b.wantSaid("Việc này chỉ cán bộ xã làm được")
		if !b.shell.frame.Noticed() {
			t.Errorf("%s: it is not said what to do", name)
		}
		if len(b.household(47).Persons) != 1 {
			t.Errorf("%s: it was done", name)
		}
	}
}
