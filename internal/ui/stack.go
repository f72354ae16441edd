package ui

import (
	"slices"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
)

// current is the screen on top.
func (s *Shell) current() screen.Screen { return s.stack[len(s.stack)-1] }

// only shows one screen and leaves the others.
func (s *Shell) only(sc screen.Screen) {
	for _, left := range s.stack {
		if left != sc {
			s.letGo(left)
		}
	}
	s.stack = []screen.Screen{sc}
	s.endFailure()
	s.present()
}

// push shows a screen over the present one, which keeps its draft now. What the
// status bar said of that one is over.
func (s *Shell) push(sc screen.Screen) {
	s.Say(kit.Plain, "")
	s.endFailure()
	if k, ok := s.current().(screen.Keeper); ok {
		k.Keep(func(error) {})
	}
	s.stack = append(s.stack, sc)
	s.present()
}

// replace puts a screen in place of from, when that is still on top.
func (s *Shell) replace(from, sc screen.Screen) {
	if s.current() == from {
		s.stack[len(s.stack)-1] = sc
		s.present()
	}
}

// Back leaves the screen on top; its draft is kept. On the list it takes
// search and filter back.
func (s *Shell) Back() {
	if len(s.stack) > 1 {
		s.letGo(s.current())
		s.endFailure()
		s.pop()
		return
	}
	if s.list != nil && s.current() == screen.Screen(s.list) {
		s.list.Clear()
	}
}

// Leave goes back from a form that is done with.
func (s *Shell) Leave(from screen.Screen) {
	if s.current() == from && len(s.stack) > 1 {
		s.pop()
	}
}

func (s *Shell) pop() {
	s.stack = s.stack[:len(s.stack)-1]
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

// letGo leaves a form: the window holds it until its draft is on the disk. A
// form that is opened again before that, or that a full disk does not take, is
// the same form with every letter in it.
func (s *Shell) letGo(sc screen.Screen) {
	k, ok := sc.(screen.Keeper)
	if !ok {
		return
	}
	key := k.DraftKey()
	s.held[key] = sc
	k.Keep(func(err error) {
		if err == nil && s.held[key] == sc {
			delete(s.held, key)
		}
	})
}

// form returns the form that is kept under a key and still held, or a new one.
func (s *Shell) form(key string, fresh func() screen.Screen) screen.Screen {
	if sc, ok := s.held[key]; ok {
		delete(s.held, key)
		return sc
	}
	return fresh()
}

// keepAll keeps every form that is open or held, and tells done the first
// error.
func (s *Shell) keepAll(done func(error)) {
	var forms []screen.Keeper
	for _, sc := range append(slices.Clone(s.stack), s.heldForms()...) {
		if k, ok := sc.(screen.Keeper); ok {
			forms = append(forms, k)
		}
	}
	left, first := len(forms), error(nil)
	if left == 0 {
		done(nil)
		return
	}
	for _, k := range forms {
		k.Keep(func(err error) {
			if first == nil {
				first = err
			}
			if left--; left == 0 {
				done(first)
			}
		})
	}
}

func (s *Shell) heldForms() []screen.Screen {
	out := make([]screen.Screen, 0, len(s.held))
	for _, sc := range s.held {
		out = append(out, sc)
	}
	return out
}
