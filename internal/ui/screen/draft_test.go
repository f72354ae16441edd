package screen

import (
	"context"
	"errors"
	"testing"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/work"
)

// window is as much of a window as a draft asks for.
type window struct {
	Window
	runner work.Runner
	failed int
	shown  int
}

func (w *window) Context() context.Context      { return context.Background() }
func (w *window) Runner() work.Runner           { return w.runner }
func (w *window) Drafted()                      {}
func (w *window) Shown(string)                  { w.shown++ }
func (w *window) Fail(error)                    { w.failed++ }
func (w *window) Explain(error) kit.Explanation { w.failed++; return kit.Explanation{} }

// desk notes what was kept, in order, and what was saved between.
type desk struct {
	log  []string
	fail error
}

func (d *desk) KeepDraft(_ context.Context, _ string, form any) (time.Time, error) {
	if d.fail != nil {
		return time.Time{}, d.fail
	}
	d.log = append(d.log, "keep "+form.(string))
	return time.Time{}, nil
}

func (d *desk) OpenDraft(context.Context, string, any) (time.Time, bool, error) {
	return time.Time{}, false, &registry.Error{Code: registry.Invalid, Key: "draft_unreadable"}
}

func (d *desk) Now() time.Time { return time.Time{} }

type draftBench struct {
	queue  work.Queue
	window *window
	desk   desk
	text   string
	draft  *Draft
}

func newDraftBench() *draftBench {
	b := &draftBench{}
	b.window = &window{runner: &b.queue}
	b.draft = NewDraft(b.window, &b.desk, "k", func() any { return b.text }, func(string) {})
	return b
}

func (b *draftBench) typed(text string) {
	b.text = text
	b.draft.Edited()
}

func (b *draftBench) want(t *testing.T, log ...string) {
	t.Helper()
	if len(b.desk.log) != len(log) {
		t.Fatalf("happened %q, want %q", b.desk.log, log)
	}
	for i := range log {
		if b.desk.log[i] != log[i] {
			t.Fatalf("happened %q, want %q", b.desk.log, log)
		}
	}
}

func TestDraftIsNeverTwoSecondsBehind(t *testing.T) {
	b := newDraftBench()
	b.typed("a")
	for range 19 { // somebody who never stops typing
		b.queue.Advance(100 * time.Millisecond)
		b.typed(b.text + "a")
		b.queue.Drain()
	}
	if len(b.desk.log) == 0 {
		t.Fatal("nothing was kept in two seconds of typing")
	}
}

// A keeping that ran beside the save and ended after it would bring the form
// back as something still to be typed.
func TestSaveWaitsForTheKeepingUnderWay(t *testing.T) {
	b := newDraftBench()
	b.typed("a")
	b.queue.Advance(2 * time.Second) // the keeping is asked for, and slow
	b.typed("ab")

	b.draft.Save(func() { b.desk.log = append(b.desk.log, "save "+b.text) })

	b.want(t)
	b.queue.Drain()
	b.queue.Advance(5 * time.Second)
	b.queue.Drain()
	b.want(t, "keep a", "save ab")
}

func TestSaveAtOnceWhenNothingRuns(t *testing.T) {
	b := newDraftBench()
	b.typed("a")
	b.draft.Save(func() { b.desk.log = append(b.desk.log, "save") })
	b.queue.Advance(5 * time.Second)
	b.queue.Drain()
	b.want(t, "save")
}

func TestWhatWasTypedDuringAKeepingIsKeptToo(t *testing.T) {
	b := newDraftBench()
	b.typed("a")
	b.queue.Advance(2 * time.Second)
	b.typed("ab")
	told := false

	b.draft.Keep(func(err error) { told = err == nil })

	b.queue.Drain()
	b.want(t, "keep a", "keep ab")
	if !told {
		t.Error("nobody was told that it is on the disk")
	}
}

func TestKeepTellsWhyItFailedAlsoLater(t *testing.T) {
	b := newDraftBench()
	full := errors.New("full")
	b.desk.fail = full
	b.typed("a")
	b.queue.Advance(2 * time.Second)
	b.queue.Drain() // failed by itself, nobody asked

	var got error
	b.draft.Keep(func(err error) { got = err })
	b.queue.Drain()

	if !errors.Is(got, full) || b.window.failed != 2 {
		t.Fatalf("told %v after %d failures", got, b.window.failed)
	}
	b.desk.fail = nil
	b.draft.Keep(func(err error) { got = err })
	b.queue.Drain()
	if got != nil {
		t.Errorf("room again, and told %v", got)
	}
	b.want(t, "keep a")
}

func TestNothingTypedKeepsNothing(t *testing.T) {
	b := newDraftBench()
	told := false
	b.draft.Keep(func(error) { told = true })
	b.queue.Drain()
	if !told || len(b.desk.log) != 0 {
		t.Errorf("told %v, happened %q", told, b.desk.log)
	}
}

// A draft that can't be read must not keep the form shut.
func TestOpenWithoutTheDraft(t *testing.T) {
	b := newDraftBench()
	o, err := Open[int, string](t.Context(), &b.desk, "k", func(context.Context) (int, error) { return 7, nil })
	if err != nil || o.Record != 7 || o.Found || o.Unread == nil {
		t.Errorf("opened %+v, %v", o, err)
	}
}

// A form of its own says so, and opens empty.
func TestReopenTellsOfADraftThatCantBeRead(t *testing.T) {
	b := newDraftBench()
	Reopen(b.draft, "form", func(string) { t.Error("something was put into the form") })
	b.queue.Drain()
	if b.window.failed != 1 || b.window.shown != 1 {
		t.Errorf("%d failures told, shown %d times", b.window.failed, b.window.shown)
	}
}
