// Package ui is the window: what stays put around the screens (menu, search,
// hamlet, places, status), which screen is shown, and what the keys of the menu
// ask of it. Screens live in packages of their own and know only package
// screen.
package ui

import (
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
	App    fyne.App
	Runner work.Runner
	Sync   screen.Sync
	Log    *slog.Logger
	Ethnic []string // names of the ethnic groups, common ones first
	Server string   // address to propose at enrolment
	// Open returns the worker's acts once the laptop is enrolled; its error has
	// key not_enrolled before.
	Open func(ctx context.Context) (*fieldwork.Work, error)
	// Trace notes what happened on the screen, for whoever measures.
	Trace func(event, screen string)
	Theme string // shown instead of the stored one, when not ""
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
}

// size of the window when it is not maximised: what a screen of 1366×768
// leaves beside its bars.
const (
	width  = 1366
	height = 689
)

// Show opens the window. The context ends everything that it does.
func Show(ctx context.Context, o Options) *Shell {
	s := &Shell{Options: o, ctx: ctx, window: o.App.NewWindow(words.Say("app.name"))}
	s.window.SetMaster()
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(width, height))
	s.furnish()
	s.window.SetCloseIntercept(s.close)
	s.window.Show()
	s.Trace("window", "")
	work.Do(s.Runner(), ctx, o.Open, s.opened)
	return s
}

// opened shows the list, or asks for a code first.
func (s *Shell) opened(w *fieldwork.Work, err error) {
	if registry.CodeOf(err) == registry.NotFound {
		s.only(enrol.New(s, s.Sync, s.Server, func() { work.Do(s.Runner(), s.ctx, s.Open, s.opened) }))
		return
	}
	if err != nil {
		s.Fail(err)
		return
	}
	s.work = w
	s.listen()
	s.restoreSettings()
	s.list = households.New(s, w, s.place, func() { s.Trace("shown", "households") })
	s.only(s.list)
	s.readHamlets()
	s.readStatus()
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
	if sig.Kind != registry.SignalSync {
		s.Sync.Wake()
	}
	if sig.Kind == registry.KindUnit {
		s.readHamlets()
	}
	s.current().Changed(sig)
	s.readStatus()
}

// close keeps what is being typed and ends the program.
func (s *Shell) close() {
	s.keep()
	for _, stop := range s.stop {
		stop()
	}
	s.window.SetCloseIntercept(nil)
	s.window.Close()
}

func (s *Shell) keep() {
	if k, ok := s.current().(screen.Keeper); ok {
		k.Keep()
	}
}

// current is the screen on top.
func (s *Shell) current() screen.Screen { return s.stack[len(s.stack)-1] }

// only shows one screen and forgets the others.
func (s *Shell) only(sc screen.Screen) {
	if len(s.stack) > 0 {
		s.keep()
	}
	s.stack = []screen.Screen{sc}
	s.present()
}

// push shows a screen over the present one.
func (s *Shell) push(sc screen.Screen) {
	s.keep()
	s.stack = append(s.stack, sc)
	s.present()
}

// present shows the screen on top.
func (s *Shell) present() {
	sc := s.current()
	s.frame.SetWork(sc.View())
	sc.Arrive()
	s.PanelChanged()
	s.nav.SetHere(s.here())
}
