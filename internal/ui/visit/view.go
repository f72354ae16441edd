// Package visit is the form in which a visit to a household is recorded.
package visit

import (
	"context"
	"strings"

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
}

// Form is the screen.
type Form struct {
	window screen.Window
	acts   Acts
	id     uuid.UUID
	hamlet func(uuid.UUID) string
	shown  func()

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
	page    *kit.Page
}

// New makes the form for a household.
func New(w screen.Window, acts Acts, id uuid.UUID, hamlet func(uuid.UUID) string, shown func()) *Form {
	f := &Form{window: w, acts: acts, id: id, hamlet: hamlet, shown: shown}
	f.draft = screen.NewDraft(w, acts, "visit/"+id.String(), func() any { return f.value() })
	f.fields()
	f.form = kit.NewForm([]kit.Row{
		{Key: "outcome", Label: words.Say("visit.outcome"), Fields: []kit.Field{f.outcome}, Wide: true},
		{Key: "next", Label: words.Say("visit.next"), Fields: []kit.Field{f.next}, Hint: words.Say("visit.nexthint")},
		{Key: "notice", Label: words.Say("visit.notice", words.Args{"n": 1}), Fields: []kit.Field{f.notice}},
		{Key: "told", Label: words.Say("visit.told"), Fields: []kit.Field{f.told}, Wide: true, Bare: true},
		{Key: "note", Label: words.Say("visit.note"), Fields: []kit.Field{f.note}, Wide: true},
		{Key: "kids", Label: words.Say("visit.children"), Static: f.kids, Wide: true, Bare: true},
	}, kit.NewMainButton(words.Say("save"), "Ctrl+S", f.Save), kit.NewButton(words.Say("menu.savenext"), "Ctrl+Enter", f.SaveNext))
	f.form.OnEsc = w.Back
	f.form.Words = func(err error) kit.Remark { return kit.Remark{Level: kit.Error, Text: words.DateProblem(err)} }
	f.bar = kit.NewSheetBar(words.Say("sheet.title"), kit.NewButton(words.Say("sheet.change"), "Ctrl+D", w.Sheet))
	f.page = kit.NewPage(kit.PageParts{Title: " ", Above: []fyne.CanvasObject{f.bar}, Body: f.form.View(), Foot: kit.NewText(words.Say("visit.foot"), kit.Caption)})
	return f
}

func (f *Form) fields() {
	names := make([]string, len(registry.Outcomes))
	for i, o := range registry.Outcomes {
		names[i] = words.Say("outcome." + string(o))
	}
	f.outcome = kit.NewChoice(names...)
	f.outcome.OnPick = func(int) { f.draft.Edited() }
	f.next = kit.NewDateField(words.ParseDate)
	f.next.FullOnly = true
	f.next.OnDate = func() { f.draft.Edited() }
	names = make([]string, len(registry.Notices))
	for i, n := range registry.Notices {
		names[i] = words.Say("notice." + string(n))
	}
	f.notice = kit.NewChoice(names...)
	f.notice.Toggle = true
	f.notice.OnPick = func(int) { f.draft.Edited() }
	names = make([]string, len(registry.Topics))
	for i, t := range registry.Topics {
		names[i] = words.Say("topic." + string(t))
	}
	f.told = kit.NewChecks(names...)
	f.told.OnTick = func(int, bool) { f.draft.Edited() }
	f.note = kit.NewTextArea(2)
	f.note.Compose = f.window.Compose()
	f.note.OnEdit = func(string) { f.draft.Edited() }
	f.kids = kit.NewWrapped("", kit.Body, 2)
}

// Name names the screen in the log.
func (f *Form) Name() string { return "visit" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Changed does nothing: what is being typed stays as it is.
func (f *Form) Changed(registry.Signal) {}

// Arrive reads the household and the draft the first time.
func (f *Form) Arrive() {
	f.form.First()
	if f.ready {
		f.form.ClearRemarks() // what was missing may stand on the sheet now
		f.showSheet()
		return
	}
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (screen.Opened[registry.HouseholdPage, registry.Visit], error) {
		return screen.Open[registry.HouseholdPage, registry.Visit](ctx, f.acts, f.draft.Key(), func(ctx context.Context) (registry.HouseholdPage, error) {
			return f.acts.Household(ctx, f.id)
		})
	}, f.show)
}

