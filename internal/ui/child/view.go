// Package child is the form of one child: added, or corrected.
package child

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Acts are what the form needs done.
type Acts interface {
	screen.Drafts
	Household(ctx context.Context, id uuid.UUID) (registry.HouseholdPage, error)
	Person(ctx context.Context, id uuid.UUID) (registry.Record[registry.Person], error)
	CheckChild(ctx context.Context, id uuid.UUID, p registry.Person) ([]registry.Finding, error)
	AddChild(ctx context.Context, p registry.Person, draft string) (fieldwork.Saved, error)
	CorrectChild(ctx context.Context, base registry.Record[registry.Person], after registry.Person, draft string) (fieldwork.Saved, error)
}

// Form is the screen.
type Form struct {
	window    screen.Window
	acts      Acts
	household uuid.UUID
	id        uuid.UUID // uuid.Nil for a new child
	shown     func()

	base    registry.Record[registry.Person]
	draft   *screen.Draft
	checked work.Latest
	ready   bool
	saving  bool
	fields  *fields
	form    *kit.Form
	page    *kit.Page
}

// New makes the form. ethnic are the names of the ethnic groups, the common
// ones first.
func New(w screen.Window, acts Acts, ethnic []string, household, id uuid.UUID, shown func()) *Form {
	f := &Form{window: w, acts: acts, household: household, id: id, shown: shown}
	key := "person/" + id.String()
	if id == uuid.Nil {
		key = "person/new/" + household.String()
	}
	f.draft = screen.NewDraft(w, acts, key, func() any { return f.value() })
	f.fields = newFields(w, ethnic, f.draft.Edited)
	f.form = kit.NewForm(f.fields.rows(), kit.NewMainButton(words.Say("save"), "Ctrl+S", f.Save))
	f.fields.number.OnEdit = func(string) { f.idle(); f.draft.Edited() }
	f.fields.where.OnPick = func(int) { f.idle(); f.draft.Edited() }
	f.form.OnEsc = w.Back
	f.form.OnLeave = func(string) { f.check() }
	f.form.Words = func(err error) kit.Remark { return kit.Remark{Level: kit.Error, Text: words.DateProblem(err)} }
	f.page = kit.NewPage(kit.PageParts{Title: " ", Body: f.form.View(), Foot: kit.NewText(words.Say("child.foot"), kit.Caption)})
	return f
}

// Name names the screen in the log.
func (f *Form) Name() string { return "child" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Changed does nothing: what is being typed stays as it is.
func (f *Form) Changed(registry.Signal) {}

// opened is what the form starts from.
type opened struct {
	house registry.HouseholdPage
	base  registry.Record[registry.Person]
}

// Arrive reads the child and the draft the first time.
func (f *Form) Arrive() {
	f.form.First()
	if f.ready {
		return
	}
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (screen.Opened[opened, registry.Person], error) {
		return screen.Open[opened, registry.Person](ctx, f.acts, f.draft.Key(), f.read)
	}, f.show)
}

func (f *Form) read(ctx context.Context) (o opened, err error) {
	if o.house, err = f.acts.Household(ctx, f.household); err != nil || f.id == uuid.Nil {
		return o, err
	}
	o.base, err = f.acts.Person(ctx, f.id)
	return o, err
}

func (f *Form) show(o screen.Opened[opened, registry.Person], err error) {
	if err != nil {
		f.window.Fail(err)
		return
	}
	f.base, f.ready = o.Record.base, true
	if f.id == uuid.Nil {
		f.base.Value = fresh(o.Record.house)
	}
	args := words.Args{"stt": words.STT(o.Record.house.Household.Value.Number), "name": f.base.Value.Name}
	if f.id == uuid.Nil {
		f.page.SetTitle(words.Say("child.new", args))
	} else {
		f.page.SetTitle(words.Say("child.title", args))
	}
	f.fields.put(f.base.Value)
	if o.Found {
		f.fields.put(o.Form)
		f.page.SetNote(f.draft.Note(o.At))
	}
	f.form.First()
	f.check()
	f.shown()
}

// fresh is a new child of a household: what the machine can know is filled in.
func fresh(house registry.HouseholdPage) registry.Person {
	p := registry.Person{Household: house.Household.ID, Presence: registry.Presence{Where: registry.AtHome}}
	for _, r := range house.Persons {
		if r.Value.Ethnic != "" {
			p.Ethnic = r.Value.Ethnic
			break
		}
	}
	return p
}

// value is the child as it stands in the form.
func (f *Form) value() registry.Person { return f.fields.into(f.base.Value) }

// check shows what the rules say of what was typed so far. An empty new form
// is not scolded.
func (f *Form) check() {
	if !f.ready {
		return
	}
	f.idle()
	p := f.value()
	if p.Name == "" {
		return
	}
	work.Ask(&f.checked, f.window.Runner(), f.window.Context(), func(ctx context.Context) ([]registry.Finding, error) {
		return f.acts.CheckChild(ctx, f.id, p)
	}, func(found []registry.Finding, err error) {
		if err != nil {
			f.window.Fail(err)
			return
		}
		screen.Beside(f.form, found, rowOf)
		if _, strange := registry.Beside(found, registry.FieldNumber); !strange {
			f.explainNumber(p)
		}
	})
}

// idle takes fields out of the way that say nothing now: a reason when there is
// a number, a province when nobody left. It is done while typing, before the
// focus could come to such a field.
func (f *Form) idle() {
	f.form.SetIdle("why", f.fields.number.Digits() != "")
	picked := f.fields.where.Picked()
	f.form.SetIdle("province", picked < 0 || places[picked] != registry.OutOfProvince)
}

// explainNumber says beside a sound number what it means, so that it can be
// read back.
func (f *Form) explainNumber(p registry.Person) {
	if p.Number.PIN == "" {
		return
	}
	m := registry.JudgePIN(string(p.Number.PIN), p.Birth, p.Sex).Means
	sex := map[registry.Sex]string{registry.Male: words.Say("sex.nam"), registry.Female: words.Say("sex.nu")}[m.Sex]
	text := words.Say("child.means", words.Args{"province": m.Province, "sex": sex, "year": m.Year})
	if p.Number.Standing != registry.NoNumber {
		text += " · " + words.Say("number."+string(p.Number.Standing))
	}
	f.form.SetRemark("number", kit.Remark{Level: kit.Good, Text: text})
}

// Save saves the child and goes back to the household.
func (f *Form) Save() {
	if !f.ready || f.saving {
		return
	}
	f.form.ClearRemarks()
	if wrong := f.form.Settle(); wrong != "" {
		f.form.Focus(wrong)
		return
	}
	f.saving = true
	f.draft.Drop()
	p := f.value()
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
		f.window.Back()
		f.window.Saved(screen.SavedText(words.Say("saved.child", words.Args{"name": p.Name}), saved.Found))
	})
}

// failed keeps the form, with the reason beside the field or in the status bar.
func (f *Form) failed(err error) {
	f.draft.Edited()
	if !screen.Refused(f.form, err, rowOf) {
		f.form.SetRemark("name", f.window.Fail(err).Remark())
	}
}

// Keep keeps the draft now.
func (f *Form) Keep() { f.draft.Flush() }

// ToRemark goes to the remark of a field and back.
func (f *Form) ToRemark() { f.form.ToRemark() }

// Drafted shows that the draft was kept.
func (f *Form) Drafted(text string) { f.page.SetNote(text) }
