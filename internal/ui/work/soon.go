package work

import "time"

// Soon gathers many calls into one: the first Do starts the clock, and when
// Delay has passed the last function handed in runs, once. A draft kept this
// way is never older than Delay. It belongs to the window's goroutine.
type Soon struct {
	Runner Runner
	Delay  time.Duration

	due  func()
	stop func()
}

// Do asks for f to run within Delay, in place of what was asked for before.
func (s *Soon) Do(f func()) {
	waiting := s.due != nil
	s.due = f
	if !waiting {
		s.stop = s.Runner.After(s.Delay, s.Flush)
	}
}

// Flush runs what is due now, if anything is.
func (s *Soon) Flush() {
	f := s.due
	s.Drop()
	if f != nil {
		f()
	}
}

// Drop forgets what is due.
func (s *Soon) Drop() {
	if s.stop != nil {
		s.stop()
	}
	s.due, s.stop = nil, nil
}
