// Package screen is what the screens and the window agree on: what a screen
// may be asked by a key of the menu, and what it may ask of the window. It
// keeps the screens from knowing each other.
package screen

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/work"
)

// Screen is what fills the middle of the window. Its context ends when it is
// left for good.
type Screen interface {
	Name() string // for the log: "households"
	View() fyne.CanvasObject
	Arrive() // the window shows it: take the focus
	Changed(registry.Signal)
}

// What a screen may be able to do; the menu asks for it by key.
type (
	// Saver saves, on Ctrl+S.
	Saver interface{ Save() }
	// NextSaver saves and goes to the next household, on Ctrl+Enter.
	NextSaver interface{ SaveNext() }
	// Adder adds what the screen lists, on Ctrl+N.
	Adder interface{ Add() }
	// Visitor records a visit of the household in question, on Ctrl+T.
	Visitor interface{ Visit() }
	// Remarker goes to the remark of a field and back, on Ctrl+E.
	Remarker interface{ ToRemark() }
	// Searcher takes what is typed into the search box.
	Searcher interface {
		Search(text string)
		Step(by int)
		Open()
	}
	// Panelist says what the right pane shows.
	Panelist interface{ Panel() (string, []kit.Fact) }
	// Keeper keeps its draft now, before the screen is left.
	Keeper interface{ Keep() }
)

// Window is what a screen asks for.
type Window interface {
	Context() context.Context // ends with the window
	Runner() work.Runner
	Compose() kit.Composer // for names; nil when it is off
	Hamlet() uuid.UUID     // chosen; uuid.Nil for all

	OpenHousehold(id uuid.UUID)
	OpenVisit(household uuid.UUID)
	OpenChild(household, person uuid.UUID) // person uuid.Nil: a new one
	OpenNextVisit(after uuid.UUID)         // of the household that follows in the list
	AddHousehold()
	Sheet()
	Back() // to the screen below

	Say(level kit.Level, text string) // what was just done
	Fail(err error) kit.Explanation   // logs, shows in the status bar, and returns the words
	Saved(text string)
	PanelChanged()
	Drafted(text string)
}
