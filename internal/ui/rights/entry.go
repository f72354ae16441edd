package rights

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// entry is a form of this family: rows, a draft, and one act that writes what
// was typed. The rows are keyed by the fields of the record, so that what the
// record lacks is said beside the row.
type entry struct {
	window  screen.Window
	name    string
	said    string
	write   func(ctx context.Context, draft string) error
	draft   *screen.Draft
	inputs  map[string]input
	rows    []kit.Row
	form    *kit.Form
	trouble *screen.Trouble
	page    *kit.Page
	ready   bool
	saving  bool
}

// input is a field with the text that it holds.
type input struct {
	text func() string
	put  func(string)
}

// newEntry begins a form; key is where its draft is kept.
func newEntry(w screen.Window, drafts screen.Drafts, name, key string) *entry {
	e := &entry{window: w, name: name, inputs: map[string]input{}}
	e.draft = screen.NewDraft(w, drafts, "rights/"+key, func() any { return e.typed() }, func(text string) { e.page.SetNote(text) })
	return e
}

// show ends the making of the form.
func (e *entry) show(title, said string, write func(ctx context.Context, draft string) error) *entry {
	e.said, e.write = said, write
	e.form = kit.NewForm(e.rows, kit.NewMainButton(words.Say("save"), "Ctrl+S", e.Save))
	e.form.OnEsc, e.form.Words = e.window.Back, screen.DateRemark
	e.trouble = screen.NewTrouble(e.form.Back)
	e.page = kit.NewPage(kit.PageParts{Title: title, Above: []fyne.CanvasObject{e.trouble.View()}, Body: e.form.View(), Foot: kit.NewText(words.Say("form.foot"), kit.Caption)})
	return e
}

func (e *entry) row(r kit.Row) { e.rows = append(e.rows, r) }

// edited notes that a row was typed in: what was said of it is no longer so.
func (e *entry) edited(key string) {
	e.form.SetRemark(key, kit.Remark{})
	e.draft.Edited()
}

// line is a row of one line of words, such as a name.
func (e *entry) line(key, label, hint string) *kit.TextField {
	f := kit.NewTextField()
	f.Compose, f.OnLeave = e.window.Compose(), viet.Clean
	return e.words(f, kit.Row{Key: key, Label: label, Hint: hint})
}

// area is a row of several lines.
func (e *entry) area(key, label, hint string) *kit.TextField {
	f := kit.NewTextArea(3)
	f.Compose = e.window.Compose()
	return e.words(f, kit.Row{Key: key, Label: label, Hint: hint, Wide: true})
}

func (e *entry) words(f *kit.TextField, r kit.Row) *kit.TextField {
	f.OnEdit = func(string) { e.edited(r.Key) }
	e.inputs[r.Key] = input{func() string { return f.Text }, f.Put}
	r.Fields = []kit.Field{f}
	e.row(r)
	return f
}

// day is a row of a whole day.
func (e *entry) day(key, label string) *kit.DateField {
	f := kit.NewDateField(words.ParseDate)
	f.FullOnly = true
	f.OnDate = func() { e.edited(key) }
	e.inputs[key] = input{f.Digits, func(text string) { screen.PutDate(f, text) }}
	e.row(kit.Row{Key: key, Label: label, Fields: []kit.Field{f}})
	return f
}

// choice is a row of numbered words; its text is the digit that was pressed.
func (e *entry) choice(key, label string, named ...string) *kit.Choice {
	f := kit.NewChoice(named...)
	f.OnPick = func(int) { e.edited(key) }
	e.inputs[key] = input{
		func() string { return strings.Repeat("|", f.Picked()+1) },
		func(text string) { f.SetPicked(len(text) - 1) },
	}
	e.row(kit.Row{Key: key, Label: label, Fields: []kit.Field{f}, Wide: true})
	return f
}

// child is a row in which one of the hamlet's children is found by typing.
func (e *entry) child(key, label, hint string, b book) *kit.PickField {
	var options []kit.Option
	add := func(id uuid.UUID, p registry.Person, stt int) {
		options = append(options, kit.Option{ID: id.String(), Text: p.Name + " " + p.Birth.String(), Note: words.Say("rights.home", words.Args{"stt": words.STT(stt)})})
	}
	for _, c := range b.Children {
		add(c.Child.ID, c.Child.Value, c.Household.Number)
	}
	for _, g := range b.Grown {
		add(g.Person.ID, g.Person.Value, g.Household.Number)
	}
	f := kit.NewPickField(options, viet.SearchKey)
	f.OnEdit = func(string) { e.edited(key) }
	f.OnPick = func(kit.Option, bool) { e.edited(key) }
	e.inputs[key] = input{func() string { return f.Text }, f.PutText}
	e.row(kit.Row{Key: key, Label: label, Fields: []kit.Field{f}, Hint: hint})
	return f
}

// chosenChild is who was found in such a row.
func chosenChild(f *kit.PickField) uuid.UUID {
	o, _ := f.Chosen()
	id, _ := uuid.Parse(o.ID) // no option is nobody
	return id
}

// dayOf reads a day; what is no day is none.
func dayOf(f *kit.DateField) registry.Date {
	y, m, d, err := f.Date()
	if err != nil {
		return registry.Date{}
	}
	return registry.Date{Year: y, Month: m, Day: d}
}

func (e *entry) typed() map[string]string {
	out := map[string]string{}
	for key, in := range e.inputs {
		out[key] = in.text()
	}
	return out
}

func (e *entry) put(typed map[string]string) {
	for key, text := range typed {
		if in, ok := e.inputs[key]; ok {
			in.put(text)
		}
	}
}

// Name names the screen in the log.
func (e *entry) Name() string { return e.name }

// View returns the screen.
func (e *entry) View() fyne.CanvasObject { return e.page }

// Changed does nothing: what is being typed stays as it is.
func (e *entry) Changed(registry.Signal) {}

// Arrive takes the focus and, the first time, opens the draft.
func (e *entry) Arrive() {
	e.form.Back()
	if !e.ready {
		e.ready = true
		screen.Reopen(e.draft, e.name, e.put)
	}
}

// DraftKey implements screen.Keeper.
func (e *entry) DraftKey() string { return e.draft.Key() }

// Keep implements screen.Keeper.
func (e *entry) Keep(done func(error)) { e.draft.Keep(done) }

// ToRemark goes to the remark of a field and back.
func (e *entry) ToRemark() { e.form.ToRemark() }

// Save writes what was typed.
func (e *entry) Save() {
	if e.saving {
		return
	}
	e.form.ClearRemarks()
	if wrong := e.form.Settle(); wrong != "" {
		e.form.Focus(wrong)
		return
	}
	e.saving = true
	e.draft.Save(func() {
		work.Do(e.window.Runner(), e.window.Context(), func(ctx context.Context) (struct{}, error) {
			return struct{}{}, e.write(ctx, e.draft.Key())
		}, e.saved)
	})
}

func (e *entry) saved(_ struct{}, err error) {
	e.saving = false
	if err == nil {
		e.trouble.Hide(e.page)
		e.window.Leave(e)
		e.window.Saved(e.said, "")
		return
	}
	e.draft.Edited()
	told := e.window.Explain(err)
	bad, ok := errors.AsType[*registry.Error](err)
	if !ok || !slices.ContainsFunc(e.rows, func(r kit.Row) bool { return r.Key == bad.Field }) {
		e.trouble.Show(e.page, told, e.Save)
		return
	}
	e.form.SetRemark(bad.Field, told.Remark())
	e.form.Focus(bad.Field)
}
