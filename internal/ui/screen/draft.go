package screen

import (
	"context"
	"errors"
	"time"

	"thamho.vn/internal/registry"
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

// Draft keeps one form, a moment after it was typed in. One keeping runs at a
// time, and none runs beside a save: a draft that was written after the save
// dropped it would come back as something still to be typed.
type Draft struct {
	window  Window
	drafts  Drafts
	key     string
	soon    work.Soon
	form    func() any
	told    func(text string)
	dirty   bool // typed in since the last keeping began, or that one failed
	running bool
	failed  error         // of the last keeping
	waiting []func(error) // to be told when nothing runs
}

// NewDraft keeps the form under a key; form returns what to keep and told gets
// the line that says so. Both are called on the window's goroutine.
func NewDraft(w Window, drafts Drafts, key string, form func() any, told func(text string)) *Draft {
	return &Draft{window: w, drafts: drafts, key: key, form: form, told: told, soon: work.Soon{Runner: w.Runner(), Delay: keepWithin}}
}

// Key returns the key under which the form is kept.
func (d *Draft) Key() string { return d.key }

// Edited notes that something was typed.
func (d *Draft) Edited() {
	d.dirty = true
	d.soon.Do(d.keep)
}

// Keep keeps what was typed now, and tells done when that is on the disk or
// why it is not.
func (d *Draft) Keep(done func(error)) {
	d.soon.Drop()
	if d.dirty {
		d.keep()
	}
	d.after(done)
}

// Save runs save when no keeping is under way; what was typed since the last
// one is in the save itself.
func (d *Draft) Save(save func()) {
	d.soon.Drop()
	d.dirty = false
	d.after(func(error) { save() })
}

// after tells f when nothing runs: at once, or when the keeping ended.
func (d *Draft) after(f func(error)) {
	if !d.running {
		f(d.failed)
		return
	}
	d.waiting = append(d.waiting, f)
}

func (d *Draft) keep() {
	if d.running {
		return // kept sees that it is dirty again
	}
	d.running, d.dirty = true, false
	form := d.form()
	work.Do(d.window.Runner(), d.window.Context(), func(ctx context.Context) (time.Time, error) {
		return d.drafts.KeepDraft(ctx, d.key, form)
	}, d.kept)
}

func (d *Draft) kept(at time.Time, err error) {
	d.running, d.failed = false, err
	if err != nil {
		d.dirty = true
		d.window.Fail(err)
	} else {
		d.told(words.Say("draft.kept", words.Args{"at": words.Clock(at, d.drafts.Now())}))
		d.window.Drafted()
	}
	if d.dirty && err == nil {
		d.keep()
		return
	}
	waiting := d.waiting
	d.waiting = nil
	for _, f := range waiting {
		f(err)
	}
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
	// Unread is why a draft that is there could not be read; the form opens
	// without it, or a household could never be worked on again.
	Unread error
}

// Open reads a record and the draft beside it.
func Open[T, F any](ctx context.Context, drafts Drafts, key string, read func(context.Context) (T, error)) (Opened[T, F], error) {
	var o Opened[T, F]
	var err error
	if o.Record, err = read(ctx); err != nil {
		return o, err
	}
	o.At, o.Found, err = drafts.OpenDraft(ctx, key, &o.Form)
	if e, ok := errors.AsType[*registry.Error](err); ok && e.Key == "draft_unreadable" {
		o.Unread, err = err, nil
	}
	return o, err
}

// Reopen opens the draft of a form that has no record behind it: put gets what
// was typed. name is the form's in the log.
func Reopen[F any](d *Draft, name string, put func(F)) {
	work.Do(d.window.Runner(), d.window.Context(), func(ctx context.Context) (Opened[struct{}, F], error) {
		return Open[struct{}, F](ctx, d.drafts, d.key, func(context.Context) (struct{}, error) { return struct{}{}, nil })
	}, func(o Opened[struct{}, F], err error) {
		if err == nil {
			err = o.Unread
		}
		if err != nil {
			d.window.Fail(err)
		}
		if o.Found {
			put(o.Form)
			d.told(d.Note(o.At))
		}
		d.window.Shown(name)
	})
}
