// Package erase is the form by which an officer erases a person's data: on which
// ground, why, with what goes and what stays said before. There is no undo, so
// the name is typed again.
package erase

import (
	"context"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// Source is the work of the screen.
type Source interface {
	Person(ctx context.Context, id uuid.UUID) (registry.Record[registry.Person], error)
	MayRule(ctx context.Context, scope uuid.UUID) error
	ErasePerson(ctx context.Context, e registry.Erasure) error
}

const (
	rowBasis = "basis"
	rowWhy   = "why"
	rowName  = "name"
)

// rowOf says beside which row a remark stands.
var rowOf = map[string]string{registry.FieldEraseBasis: rowBasis, registry.FieldEraseWhy: rowWhy, registry.FieldEraseName: rowName}

// Form is the screen.
type Form struct {
	window    screen.Window
	source    Source
	person    uuid.UUID
	basis     *kit.Choice
	why, name *kit.TextField
	form      *kit.Form
	page      *kit.Page
	busy      bool
}

// New makes the form for a person.
func New(w screen.Window, source Source, person uuid.UUID) *Form {
	f := &Form{window: w, source: source, person: person, why: kit.NewTextField(), name: kit.NewTextField()}
	var bases []string
	for _, b := range registry.EraseBases {
		bases = append(bases, words.Say("erase.basis."+string(b)))
	}
	f.basis = kit.NewChoice(bases...)
	for _, field := range []*kit.TextField{f.why, f.name} {
		field.Compose, field.OnLeave = w.Compose(), viet.Clean
	}
	f.form = kit.NewForm([]kit.Row{
		{Key: rowBasis, Label: words.Say("erase.basis"), Fields: []kit.Field{f.basis}, Hint: words.Say("erase.basishint"), Wide: true},
		{Key: rowWhy, Label: words.Say("erase.why"), Fields: []kit.Field{f.why}, Hint: words.Say("erase.whyhint"), Wide: true},
		{Key: "goes", Label: words.Say("erase.goes"), Static: kit.NewWrapped(words.Say("erase.goestext"), kit.Body, 3), Wide: true, Bare: true},
		{Key: "stays", Label: words.Say("erase.stays"), Static: kit.NewWrapped(words.Say("erase.staystext"), kit.Body, 3), Wide: true, Bare: true},
		{Key: rowName, Label: words.Say("erase.name"), Fields: []kit.Field{f.name}, Hint: words.Say("erase.namehint"), Wide: true},
	}, kit.NewMainButton(words.Say("erase.save"), "Ctrl+S", f.Save))
	f.form.OnEsc = w.Back
	f.page = kit.NewPage(kit.PageParts{Title: " ", Body: f.form.View(), Foot: kit.NewText(words.Say("erase.foot"), kit.Caption)})
	return f
}

// Name names the screen in the log.
func (f *Form) Name() string { return "erase" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Changed does nothing: what is being decided stays as it is.
func (f *Form) Changed(registry.Signal) {}

// Arrive takes the focus and says whose data it is about.
func (f *Form) Arrive() {
	f.form.First()
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (registry.Record[registry.Person], error) {
		rec, err := f.source.Person(ctx, f.person)
		if err == nil {
			err = f.source.MayRule(ctx, rec.Scope) // before anything is typed
		}
		return rec, err
	}, func(rec registry.Record[registry.Person], err error) {
		if err != nil {
			f.window.Fail(err)
			f.window.Leave(f)
			return
		}
		f.page.SetTitle(words.Say("erase.title", words.Args{"name": rec.Value.Name}))
		f.page.SetNote(rec.Value.Birth.String())
		f.window.Shown(f.Name())
	})
}

// Save erases.
func (f *Form) Save() {
	if f.busy {
		return
	}
	f.form.ClearRemarks()
	f.form.Settle()
	e := registry.Erasure{Person: f.person, Why: f.why.Text, Name: f.name.Text}
	if i := f.basis.Picked(); i >= 0 {
		e.Basis = registry.EraseBases[i]
	}
	f.busy = true
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.source.ErasePerson(ctx, e)
	}, func(_ struct{}, err error) {
		f.busy = false
		if err == nil {
			f.window.Leave(f)
			f.window.Saved(words.Say("erase.done"), "")
			return
		}
		screen.FailBeside(f.window, f.form, err, rowOf)
	})
}
