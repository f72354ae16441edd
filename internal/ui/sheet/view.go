// Package sheet is where one says, once for a whole paper, who went and when.
package sheet

import (
	"strconv"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
)

// Acts are what the form needs done.
type Acts interface {
	Sheet(hamlet uuid.UUID) fieldwork.Sheet
	SetSheet(s fieldwork.Sheet) (fieldwork.Saved, error)
}

// Form is the screen.
type Form struct {
	window screen.Window
	acts   Acts
	hamlet uuid.UUID
	by     *kit.TextField
	on     *kit.DateField
	number *kit.TextField
	form   *kit.Form
	page   *kit.Page
}

// New makes the form for the papers of a hamlet.
func New(w screen.Window, acts Acts, hamlet uuid.UUID, name string) *Form {
	f := &Form{window: w, acts: acts, hamlet: hamlet, by: kit.NewTextField(), on: kit.NewDateField(words.ParseDate), number: kit.NewTextField()}
	f.by.Compose = w.Compose()
	f.on.FullOnly = true
	f.form = kit.NewForm([]kit.Row{
		{Key: "by", Label: words.Say("sheet.by"), Fields: []kit.Field{f.by}},
		{Key: "on", Label: words.Say("sheet.on"), Fields: []kit.Field{f.on}, Hint: words.Say("visit.nexthint")},
		{Key: "number", Label: words.Say("sheet.no"), Fields: []kit.Field{f.number}},
	}, kit.NewMainButton(words.Say("sheet.use"), "Ctrl+S", f.Save))
	f.form.OnEsc = w.Back
	f.form.Words = func(err error) kit.Remark { return kit.Remark{Level: kit.Error, Text: words.DateProblem(err)} }
	hint := kit.NewText(words.Say("sheet.hint", words.Args{"hamlet": name}), kit.Quiet)
	f.page = kit.NewPage(kit.PageParts{Title: words.Say("sheet.title"), Above: []fyne.CanvasObject{hint}, Body: f.form.View()})
	f.put(acts.Sheet(hamlet))
	return f
}

func (f *Form) put(s fieldwork.Sheet) {
	f.by.Put(s.By)
	f.on.PutDate(s.On.Year, s.On.Month, s.On.Day)
	if s.Number > 0 {
		f.number.Put(strconv.Itoa(s.Number))
	}
}

// Name names the screen in the log.
func (f *Form) Name() string { return "sheet" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Arrive takes the focus.
func (f *Form) Arrive() { f.form.First() }

// Changed does nothing.
func (f *Form) Changed(registry.Signal) {}

var rowOf = map[string]string{registry.FieldVisitBy: "by", registry.FieldVisitOn: "on", registry.FieldSheet: "number"}

// Save takes the sheet into use and goes back.
func (f *Form) Save() {
	f.form.ClearRemarks()
	if wrong := f.form.Settle(); wrong != "" {
		f.form.Focus(wrong)
		return
	}
	s := fieldwork.Sheet{Hamlet: f.hamlet, By: f.by.Text}
	s.On.Year, s.On.Month, s.On.Day, _ = f.on.Date()
	if f.number.Text != "" {
		n, err := strconv.Atoi(f.number.Text)
		if err != nil || n < 0 {
			f.form.SetRemark("number", kit.Remark{Level: kit.Error, Text: words.Say("sheet.badnumber")})
			f.form.Focus("number")
			return
		}
		s.Number = n
	}
	if _, err := f.acts.SetSheet(s); err != nil {
		if !screen.Refused(f.form, err, rowOf) {
			f.form.SetRemark("by", f.window.Fail(err).Remark())
		}
		return
	}
	f.window.Back()
}