func (f *Form) show(o screen.Opened[registry.HouseholdPage, registry.Visit], err error) {
	if err != nil {
		f.window.Fail(err)
		return
	}
	f.record, f.ready = o.Record, true
	h := o.Record.Household.Value
	f.page.SetTitle(words.Say("visit.title", words.Args{"stt": words.STT(h.Number), "head": h.Head, "n": len(o.Record.Visits) + 1}))
	if o.Found {
		f.put(o.Form)
		f.page.SetNote(f.draft.Note(o.At))
	}
	f.kids.Set(f.children())
	f.showSheet()
	f.window.PanelChanged()
	f.shown()
}

// children says in a line who belongs to the household and what is missing.
func (f *Form) children() string {
	var parts []string
	for _, p := range f.record.Persons {
		if p.Value.Birth.Known() && !p.Value.Birth.IsChild(registry.DateOf(f.acts.Now())) {
			continue
		}
		part := p.Value.Name + " " + p.Value.Birth.String()
		if !p.Value.HasNumber() {
			part += " (" + words.Say("number.none") + " " + strings.ToLower(words.Say("page.number")) + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " · ")
}

// showSheet shows who went and when, from the sheet that is being typed.
func (f *Form) showSheet() {
	s := f.acts.Sheet(f.record.Household.Value.Hamlet)
	if !s.Known() {
		f.bar.SetEmpty(words.Say("sheet.empty"))
		return
	}
	number := ""
	if s.Number > 0 {
		number = words.Say("sheet.number", words.Args{"n": s.Number})
	}
	f.bar.Set(words.Say("sheet.text", words.Args{"hamlet": f.hamlet(s.Hamlet), "by": s.By, "on": s.On.Padded(), "sheet": number}))
}

// value is the visit as it stands in the form, without the sheet.
func (f *Form) value() registry.Visit {
	v := registry.Visit{Household: f.id, Note: f.note.Text}
	if i := f.outcome.Picked(); i >= 0 {
		v.Outcome = registry.Outcomes[i]
	}
	if i := f.notice.Picked(); i >= 0 {
		v.Notice = registry.Notices[i]
	}
	if y, m, d, err := f.next.Date(); err == nil {
		v.Next = registry.Date{Year: y, Month: m, Day: d}
	}
	for i, topic := range registry.Topics {
		if f.told.Ticked(i) {
			if v.Explained == nil {
				v.Explained = map[registry.Topic]bool{}
			}
			v.Explained[topic] = true
		}
	}
	return v
}

// put fills the form from a draft.
func (f *Form) put(v registry.Visit) {
	for i, o := range registry.Outcomes {
		if o == v.Outcome {
			f.outcome.SetPicked(i)
		}
	}
	for i, n := range registry.Notices {
		if n == v.Notice {
			f.notice.SetPicked(i)
		}
	}
	for i, topic := range registry.Topics {
		f.told.SetTicked(i, v.Explained[topic])
	}
	f.next.PutDate(v.Next.Year, v.Next.Month, v.Next.Day)
	f.note.Put(v.Note)
}

// rowOf places what the rules find.
var rowOf = map[string]string{
	registry.FieldVisitOn: "outcome", registry.FieldVisitBy: "outcome", registry.FieldOutcome: "outcome",
	registry.FieldNext: "next", registry.FieldNote: "note",
}

// Save saves the visit and goes back to the household.
func (f *Form) Save() { f.save(func() { f.window.Back() }) }

// SaveNext saves the visit and opens the form for the next household.
func (f *Form) SaveNext() { f.save(func() { f.window.OpenNextVisit(f.id) }) }

func (f *Form) save(then func()) {
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
	v := f.acts.Sheet(f.record.Household.Value.Hamlet).Fill(f.value())
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (fieldwork.Saved, error) {
		return f.acts.RecordVisit(ctx, v, f.draft.Key())
	}, func(saved fieldwork.Saved, err error) {
		f.saving = false
		if err != nil {
			f.failed(err)
			return
		}
		stt := words.STT(f.record.Household.Value.Number)
		then()
		f.window.Saved(screen.SavedText(words.Say("saved.visit", words.Args{"stt": stt}), saved.Found))
	})
}

// failed keeps the form, with the reason beside the field or in the status bar.
func (f *Form) failed(err error) {
	f.draft.Edited()
	if !screen.Refused(f.form, err, rowOf) {
		f.form.SetRemark("outcome", f.window.Fail(err).Remark())
	}
}

// Keep keeps the draft now.
func (f *Form) Keep() { f.draft.Flush() }

// ToRemark goes to the remark of a field and back.
func (f *Form) ToRemark() { f.form.ToRemark() }

// Drafted shows that the draft was kept.
func (f *Form) Drafted(text string) { f.page.SetNote(text) }
