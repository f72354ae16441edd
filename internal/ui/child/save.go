package child

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Save saves the child and goes back to the household.
func (f *Form) Save() {
	if !f.ready || f.saving {
		return
	}
	tab, wrong := f.settle()
	f.checked.Cancel() // a late answer must not wipe what the save finds
	if wrong != "" {
		f.turn(tab)
		f.inSight().Focus(wrong)
		return
	}
	f.saving = true
	f.draft.Save(f.write)
}

func (f *Form) write() {
	p := f.person()
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (fieldwork.Saved, error) {
		if f.id == uuid.Nil {
			return f.acts.AddChild(ctx, p, f.draft.Key())
		}
		return f.acts.CorrectChild(ctx, f.base, p, f.draft.Key())
	}, func(saved fieldwork.Saved, err error) {
		f.saving = false
		if err != nil {
			f.failed(err)
			return
		}
		f.trouble.Hide(f.page)
		f.window.Leave(f)
		if saved.Fields == 0 {
			f.window.Saved(words.Say("saved.nothing"), "")
			return
		}
		f.window.Saved(screen.SavedText(words.Say("saved.child", words.Args{"name": p.Name}), saved.Found), p.Name)
	})
}

// failed keeps the form, with the reason beside the field or above the form.
func (f *Form) failed(err error) {
	f.draft.Edited()
	if refused, ok := errors.AsType[*fieldwork.Refused](err); ok {
		f.turn(tabOf(refused.Found))
	}
	if !screen.Refused(f.window, f.inSight(), err, rowsOf[f.here]) {
		f.trouble.Show(f.page, f.window.Explain(err), f.Save)
	}
}

// DraftKey implements screen.Keeper.
func (f *Form) DraftKey() string { return f.draft.Key() }

// Keep implements screen.Keeper.
func (f *Form) Keep(done func(error)) { f.draft.Keep(done) }

// ToRemark goes to the remark of a field and back.
func (f *Form) ToRemark() { f.inSight().ToRemark() }
