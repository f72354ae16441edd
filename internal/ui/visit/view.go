// Package visit is the form in which a visit to a household is recorded.
package visit

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
	RecordVisit(ctx context.Context, v registry.Visit, draft string) (fieldwork.Saved, error)
	Sheet(hamlet uuid.UUID) fieldwork.Sheet
	SetSheet(s fieldwork.Sheet) (fieldwork.Saved, error)
}

// Form is the screen.
type Form struct {
	window screen.Window
	acts   Acts
	id     uuid.UUID

	record  registry.HouseholdPage
	draft   *screen.Draft
	ready   bool // the household and the draft were read
	saving  bool
	outcome *kit.Choice
	next    *kit.DateField
	notice  *kit.Choice
	told    *kit.Checks
	note    *kit.TextField
	kids    *kit.Text
	form    *kit.Form
	bar     *kit.SheetBar
	trouble *screen.Trouble
	page    *kit.Page
}

// New makes the form for a household.
func New(w screen.Window, acts Acts, id uuid.UUID) *Form {
	f := &Form{window: w, acts: acts, id: id}
	f.draft = screen.NewDraft(w, acts, DraftKey(id), func() any { return Draft{f.typed(), f.sheet()} }, f.kept)
	f.fields()
	f.bar = kit.NewSheetBar(words.Say("sheet.title"), kit.NewButton(words.Say("sheet.change"), "Ctrl+D", w.Sheet))
	f.lay()
	return f
}

// DraftKey is where the visit to a household is kept while it is typed.
func DraftKey(household uuid.UUID) string { return "visit/" + household.String() }

func (f *Form) fields() {
	edited := func(int) { f.draft.Edited() }
	f.outcome = kit.NewChoice(say("outcome.", registry.Outcomes)...)
	f.outcome.OnPick = edited
	f.next = kit.NewDateField(words.ParseDate)
	f.next.FullOnly = true
	f.next.OnDate = func() { f.draft.Edited() }
	f.notice = kit.NewChoice(say("notice.", registry.Notices)...)
	f.notice.Toggle = true
	f.notice.OnPick = edited
	f.told = kit.NewChecks(say("topic.", registry.Topics)...)
	f.told.OnTick = func(i int, _ bool) { f.draft.Edited() }
	f.note = kit.NewTextArea(2)
	f.note.Compose = f.window.Compose()
	f.note.OnEdit = func(string) { f.draft.Edited() }
	f.kids = kit.NewWrapped("", kit.Body, 2)
}

// say names the entries of a numbered choice.
func say[T ~string](prefix string, choice []T) []string {
	out := make([]string, len(choice))
	for i, c := range choice {
		out[i] = words.Say(prefix + string(c))
	}
	return out
}

// lay puts the fields into a form.
func (f *Form) lay() {
	f.form = kit.NewForm([]kit.Row{
		{Key: rowOutcome, Label: words.Say("visit.outcome"), Fields: []kit.Field{f.outcome}, Wide: true},
		{Key: rowNext, Label: words.Say("visit.next"), Fields: []kit.Field{f.next}, Hint: words.Say("visit.nexthint")},
		{Key: rowNotice, Label: words.Say("visit.notice", words.Args{"n": 1}), Fields: []kit.Field{f.notice}},
		{Key: rowTold, Label: words.Say("visit.told"), Fields: []kit.Field{f.told}, Wide: true, Bare: true},
		{Key: rowNote, Label: words.Say("visit.note"), Fields: []kit.Field{f.note}, Wide: true},
		{Key: rowKids, Label: words.Say("visit.children"), Static: f.kids, Wide: true, Bare: true},
	}, kit.NewMainButton(words.Say("save"), "Ctrl+S", f.Save), kit.NewButton(words.Say("menu.savenext"), "Ctrl+Enter", f.SaveNext))
	f.form.OnEsc = f.window.Back
	f.form.Words = screen.DateRemark
	f.trouble = screen.NewTrouble(f.form.Back)
	f.page = kit.NewPage(kit.PageParts{
		Title: " ", Above: []fyne.CanvasObject{f.bar, f.trouble.View()}, Body: f.form.View(),
		Foot: kit.NewText(words.Say("visit.foot"), kit.Caption),
	})
}

// Name names the screen in the log.
func (f *Form) Name() string { return "visit" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Hamlet is the hamlet of the household.
func (f *Form) Hamlet() uuid.UUID { return f.record.Household.Value.Hamlet }

// Changed does nothing: what is being typed stays as it is.
func (f *Form) Changed(registry.Signal) {}

// Arrive reads the household and the draft the first time.
func (f *Form) Arrive() {
	if f.ready {
		f.form.Back()
		f.form.ClearRemarks() // what was missing may stand on the sheet now
		f.showSheet()
		return
	}
	f.form.First()
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (screen.Opened[registry.HouseholdPage, Draft], error) {
		return screen.Open[registry.HouseholdPage, Draft](ctx, f.acts, f.draft.Key(), func(ctx context.Context) (registry.HouseholdPage, error) {
			return f.acts.Household(ctx, f.id)
		})
	}, f.show)
}

