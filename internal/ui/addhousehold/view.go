// Package addhousehold is the short form of a new household.
package addhousehold

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
	"thamho.vn/internal/viet"
)

// Acts are what the form needs done.
type Acts interface {
	screen.Drafts
	AddHousehold(ctx context.Context, h registry.Household, draft string) (fieldwork.Saved, error)
}

// Form is the screen.
type Form struct {
	window        screen.Window
	acts          Acts
	hamlet        uuid.UUID
	draft         *screen.Draft
	ready         bool
	saving        bool
	number, phone *kit.DigitField
	head, line    *kit.TextField
	form          *kit.Form
	trouble       *screen.Trouble
	page          *kit.Page
}

// New makes the form for a household of a hamlet.
func New(w screen.Window, acts Acts, hamlet uuid.UUID) *Form {
	f := &Form{window: w, acts: acts, hamlet: hamlet, number: kit.NewDigitField(' ', 4), phone: kit.NewDigitField(' ', 4, 3, 3), head: kit.NewTextField(), line: kit.NewTextField()}
	f.draft = screen.NewDraft(w, acts, DraftKey(hamlet), func() any { return f.typed() }, f.kept)
	for _, field := range []*kit.TextField{f.head, f.line} {
		field.Compose, field.OnLeave = w.Compose(), viet.Clean
		field.OnEdit = func(string) { f.draft.Edited() }
	}
	f.number.OnEdit = func(string) { f.draft.Edited() }
	f.phone.OnEdit = func(string) { f.draft.Edited() }
	f.form = kit.NewForm([]kit.Row{
		{Key: rowNumber, Label: words.Say("household.stt"), Fields: []kit.Field{f.number}, Hint: words.Say("household.stthint")},
		{Key: rowHead, Label: words.Say("household.head"), Fields: []kit.Field{f.head}},
		{Key: rowLine, Label: words.Say("household.line"), Fields: []kit.Field{f.line}},
		{Key: rowPhone, Label: words.Say("household.phone"), Fields: []kit.Field{f.phone}},
	}, kit.NewMainButton(words.Say("save"), "Ctrl+S", f.Save))
	f.form.OnEsc = w.Back
	f.trouble = screen.NewTrouble(f.form.Back)
	f.page = kit.NewPage(kit.PageParts{
		Title: words.Say("household.new", words.Args{"hamlet": w.NameOf(hamlet)}),
		Above: []fyne.CanvasObject{f.trouble.View()}, Body: f.form.View(), Foot: kit.NewText(words.Say("form.foot"), kit.Caption),
	})
	return f
}

// DraftKey is where a new household of a hamlet is kept while it is typed.
func DraftKey(hamlet uuid.UUID) string { return "household/new/" + hamlet.String() }

// Name names the screen in the log.
func (f *Form) Name() string { return "addhousehold" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Changed does nothing: what is being typed stays as it is.
func (f *Form) Changed(registry.Signal) {}

// Arrive takes the focus and, the first time, opens the draft.
func (f *Form) Arrive() {
	f.form.Back()
	if f.ready {
		return
	}
	f.ready = true
	screen.Reopen(f.draft, f.Name(), f.put)
}

func (f *Form) typed() typed {
	return typed{f.number.Digits(), f.head.Text, f.line.Text, f.phone.Digits()}
}

func (f *Form) put(t typed) {
	f.number.PutDigits(t.Number)
	f.head.Put(t.Head)
	f.line.Put(t.Line)
	f.phone.PutDigits(t.Phone)
}

// Save adds the household and opens its page.
func (f *Form) Save() {
	if f.saving {
		return
	}
	f.form.ClearRemarks()
	f.form.Settle()
	f.saving = true
	f.draft.Save(f.write)
}

func (f *Form) write() {
	h := f.typed().household(f.hamlet)
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (fieldwork.Saved, error) {
		return f.acts.AddHousehold(ctx, h, f.draft.Key())
	}, func(saved fieldwork.Saved, err error) {
		f.saving = false
		if err != nil {
			f.failed(err)
			return
		}
		f.trouble.Hide(f.page)
		f.window.Leave(f)
		f.window.OpenHousehold(saved.Record)
		f.window.Saved(screen.SavedText(words.Say("saved.household", words.Args{"stt": words.STT(h.Number)}), saved.Found), h.Head)
	})
}

// failed keeps the form, with the reason beside the field or above the form.
func (f *Form) failed(err error) {
	f.draft.Edited()
	if !screen.Refused(f.window, f.form, err, rowOf) {
		f.trouble.Show(f.page, f.window.Explain(err), f.Save)
	}
}

// DraftKey implements screen.Keeper.
func (f *Form) DraftKey() string { return f.draft.Key() }

// Keep implements screen.Keeper.
func (f *Form) Keep(done func(error)) { f.draft.Keep(done) }

// ToRemark goes to the remark of a field and back.
func (f *Form) ToRemark() { f.form.ToRemark() }

func (f *Form) kept(text string) { f.page.SetNote(text) }
