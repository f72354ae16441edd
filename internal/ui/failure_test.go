package ui

import (
	"testing"

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
