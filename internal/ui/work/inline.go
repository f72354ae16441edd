package work

import "time"

// Inline runs every job and its answer at once, on the caller's goroutine: for
// tests in which order does not matter. Time passes only in Advance.
type Inline struct{ clock }

var _ Runner = (*Inline)(nil)

// Run implements Runner.
func (i *Inline) Run(job func() (deliver func())) { job()() }

// After implements Runner.
func (i *Inline) After(d time.Duration, f func()) (stop func()) { return i.after(d, f) }

// Post implements Runner.
func (i *Inline) Post(f func()) { f() }

// Advance lets d pass and runs what falls due, in order of time.
func (i *Inline) Advance(d time.Duration) { i.advance(d) }
