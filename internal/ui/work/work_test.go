package work_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	_ "fyne.io/fyne/v2/test" // an app, so that fyne.Do has a driver

	"thamho.vn/internal/ui/work"
)

func value(s string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return s, nil }
}

func TestDo(t *testing.T) {
	boom := errors.New("boom")
	t.Run("OK", func(t *testing.T) {
		got := ""
		work.Do(&work.Inline{}, t.Context(), value("a"), func(s string, err error) { got = s })
		if got != "a" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("ErrFromJob", func(t *testing.T) {
		var got error
		job := func(context.Context) (int, error) { return 0, boom }
		work.Do(&work.Inline{}, t.Context(), job, func(_ int, err error) { got = err })
		if !errors.Is(got, boom) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("PanicBecomesError", func(t *testing.T) {
		var got error
		job := func(context.Context) (int, error) { panic("no file") }
		work.Do(&work.Inline{}, t.Context(), job, func(_ int, err error) { got = err })
		p, ok := errors.AsType[*work.PanicError](got)
		if !ok || p.Value != "no file" || len(p.Stack) == 0 {
			t.Errorf("got %v", got)
		}
	})
	t.Run("NilDone", func(t *testing.T) {
		work.Do(&work.Inline{}, t.Context(), value("a"), nil)
	})
}

func TestDoDropsWhatNobodyWaitsFor(t *testing.T) {
	t.Run("ended before the job", func(t *testing.T) {
		q, ran := &work.Queue{}, false
		ctx, cancel := context.WithCancel(t.Context())
		job := func(context.Context) (int, error) { ran = true; return 1, nil }
		work.Do(q, ctx, job, func(int, error) { t.Error("done called") })

		cancel()
		q.Drain()

		if ran {
			t.Error("the job ran")
		}
	})
	t.Run("ended before the answer", func(t *testing.T) {
		q := &work.Queue{}
		ctx, cancel := context.WithCancel(t.Context())
		work.Do(q, ctx, value("a"), func(string, error) { t.Error("done called") })
		q.RunJob(0)

		cancel()
		q.Deliver()
	})
}

func TestLatestDropsOlderAnswers(t *testing.T) {
	q, latest := &work.Queue{}, &work.Latest{}
	var got []string
	note := func(s string, err error) { got = append(got, s) }
	work.Ask(latest, q, t.Context(), value("d"), note)
	work.Ask(latest, q, t.Context(), value("da"), note)
	work.Ask(latest, q, t.Context(), value("dam"), note)

	q.RunJob(2) // the newest answers first, the older ones straggle in
	q.RunJob(1)
	q.RunJob(0)
	q.Deliver()

	if !slices.Equal(got, []string{"dam"}) {
		t.Errorf("got %q", got)
	}
}

func TestLatestEndsTheOlderJob(t *testing.T) {
	q, latest := &work.Queue{}, &work.Latest{}
	var seen context.Context
	work.Ask(latest, q, t.Context(), func(ctx context.Context) (int, error) { seen = ctx; return 0, nil }, func(int, error) {})
	q.RunJob(0)

	work.Ask(latest, q, t.Context(), value("b"), func(string, error) {})

	if seen.Err() == nil {
		t.Error("the older job's context lives on")
	}
	latest.Cancel()
	q.Drain()
}

func TestSoonRunsTheLastOnce(t *testing.T) {
	r := &work.Inline{}
	s := &work.Soon{Runner: r, Delay: 2 * time.Second}
	var got []string
	for _, word := range []string{"N", "Ng", "Ngu"} {
		s.Do(func() { got = append(got, word) })
		r.Advance(900 * time.Millisecond)
	}
	if !slices.Equal(got, []string{"Ngu"}) { // 2 s after the first, not after the last
		t.Errorf("got %q", got)
	}
	r.Advance(time.Hour)
	if len(got) != 1 {
		t.Errorf("ran again: %q", got)
	}
}

func TestSoonFlushAndDrop(t *testing.T) {
	r := &work.Inline{}
	s := &work.Soon{Runner: r, Delay: time.Second}
	n := 0
	s.Do(func() { n++ })
	s.Flush()
	s.Do(func() { n += 10 })
	s.Drop()
	r.Advance(time.Minute)
	if n != 1 {
		t.Errorf("n = %d", n)
	}
}

func TestClockOrderAndStop(t *testing.T) {
	r := &work.Queue{}
	var got []int
	note := func(n int) func() { return func() { got = append(got, n) } }
	r.After(3*time.Second, note(3))
	stop := r.After(2*time.Second, note(2))
	r.After(time.Second, note(1))
	stop()
	stop()
	r.Advance(time.Second)
	r.Advance(5 * time.Second)
	if !slices.Equal(got, []int{1, 3}) {
		t.Errorf("got %v", got)
	}
}

// The test driver runs fyne.Do on the calling goroutine, so what is proved
// here is only that job and answer both run and in that order.
func TestBackground(t *testing.T) {
	done := make(chan string, 1)
	work.Do(work.Background{}, t.Context(), value("a"), func(s string, err error) { done <- s })
	if got := <-done; got != "a" {
		t.Errorf("got %q", got)
	}

	rang := make(chan bool, 1)
	work.Background{}.After(time.Millisecond, func() { rang <- true })
	<-rang

	stop := work.Background{}.After(time.Hour, func() { t.Error("rang") })
	stop()

	posted := false
	work.Background{}.Post(func() { posted = true })
	if !posted {
		t.Error("not posted")
	}
}
