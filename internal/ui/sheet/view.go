// Package sheet is where one says, once for a whole paper, who went and when.
package sheet

import (
	"context"
	"strconv"

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
	DropDraft(ctx context.Context, key string) error
	Sheet(hamlet uuid.UUID) fieldwork.Sheet
	SetSheet(s fieldwork.Sheet) (fieldwork.Saved, error)
}

// typed is the form as it stands: what a draft keeps.
type typed struct {
	By     string
	On     string // digits as typed
	Number string // digits as typed
}

// Form is the screen.
type Form struct {
	window screen.Window
	acts   Acts
	hamlet uuid.UUID
	draft  *screen.Draft
	ready  bool
	by     *kit.TextField
	on     *kit.DateField
	number *kit.DigitField
	form   *kit.Form
	page   *kit.Page
}

// New makes the form for the papers of a hamlet.
func New(w screen.Window, acts Acts, hamlet uuid.UUID) *Form {
	f := &Form{window: w, acts: acts, hamlet: hamlet, by: kit.NewTextField(), on: kit.NewDateField(words.ParseDate), number: kit.NewDigitField(' ', 4)}
	f.draft = screen.NewDraft(w, acts, DraftKey(hamlet), func() any { return f.typed() }, f.kept)
	f.by.Compose, f.by.OnLeave = w.Compose(), viet.Clean
	f.by.OnEdit = func(string) { f.draft.Edited() }
	f.on.FullOnly = true
	f.on.OnDate = func() { f.draft.Edited() }
	f.number.OnEdit = func(string) { f.draft.Edited() }
	f.form = kit.NewForm([]kit.Row{
		{Key: rowBy, Label: words.Say("sheet.by"), Fields: []kit.Field{f.by}, Hint: words.Say("sheet.byhint")},
		{Key: rowOn, Label: words.Say("sheet.on"), Fields: []kit.Field{f.on}, Hint: words.Say("visit.nexthint")},
		{Key: rowNumber, Label: words.Say("sheet.no"), Fields: []kit.Field{f.number}},
	}, kit.NewMainButton(words.Say("sheet.use"), "Ctrl+S", f.Save))
	f.form.OnEsc = w.Back
	f.form.Words = screen.DateRemark
	hint := kit.NewText(words.Say("sheet.hint", words.Args{"hamlet": w.NameOf(hamlet)}), kit.Quiet)
	f.page = kit.NewPage(kit.PageParts{
		Title: words.Say("sheet.title"), Above: []fyne.CanvasObject{hint}, Body: f.form.View(),
		Foot: kit.NewText(words.Say("child.foot"), kit.Caption),
	})
	f.put(acts.Sheet(hamlet))
	return f
}

// DraftKey is where the sheet of a hamlet is kept while it is typed.
func DraftKey(hamlet uuid.UUID) string { return "sheet/" + hamlet.String() }

func (f *Form) put(s fieldwork.Sheet) {
	f.by.Put(s.By)
	f.on.PutDate(s.On.Year, s.On.Month, s.On.Day)
	if s.Number > 0 {
		f.number.PutDigits(strconv.Itoa(s.Number))
	}
}

func (f *Form) typed() typed { return typed{f.by.Text, f.on.Digits(), f.number.Digits()} }

// Name names the screen in the log.
func (f *Form) Name() string { return "sheet" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Hamlet is the hamlet of the paper.
func (f *Form) Hamlet() uuid.UUID { return f.hamlet }

// Arrive takes the focus and, the first time, looks for a draft.
func (f *Form) Arrive() {
	f.form.Back()
	if f.ready {
		return
	}
	f.ready = true
	screen.Reopen(f.draft, f.Name(), f.restore)
}

func (f *Form) restore(t typed) {
	f.by.Put(t.By)
	screen.PutDate(f.on, t.On)
	f.number.PutDigits(t.Number)
}

// Changed does nothing.
func (f *Form) Changed(registry.Signal) {}

// The rows of the form.
const (
	rowBy     = "by"
	rowOn     = "on"
	rowNumber = "number"
)

var rowOf = map[string]string{registry.FieldVisitBy: rowBy, registry.FieldVisitOn: rowOn, registry.FieldSheet: rowNumber}

// Save takes the sheet into use and goes back.
func (f *Form) Save() {
	f.form.ClearRemarks()
	if wrong := f.form.Settle(); wrong != "" {
		f.form.Focus(wrong)
		return
	}
	saved, err := f.acts.SetSheet(f.sheet())
	if err != nil {
		if !screen.Refused(f.window, f.form, err, rowOf) {
			f.form.SetRemark(rowBy, f.window.Explain(err).Remark())
		}
		return
	}
	f.draft.Save(f.drop)
	f.window.Leave(f)
	if warnings := registry.Warnings(saved.Found); len(warnings) > 0 {
		f.window.Say(kit.Warn, screen.Words(warnings[0]))
	}
}

// sheet is the paper as it stands in the form; a number of no digits is none.
func (f *Form) sheet() fieldwork.Sheet {
	s := fieldwork.Sheet{Hamlet: f.hamlet, By: f.by.Text}
	s.On.Year, s.On.Month, s.On.Day, _ = f.on.Date() // settled before
	if n, err := strconv.Atoi(f.number.Digits()); err == nil {
		s.Number = n
	}
	return s
}

// drop forgets the draft: the paper is in use now.
func (f *Form) drop() {
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.acts.DropDraft(ctx, f.draft.Key())
	}, func(_ struct{}, err error) {
		if err != nil {
			f.window.Fail(err)
		}
	})
}

// DraftKey implements screen.Keeper.
func (f *Form) DraftKey() string { return f.draft.Key() }

// Keep implements screen.Keeper.
func (f *Form) Keep(done func(error)) { f.draft.Keep(done) }

// ToRemark goes to the remark of a field and back.
func (f *Form) ToRemark() { f.form.ToRemark() }

func (f *Form) kept(text string) { f.page.SetNote(text) }
