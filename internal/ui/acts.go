package ui

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

var _ screen.Window = (*Shell)(nil)

// Context ends with the window.
func (s *Shell) Context() context.Context { return s.ctx }

// Runner is the door to background work.
func (s *Shell) Runner() work.Runner { return s.Options.Runner }

// Compose is the composer for names; nil when it is off.
func (s *Shell) Compose() kit.Composer { return s.compose }

// Hamlet is the chosen hamlet; uuid.Nil for all.
func (s *Shell) Hamlet() uuid.UUID { return s.hamlet }

// Say shows in the status bar what was just done.
func (s *Shell) Say(level kit.Level, text string) {
	s.status.Set(0, kit.StatusCell{Text: text, Level: level})
}

// Notice says what is wrong with the laptop itself and what to do: above the work,
// until somebody read it.
func (s *Shell) Notice(text string) {
	s.Say(kit.Warn, text)
	s.failing = false
	s.frame.Notice(text, words.Say("notice.seen"))
}

// Saved says that something was saved; a name is repeated in large letters by
// the screen that can.
func (s *Shell) Saved(text, name string) {
	s.closing = false
	s.endFailure()
	s.Say(kit.Good, text)
	if c, ok := s.current().(screen.Confirmer); ok && name != "" {
		c.Confirm(name)
	}
	s.Trace("saved", s.current().Name())
}

// Shown notes that a screen stands with its data.
func (s *Shell) Shown(name string) { s.Trace("shown", name) }

// Fail logs an error and shows its words: in the status bar what is wrong, and
// above the work all of it when there is something to do, until another screen
// is shown or something was saved.
func (s *Shell) Fail(err error) {
	if e := s.Explain(err); e.Todo != "" {
		s.frame.Notice(e.Remark().Text, words.Say("notice.seen"))
		s.failing = true
	}
}

// endFailure takes what Fail said above the work away.
func (s *Shell) endFailure() {
	if s.failing {
		s.failing = false
		s.frame.EndNotice()
	}
}

// Explain logs an error, says in the status bar what is wrong, and returns all
// its words for a screen that shows them itself.
func (s *Shell) Explain(err error) kit.Explanation {
	e := kit.Explain(err, words.Find)
	s.Log.Error("screen", "code", registry.CodeOf(err), "ref", kit.Reference(err), "err", err)
	s.Say(e.Level, e.Title)
	return e
}

// Drafted notes that a draft was kept.
func (s *Shell) Drafted() { s.Trace("drafted", s.current().Name()) }

// PanelChanged shows what the screen has to say at the right, or the screen
// below it.
func (s *Shell) PanelChanged() {
	for i := len(s.stack) - 1; i >= 0; i-- {
		if p, ok := s.stack[i].(screen.Panelist); ok {
			title, facts := p.Panel()
			s.pane.Set(title, facts...)
			return
		}
	}
	s.showKeys()
}

func (s *Shell) showKeys() {
	var facts []kit.Fact
	for _, key := range []string{"help.find", "help.write", "help.move", "help.type"} {
		facts = append(facts, kit.Fact{Text: words.Say(key)})
	}
	s.pane.Set(words.Say("help.title"), facts...)
}

func (s *Shell) help() {
	s.showKeys()
	s.frame.ShowPane(true)
}

// undone is what was taken back, with the name of its household.
type undone struct {
	fieldwork.Undone
	stt int
}

// undo takes back what was saved last.
func (s *Shell) undo() {
	if s.work == nil {
		return
	}
	work.Do(s.Runner(), s.ctx, func(ctx context.Context) (u undone, err error) {
		if u.Undone, err = s.work.Undo(ctx); err != nil || u.Household == uuid.Nil {
			return u, err
		}
		page, err := s.work.Household(ctx, u.Household)
		u.stt = page.Household.Value.Number
		return u, err
	}, s.tellUndone)
}

func (s *Shell) tellUndone(u undone, err error) {
	if err != nil {
		s.Fail(err)
		return
	}
	s.Say(kit.Info, words.Say("undone."+u.Kind, words.Args{"stt": words.STT(u.stt)}))
	if len(u.Kept) > 0 {
		s.Say(kit.Warn, words.Say("undone.kept"))
	}
	s.Trace("undone", s.current().Name())
	s.current().Changed(registry.Signal{})
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

// searching asks the screen on top, or the list when another one is there.
func (s *Shell) searching(do func(screen.Searcher)) {
	if s.list == nil {
		return
	}
	if s.current() != screen.Screen(s.list) {
		s.only(s.list)
		kit.Focus(s.search)
	}
	do(s.list)
}
