package ui

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/addhousehold"
	"thamho.vn/internal/ui/child"
	"thamho.vn/internal/ui/household"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/sheet"
	"thamho.vn/internal/ui/syncpage"
	"thamho.vn/internal/ui/theme"
	"thamho.vn/internal/ui/visit"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// Context ends with the window.
func (s *Shell) Context() context.Context { return s.ctx }

// Runner is the door to background work.
func (s *Shell) Runner() work.Runner { return s.Options.Runner }

// Compose is the composer for names; nil when it is off.
func (s *Shell) Compose() kit.Composer { return s.compose }

// Hamlet is the chosen hamlet; uuid.Nil for all.
func (s *Shell) Hamlet() uuid.UUID { return s.hamlet }

// OpenHousehold shows a household.
func (s *Shell) OpenHousehold(id uuid.UUID) {
	s.push(household.New(s, s.work, id, s.nameOf, s.traceShown("household")))
}

// OpenVisit shows the form of a visit.
func (s *Shell) OpenVisit(id uuid.UUID) {
	s.push(visit.New(s, s.work, id, s.nameOf, s.traceShown("visit")))
}

// OpenChild shows the form of a child, a new one for uuid.Nil.
func (s *Shell) OpenChild(householdID, id uuid.UUID) {
	s.push(child.New(s, s.work, s.Ethnic, householdID, id, s.traceShown("child")))
}

// OpenNextVisit replaces the form of a visit by that of the household that
// follows in its hamlet; behind the last one it goes back.
func (s *Shell) OpenNextVisit(after uuid.UUID) {
	work.Do(s.Runner(), s.ctx, func(ctx context.Context) (uuid.UUID, error) {
		row, ok, err := s.work.Neighbour(ctx, after, 1)
		if !ok {
			return uuid.Nil, err
		}
		return row.ID, err
	}, func(id uuid.UUID, err error) {
		if err != nil {
			s.Fail(err)
		}
		if id == uuid.Nil {
			s.Back()
			return
		}
		s.stack = s.stack[:len(s.stack)-1]
		s.stack = append(s.stack, visit.New(s, s.work, id, s.nameOf, s.traceShown("visit")))
		s.present()
	})
}

// AddHousehold shows the form of a new household of the chosen hamlet.
func (s *Shell) AddHousehold() {
	hamlet, name, ok := s.oneHamlet()
	if !ok {
		s.Say(kit.Warn, words.Say("household.pickhamlet"))
		return
	}
	s.push(addhousehold.New(s, s.work, hamlet, name, s.traceShown("addhousehold")))
}

// Sheet shows the form that says who went and when.
func (s *Shell) Sheet() {
	if s.work == nil || s.current().Name() == "sheet" {
		return
	}
	hamlet, name, ok := s.oneHamlet()
	if !ok {
		s.Say(kit.Warn, words.Say("household.pickhamlet"))
		return
	}
	s.push(sheet.New(s, s.work, hamlet, name))
	s.Trace("shown", "sheet")
}

// oneHamlet is the hamlet that one works in: the chosen one, or the only one.
func (s *Shell) oneHamlet() (uuid.UUID, string, bool) {
	if s.hamlet == uuid.Nil && len(s.hamlets) == 1 {
		return s.hamlets[0].Unit, s.hamlets[0].Name, true
	}
	return s.hamlet, s.nameOf(s.hamlet), s.hamlet != uuid.Nil
}

// Back leaves the screen on top; its draft is kept. On the list it empties the
// search.
func (s *Shell) Back() {
	if len(s.stack) > 1 {
		s.keep()
		s.stack = s.stack[:len(s.stack)-1]
		s.present()
		return
	}
	if s.list != nil && s.current() == screen.Screen(s.list) {
		s.search.Put("")
		s.list.Search("")
		s.list.Arrive()
	}
}

// Say shows in the status bar what was just done.
func (s *Shell) Say(level kit.Level, text string) {
	s.status.Set(0, kit.StatusCell{Text: text, Level: level})
}

// Saved says that something was saved.
func (s *Shell) Saved(text string) {
	s.Say(kit.Good, text)
	s.Trace("saved", s.current().Name())
}

// Fail logs an error and shows its words in the status bar.
func (s *Shell) Fail(err error) kit.Explanation {
	e := kit.Explain(err, words.Find)
	s.Log.Error("screen", "code", registry.CodeOf(err), "ref", kit.Reference(err), "err", err)
	s.Say(e.Level, e.Title+" "+e.Todo)
	return e
}

