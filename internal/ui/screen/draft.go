package screen

import (
	"context"
	"time"

	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Drafts keep a form as it is being typed.
type Drafts interface {
	KeepDraft(ctx context.Context, key string, form any) (time.Time, error)
	OpenDraft(ctx context.Context, key string, form any) (at time.Time, ok bool, err error)
	Now() time.Time
}

// keepWithin is how far behind the typing a draft may be.
const keepWithin = 1500 * time.Millisecond

// Draft keeps one form, a moment after it was typed in.
type Draft struct {
	window Window
	drafts Drafts
	key    string
	soon   work.Soon
	form   func() any
}

// NewDraft keeps the form under a key; form returns what to keep and is called
// on the window's goroutine.
func NewDraft(w Window, drafts Drafts, key string, form func() any) *Draft {
	return &Draft{window: w, drafts: drafts, key: key, form: form, soon: work.Soon{Runner: w.Runner(), Delay: keepWithin}}
}

// Key returns the key under which the form is kept.
func (d *Draft) Key() string { return d.key }

// Edited notes that something was typed.
func (d *Draft) Edited() { d.soon.Do(d.keep) }

// Flush keeps what was typed now.
func (d *Draft) Flush() { d.soon.Flush() }

// Drop forgets that something was typed: it was saved.
func (d *Draft) Drop() { d.soon.Drop() }

func (d *Draft) keep() {
	form := d.form()
	work.Do(d.window.Runner(), d.window.Context(), func(ctx context.Context) (time.Time, error) {
		return d.drafts.KeepDraft(ctx, d.key, form)
	}, func(at time.Time, err error) {
		if err != nil {
			d.window.Fail(err)
			return
		}
		d.window.Drafted(words.Say("draft.kept", words.Args{"at": words.Clock(at, d.drafts.Now())}))
	})
}

// Note says when a draft that was opened again was kept.
func (d *Draft) Note(at time.Time) string {
	return words.Say("draft.back", words.Args{"at": words.Clock(at, d.drafts.Now())})
}

// Opened is a draft that was found, with what it is a draft of.
type Opened[T, F any] struct {
	Record T
	Form   F
	At     time.Time
	Found  bool
}

// Open reads a record and the draft beside it.
func Open[T, F any](ctx context.Context, drafts Drafts, key string, read func(context.Context) (T, error)) (Opened[T, F], error) {
	var o Opened[T, F]
	var err error
	if o.Record, err = read(ctx); err != nil {
		return o, err
	}
	o.At, o.Found, err = drafts.OpenDraft(ctx, key, &o.Form)
	return o, err
}