func (f *Form) show(o screen.Opened[registry.HouseholdPage, Draft], err error) {
	if err != nil {
		f.window.Fail(err)
		f.window.Leave(f)
		return
	}
	f.record = o.Record
	h := o.Record.Household.Value
	visit, notice := Attempt(o.Record.Visits)
	f.form.SetLabel(rowNotice, words.Say("visit.notice", words.Args{"n": notice}))
	f.page.SetTitle(words.Say("visit.title", words.Args{"stt": words.STT(h.Number), "head": h.Head, "n": visit}))
	f.restore(o)
	f.ready = true
	f.kids.Set(screen.ChildrenLine(o.Record.Persons, registry.DateOf(f.acts.Now())))
	f.showSheet()
	f.window.PanelChanged()
	f.window.Shown(f.Name())
}

// restore puts a draft into the form, unless keys came first.
func (f *Form) restore(o screen.Opened[registry.HouseholdPage, Draft]) {
	if o.Unread != nil {
		f.window.Fail(o.Unread)
	}
	if !o.Found {
		return
	}
	f.put(o.Form.Typed)
	f.page.SetNote(f.draft.Note(o.At))
	if s := o.Form.Sheet; s.Known() && s.Hamlet == f.Hamlet() && !f.sheet().Known() {
		if _, err := f.acts.SetSheet(s); err != nil {
			f.window.Fail(err)
		}
	}
}

func (f *Form) sheet() fieldwork.Sheet { return f.acts.Sheet(f.Hamlet()) }

// showSheet shows who went and when, from the sheet that is being typed.
func (f *Form) showSheet() {
	s := f.sheet()
	if !s.Known() {
		f.bar.SetEmpty(words.Say("sheet.empty"))
		return
	}
	number := ""
	if s.Number > 0 {
		number = words.Say("sheet.number", words.Args{"n": s.Number})
	}
	f.bar.Set(words.Say("sheet.text", words.Args{"hamlet": f.window.NameOf(s.Hamlet), "by": s.By, "on": s.On.Padded(), "sheet": number}))
}

// typed is the form as it stands.
func (f *Form) typed() Typed {
	t := Typed{
		Outcome: chosen(registry.Outcomes, f.outcome.Picked()), Notice: chosen(registry.Notices, f.notice.Picked()),
		Next: f.next.Digits(), Note: f.note.Text,
	}
	for i, topic := range registry.Topics {
		if f.told.Ticked(i) {
			t.Explained = append(t.Explained, topic)
		}
	}
	return t
}

// put fills the form.
func (f *Form) put(t Typed) {
	f.outcome.SetPicked(at(registry.Outcomes, t.Outcome))
	f.notice.SetPicked(at(registry.Notices, t.Notice))
	for i, topic := range registry.Topics {
		f.told.SetTicked(i, at(t.Explained, topic) >= 0)
	}
	screen.PutDate(f.next, t.Next)
	f.note.Put(t.Note)
}

// Save saves the visit and goes back to the household.
func (f *Form) Save() { f.save(func() { f.window.Leave(f) }, f.Save) }

// SaveNext saves the visit and opens the form for the next household.
func (f *Form) SaveNext() { f.save(func() { f.window.NextVisit(f, f.id) }, f.SaveNext) }

func (f *Form) save(then, again func()) {
	if !f.ready || f.saving {
		return
	}
	f.form.ClearRemarks()
	if wrong := f.form.Settle(); wrong != "" {
		f.form.Focus(wrong)
		return
	}
	f.saving = true
	f.draft.Save(func() { f.write(then, again) })
}

func (f *Form) write(then, again func()) {
	v := f.typed().Visit(f.id, f.sheet(), words.ParseDate)
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (fieldwork.Saved, error) {
		return f.acts.RecordVisit(ctx, v, f.draft.Key())
	}, func(saved fieldwork.Saved, err error) {
		f.saving = false
		if err != nil {
			f.failed(err, again)
			return
		}
		f.trouble.Hide(f.page)
		stt := words.STT(f.record.Household.Value.Number)
		f.window.Saved(screen.SavedText(words.Say("saved.visit", words.Args{"stt": stt}), saved.Found), "")
		then()
	})
}

// failed keeps the form, with the reason beside the field or above the form.
func (f *Form) failed(err error, again func()) {
	f.draft.Edited()
	if !screen.Refused(f.window, f.form, err, rowOf) {
		f.trouble.Show(f.page, f.window.Explain(err), again)
	}
}

// DraftKey implements screen.Keeper.
func (f *Form) DraftKey() string { return f.draft.Key() }

// Keep implements screen.Keeper.
func (f *Form) Keep(done func(error)) { f.draft.Keep(done) }

// ToRemark goes to the remark of a field and back.
func (f *Form) ToRemark() { f.form.ToRemark() }

// Panel says what was found at the household before.
func (f *Form) Panel() (string, []kit.Fact) {
	return words.Say("page.visits", words.Args{"n": len(f.record.Visits)}), screen.VisitFacts(f.record.Visits)
}

func (f *Form) kept(text string) { f.page.SetNote(text) }