// Drafted tells the form that its draft was kept.
func (s *Shell) Drafted(text string) {
	if form, ok := s.current().(interface{ Drafted(string) }); ok {
		form.Drafted(text)
	}
	s.Trace("drafted", s.current().Name())
}

// PanelChanged shows what the screen has to say at the right.
func (s *Shell) PanelChanged() {
	if p, ok := s.current().(screen.Panelist); ok {
		title, facts := p.Panel()
		s.pane.Set(title, facts...)
		return
	}
	for i := len(s.stack) - 2; i >= 0; i-- {
		if p, ok := s.stack[i].(screen.Panelist); ok {
			title, facts := p.Panel()
			s.pane.Set(title, facts...)
			return
		}
	}
	s.pane.Set(words.Say("help.title"), kit.Fact{Text: words.Say("help.text")})
}

func (s *Shell) help() {
	s.pane.Set(words.Say("help.title"), kit.Fact{Text: words.Say("help.text")})
	s.frame.ShowPane(true)
}

// undo takes back what was saved last.
func (s *Shell) undo() {
	if s.work == nil {
		return
	}
	work.Do(s.Runner(), s.ctx, s.work.Undo, func(_ fieldwork.Undone, err error) {
		if err != nil {
			s.Fail(err)
			return
		}
		s.Say(kit.Info, words.Say("undone"))
		s.Trace("undone", s.current().Name())
		s.current().Changed(registry.Signal{})
	})
}

// visit records a visit of what the screen shows; from the search box it waits
// for the hits of what was typed.
func (s *Shell) visit() { ask(s, screen.Visitor.Visit) }

func (s *Shell) goTo(place int) {
	if s.work == nil {
		return
	}
	if place == placeSync {
		s.only(syncpage.New(s, s.work, s.Sync, s.syncNow, s.traceShown("sync")))
		return
	}
	s.only(s.list)
}

// here is the place that the screens belong to.
func (s *Shell) here() int {
	if s.stack[0].Name() == "sync" {
		return placeSync
	}
	return placeHouseholds
}

func (s *Shell) focusSearch() {
	if s.work == nil {
		return
	}
	if s.current() != screen.Screen(s.list) {
		s.only(s.list)
	}
	kit.Focus(s.search)
}

func (s *Shell) searchFor(text string) {
	if s.list == nil {
		return
	}
	if s.current() != screen.Screen(s.list) {
		return
	}
	s.list.Search(text)
}

func (s *Shell) searchStep(by int) {
	if s.list != nil {
		s.list.Step(by)
	}
}

func (s *Shell) searchOpen() {
	if s.list != nil {
		s.list.OpenWhenFound()
	}
}

func (s *Shell) traceShown(name string) func() { return func() { s.Trace("shown", name) } }

// The settings that are kept on the laptop.
const (
	settingTheme   = "theme"
	settingCompose = "compose"
	settingHamlet  = "hamlet"
)

// composers are the ways to type Vietnamese that the app has itself.
var composers = map[string]kit.Composer{"telex": viet.Telex, "vni": viet.VNI, "off": nil}

func (s *Shell) restoreSettings() {
	s.compose = composers[s.setting(settingCompose, DefaultComposer)]
	if s.Theme == "" {
		s.App.Settings().SetTheme(theme.New(theme.Variant(s.setting(settingTheme, string(theme.Light)))))
	}
	if id, err := uuid.Parse(s.setting(settingHamlet, "")); err == nil {
		s.hamlet = id
	}
}

// setting reads a setting; one that can't be read counts as never set.
func (s *Shell) setting(key, otherwise string) string {
	value, err := s.work.Setting(s.ctx, key)
	if err != nil {
		s.Log.Error("setting", "key", key, "err", err)
	}
	if value == "" {
		return otherwise
	}
	return value
}

func (s *Shell) store(key, value string) {
	if s.work == nil {
		return
	}
	work.Do(s.Runner(), s.ctx, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.work.SetSetting(ctx, key, value)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.Fail(err)
		}
	})
}

func (s *Shell) setTheme(v theme.Variant) {
	s.App.Settings().SetTheme(theme.New(v))
	s.store(settingTheme, string(v))
}

func (s *Shell) setCompose(name string) {
	s.compose = composers[name]
	s.store(settingCompose, name)
}
