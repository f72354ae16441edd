// Package screen is what the screens and the window agree on: what a screen
// may be asked by a key of the menu, and what it may ask of the window. It
// keeps the screens from knowing each other.
package screen

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/work"
)

// Screen is what fills the middle of the window.
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
	// Doubler goes to what may be on record already, on Ctrl+J.
	Doubler interface{ ToAlike() }
	// Printer writes what the screen shows as a paper, on Ctrl+P.
	Printer interface{ Print() }
	// Photographed has pictures of papers, on Ctrl+I.
	Photographed interface{ OpenPhotos() }
	// Eraser erases somebody's data by an officer's decision.
	Eraser interface{ Erase() }
	// Mover lets a household live in another hamlet.
	Mover interface{ MoveHome() }
	// Dropper takes files that are dragged into the window.
	Dropper interface{ Drop(paths []string) }
	// Leafer goes to the record before or after (-1, 1), on Ctrl+PageUp and
	// Ctrl+PageDown.
	Leafer interface{ Leaf(by int) }
	// Searcher takes what is typed into the search box.
	Searcher interface {
		Search(text string)
		Step(by int)
		OpenWhenFound()
	}
	// Panelist says what the right pane shows.
	Panelist interface{ Panel() (string, []kit.Fact) }
	// Housed belongs to one hamlet: its sheet is the one that counts.
	Housed interface{ Hamlet() uuid.UUID }
	// Confirmer repeats in large letters the name that was just saved.
	Confirmer interface{ Confirm(name string) }
	// Keeper holds a form that is being typed.
	Keeper interface {
		// DraftKey is the key under which the form is kept.
		DraftKey() string
		// Keep keeps it now and tells done when that is on the disk, or why it
		// is not: then the window holds on to the form itself.
		Keep(done func(error))
	}
)

// Settle is how long a screen that reads much waits after a change for the rest
// of a burst: an act on 171 records is 171 signals.
const Settle = 200 * time.Millisecond

// Window is what a screen asks for.
type Window interface {
	Context() context.Context // ends with the window
	Runner() work.Runner
	Compose() kit.Composer // for names; nil when it is off
	Hamlet() uuid.UUID     // chosen; uuid.Nil for all
	NameOf(hamlet uuid.UUID) string

	OpenHousehold(id uuid.UUID)
	OpenVisit(household uuid.UUID)
	OpenChild(household, person uuid.UUID) // person uuid.Nil: a new one
	AddHousehold()
	OpenPhotos(kind string, id uuid.UUID) // of a record's papers
	Sheet()
	ChooseHamlet(id uuid.UUID) // works there from now on; uuid.Nil for all

	Back() // to the screen below; a draft is kept
	// Leave goes back from a form that is done with; nothing happens when the
	// worker has gone elsewhere meanwhile.
	Leave(from Screen)
	// NextVisit puts the visit form of the household that follows in the hamlet
	// in place of from.
	NextVisit(from Screen, after uuid.UUID)
	// Neighbour puts the page of the household before or after in place of from.
	Neighbour(from Screen, of uuid.UUID, by int)

	Say(level kit.Level, text string)  // what was just done
	Fail(err error)                    // logs, and shows the words in the status bar and above the work
	Explain(err error) kit.Explanation // the same for a screen that shows the words itself
	Saved(text, name string)           // name is repeated in large letters, "" for none
	Shown(name string)                 // a screen stands with its data: for whoever measures
	PanelChanged()
	Drafted() // a draft was kept: for whoever measures
}
