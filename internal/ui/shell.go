// Package ui is the window: what stays put around the screens (menu, search,
// hamlet, places, status), which screen is shown, and what the keys of the menu
// ask of it. Screens live in packages of their own and know only package
// screen.
package ui

import (
	"cmp"
	"context"
	"log/slog"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/enrol"
	"thamho.vn/internal/ui/households"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Options are what the window works with.
type Options struct {
	App fyne.App
	// Window is where it shows itself; nil for one of its own.
	Window fyne.Window
	// Lock hides what is shown until somebody comes in again, and People shows who
	// may come in; nil where there is no lock.
	Lock, People func()
	// Abandon ends a room of the laptop that is not enrolled; nil where it can't.
	Abandon func()
	Runner  work.Runner
	Sync    screen.Sync
	Log     *slog.Logger
	Ethnic  []string // names of the ethnic groups, common ones first
	Server  string   // address and code to propose at enrolment
	Code    string
	// Open returns the worker's acts once the laptop is enrolled; its error has
	// key not_enrolled before.
	Open func(ctx context.Context) (*fieldwork.Work, error)
	// Trace notes what happened on the screen, for whoever measures.
	Trace func(event, screen string)
	Theme string  // shown instead of the stored one, when not ""
	Scale float32 // of everything on the screen; 0 is 1
	// SetScale keeps a size for the next start.
	SetScale func(scale float32) error
}

// Shell is the window with the screens that lie on each other.
type Shell struct {
	Options
	ctx    context.Context
	window fyne.Window
	work   *fieldwork.Work
	stop   []func()

	list   *households.List
	stack  []screen.Screen
	held   map[string]screen.Screen // forms that were left and are not on the disk yet
	frame  *kit.Frame
	top    *kit.TopStrip
	search *kit.SearchBox
	where  *kit.Button
	nav    *kit.Nav
	pane   *kit.Panel
	status *kit.StatusBar

	hamlets []registry.HamletRow
	hamlet  uuid.UUID
	compose kit.Composer
	pending work.Latest
	failing bool // what Fail said stands above the work
	closing bool // the worker was told that something is not kept, and closes all the same
}

// size of the window when it is not maximised: what a screen of 1366×768
// leaves beside its bars.
const (
	width  = 1366
	height = 689
)

// Show opens the window. The context ends everything that it does.
func Show(ctx context.Context, o Options) *Shell {
	s := &Shell{Options: o, ctx: ctx, window: o.Window, held: map[string]screen.Screen{}}
	if s.window == nil {
		s.window = NewWindow(o.App, o.Scale)
	}
	s.furnish()
	s.stack = []screen.Screen{newBlank()}
	s.present()
	s.window.SetCloseIntercept(s.Close)
	s.window.SetOnDropped(func(_ fyne.Position, dropped []fyne.URI) { s.dropped(dropped) })
	s.window.Show()
	s.Trace("window", "")
	s.open()
	return s
}

// dropped gives files that were dragged into the window to the screen that can
// take them.
func (s *Shell) dropped(uris []fyne.URI) {
	var paths []string
	for _, u := range uris {
		if u.Scheme() == "file" {
			paths = append(paths, u.Path())
		}
	}
	if len(paths) > 0 {
		ask(s, func(d screen.Dropper) { d.Drop(paths) })
	}
}

// NewWindow makes the window of the program; scale is that of everything on the
// screen, 0 for 1.
func NewWindow(app fyne.App, scale float32) fyne.Window {
	scale = cmp.Or(scale, 1)
	w := app.NewWindow(words.Say("app.name"))
	w.SetMaster()
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width/scale, height/scale))
	return w
}

func (s *Shell) open() { work.Do(s.Runner(), s.ctx, s.Open, s.opened) }

// opened shows the list, or asks for a code first.
func (s *Shell) opened(w *fieldwork.Work, err error) {
	if registry.CodeOf(err) == registry.NotFound {
		s.enrol()
		return
	}
	if err != nil {
		s.only(newFailure(s.Explain(err), s.open))
		return
	}
	s.work = w
	s.listen()
	s.restoreSettings()
	s.list = households.New(s, w, s.place, func() { s.search.Put("") })
	s.only(s.list)
	s.readHamlets()
	s.readStatus()
}

// enrol asks for the server and a code. A code from the command line is tried
// at once, and once.
func (s *Shell) enrol() {
	form := enrol.New(s, s.Sync, s.Server, s.Code, s.open, s.Abandon)
	s.only(form)
	if s.Server != "" && s.Code != "" {
		s.Code = ""
		form.Save()
	}
}

// listen brings news of the store and of the sync engine to the window.
func (s *Shell) listen() {
	s.stop = append(s.stop,
		s.work.Subscribe(func(sig registry.Signal) { s.Runner().Post(func() { s.changed(sig) }) }),
		s.Sync.Listen(func(n screen.News) { s.Runner().Post(func() { s.news(n) }) }))
	s.news(s.Sync.News())
}

// changed tells the screen what moved in the store, and wakes the sync after
// somebody's own change.
func (s *Shell) changed(sig registry.Signal) {
	switch sig.Kind {
	case registry.SignalDamaged:
		s.Fail(&registry.Error{Code: registry.Internal, Key: "db_damaged"})
		return
	case registry.SignalReopened:
		s.keepAgain("disk.reopened")
		return
	case registry.SignalReclaimed:
		s.keepAgain("ground.reclaimed")
		return
	}
	if s.work == nil {
		return // hidden: the laptop was revoked
	}
	if sig.Kind != registry.SignalSync {
		s.Sync.Wake()
	}
	if sig.Kind == registry.KindUnit || sig.Kind == registry.KindPlaced {
		s.readHamlets()
	}
	if sig.Kind != registry.KindAudit { // no screen shows the log, and one that reads may write it
		s.current().Changed(sig)
	}
	s.readStatus()
}

// keepAgain keeps what is being typed in a file that was opened again, since it may
// have been refused before, and says what happened. When it is refused once more
// that is said already.
func (s *Shell) keepAgain(text string) {
	s.keepAll(func(err error) {
		if err == nil {
			s.Notice(words.Say(text))
		}
	})
}

// Close keeps what is being typed and closes the window. When it can't be kept
// (a full disk) the window stays and says so; closing again closes.
func (s *Shell) Close() {
	s.keepAll(func(err error) {
		if err != nil && !s.closing {
			s.closing = true
			s.Say(kit.Error, words.Say("close.unkept", words.Args{"why": kit.Explain(err, words.Find).Title}))
			return
		}
		s.stopListening()
		s.window.SetCloseIntercept(nil)
		s.window.Close()
	})
}

func (s *Shell) stopListening() {
	for _, stop := range s.stop {
		stop()
	}
	s.stop = nil
}

// Rest keeps what is being typed and tells done, before something else stands in
// the window for a while. Return shows everything again as it was.
func (s *Shell) Rest(done func(error)) { s.keepAll(done) }

// Return shows again what was hidden.
func (s *Shell) Return() {
	s.window.SetContent(s.frame)
	s.window.SetMainMenu(s.menu())
	s.window.SetOnDropped(func(_ fyne.Position, dropped []fyne.URI) { s.dropped(dropped) })
	s.keys()
	s.present()
}

// Shut ends the screens for good, what is being typed kept; the window stays. An
// error says that it could not be kept: then nothing ended.
func (s *Shell) Shut(done func(error)) {
	s.keepAll(func(err error) {
		if err == nil {
			s.stopListening()
		}
		done(err)
	})
}
