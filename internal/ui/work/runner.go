// Package work is the one door through which screens do anything in the
// background: a job runs off the window's goroutine, its answer comes back on
// it. A job must not touch a widget; read them before, change them in done.
//
// Nowhere else under internal/ui stands a go statement, a timer or fyne.Do.
package work

import (
	"time"

	"fyne.io/fyne/v2"
)

// Runner decides where and when jobs and their answers run. The production
// runner is Background; tests use Inline or Queue.
type Runner interface {
	// Run runs job off the window's goroutine and what it returns on it.
	Run(job func() (deliver func()))

	// After runs f on the window's goroutine when d has passed, unless stop is
	// called before. stop is called on the window's goroutine, at any time, also
	// twice.
	After(d time.Duration, f func()) (stop func())

	// Post runs f on the window's goroutine. It may be called from any
	// goroutine and is how news from outside (a commit, a sync) come in.
	Post(f func())
}

// Background is the runner of the real window.
type Background struct{}

var _ Runner = Background{}

// Run implements Runner.
func (Background) Run(job func() (deliver func())) {
	go func() { fyne.Do(job()) }()
}

// After implements Runner.
func (Background) After(d time.Duration, f func()) (stop func()) {
	stopped := false // only touched on the window's goroutine
	timer := time.AfterFunc(d, func() {
		fyne.Do(func() {
			if !stopped {
				f()
			}
		})
	})
	return func() {
		stopped = true
		timer.Stop()
	}
}

// Post implements Runner.
func (Background) Post(f func()) { fyne.Do(f) }
