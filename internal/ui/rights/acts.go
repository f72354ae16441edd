package rights

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// current is the chosen line.
func (s *Screen) current() (line, bool) {
	if len(s.book.lines(s.heap)) == 0 {
		return line{}, false
	}
	return s.list.CurrentRow()
}

// Print writes the report of the periodic check.
func (s *Screen) Print() { s.window.Compliance() }

// Add opens the form of a new entry of the list.
func (s *Screen) Add() {
	if !s.read {
		return
	}
	switch s.heap {
	case complaints:
		s.window.Form(s.newComplaint())
	case consents:
		s.window.Form(s.newConsent())
	case grown:
		s.window.Say(kit.Info, words.Say("rights.grownadds"))
	default:
		s.window.Form(s.newRequest())
	}
}

// open answers what is open, and shows the child otherwise.
func (s *Screen) open() {
	l, ok := s.current()
	if ok && (l.request != nil && !l.request.Value.Closed.Known() || l.complaint != nil && !l.complaint.Value.Closed.Known()) {
		s.reply()
		return
	}
	s.openChild()
}

func (s *Screen) openChild() {
	l, _ := s.current()
	id := uuid.Nil
	switch {
	case l.request != nil:
		id = l.request.Value.Person
	case l.consent != nil:
		id = l.consent.Value.Person
	case l.grown != nil:
		id = l.grown.Person.ID
	}
	for _, c := range s.book.Children {
		if c.Child.ID == id {
			s.window.OpenChild(c.Child.Value.Household, id)
			return
		}
	}
	for _, g := range s.book.Grown {
		if g.Person.ID == id {
			s.window.OpenChild(g.Person.Value.Household, id)
			return
		}
	}
	s.window.Say(kit.Info, words.Say("rights.nochild"))
}

// reply opens the form of the answer.
func (s *Screen) reply() {
	l, _ := s.current()
	switch {
	case l.request != nil && !l.request.Value.Closed.Known():
		s.window.Form(s.answer(*l.request))
	case l.complaint != nil && !l.complaint.Value.Closed.Known():
		s.window.Form(s.answerComplaint(*l.complaint))
	default:
		s.window.Say(kit.Info, words.Say("rights.closedalready"))
	}
}

// acknowledge notes that the asker was told today that the request arrived.
func (s *Screen) acknowledge() {
	l, _ := s.current()
	if l.request == nil || l.request.Value.Acked.Known() {
		s.window.Say(kit.Info, words.Say("rights.ackedalready"))
		return
	}
	after := l.request.Value
	after.Acked = s.source.Today()
	s.do(words.Say("rights.acked"), func(ctx context.Context) error {
		_, err := s.source.SaveRequest(ctx, *l.request, after, "")
		return err
	})
}

func (s *Screen) postpone() {
	l, _ := s.current()
	if l.request == nil || !l.request.Value.Clock(s.book.today).MayPutOff {
		s.window.Say(kit.Info, words.Say("rights.noputoff"))
		return
	}
	s.window.Form(s.putOff(*l.request))
}

// withdraw notes that a consent was taken back today.
func (s *Screen) withdraw() {
	l, _ := s.current()
	if l.consent == nil || l.consent.Value.Withdrawn.Known() {
		s.window.Say(kit.Info, words.Say("rights.withdrawnalready"))
		return
	}
	after := l.consent.Value
	after.Withdrawn = s.source.Today()
	s.do(words.Say("rights.withdrew"), func(ctx context.Context) error {
		_, err := s.source.SaveConsent(ctx, *l.consent, after, "")
		return err
	})
}

func (s *Screen) letGoAll() {
	s.hold(s.source.LetGo, "rights.lettinggo", s.book.held(registry.HeldStill)...)
}

func (s *Screen) letGo() {
	if l, _ := s.current(); l.grown != nil {
		s.hold(s.source.LetGo, "rights.lettinggo", *l.grown)
	}
}

func (s *Screen) keepOn() {
	if l, _ := s.current(); l.grown != nil {
		s.hold(s.source.KeepOn, "rights.keepingon", *l.grown)
	}
}

// hold lets records go, or takes that back, and says of how many.
func (s *Screen) hold(act func(context.Context, ...registry.Grown) (int, error), said string, whose ...registry.Grown) {
	if s.busy {
		return
	}
	s.busy = true
	work.Do(s.window.Runner(), s.window.Context(), func(ctx context.Context) (int, error) { return act(ctx, whose...) }, func(n int, err error) {
		s.busy = false
		switch {
		case err != nil:
			s.window.Fail(err)
		case n == 0:
			s.window.Say(kit.Info, words.Say("rights.nothingheld"))
		default:
			s.window.Saved(words.Say(said, words.Args{"n": n}), "")
		}
	})
}

// askErase asks once more: there is no undo.
func (s *Screen) askErase() {
	n := len(s.book.held(registry.HeldNoMore))
	if n == 0 {
		s.window.Say(kit.Info, words.Say("rights.noerase", words.Args{"n": registry.GraceDays}))
		return
	}
	s.sure.Set(
		kit.Warn, words.Say("rights.sure", words.Args{"n": n}),
		kit.Act{Text: words.Say("rights.calm"), Do: s.calm}, kit.Act{Text: words.Say("rights.doerase"), Do: s.erase},
	)
	s.sure.Show()
	s.page.Refresh()
	s.focus()
}

// calm takes the question away.
func (s *Screen) calm() {
	if s.sure.Visible() {
		s.sure.Hide()
		s.page.Refresh()
		s.focus()
	}
}

func (s *Screen) erase() {
	s.calm()
	if s.busy {
		return
	}
	s.busy = true
	whose := s.book.held(registry.HeldNoMore)
	type counts struct{ erased, left int }
	work.Do(s.window.Runner(), s.window.Context(), func(ctx context.Context) (c counts, err error) {
		c.erased, c.left, err = s.source.EraseGrown(ctx, words.Say("rights.erasewhy"), whose...)
		return c, err
	}, func(c counts, err error) {
		s.busy = false
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.window.Saved(words.Say("rights.erased", words.Args{"n": c.erased, "left": c.left}), "")
	})
}

// do runs an act; the store's signal brings the new state.
func (s *Screen) do(said string, act func(context.Context) error) {
	if s.busy {
		return
	}
	s.busy = true
	work.Do(s.window.Runner(), s.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, act(ctx)
	}, func(_ struct{}, err error) {
		s.busy = false
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.window.Saved(said, "")
	})
}
