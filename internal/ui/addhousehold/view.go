// Package addhousehold is the short form of a new household.
package addhousehold

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
	AddHousehold(ctx context.Context, h registry.Household, draft string) (fieldwork.Saved, error)
}

// Form is the screen.
type Form struct {
	window        screen.Window
	acts          Acts
	hamlet        uuid.UUID
	shown         func()
	draft         *screen.Draft
	saving        bool
	number, phone *kit.DigitField
	head, line    *kit.TextField
	form          *kit.Form
	page          *kit.Page
	started       bool
}

// New makes the form for a household of a hamlet.
func New(w screen.Window, acts Acts, hamlet uuid.UUID, name string, shown func()) *Form {
	f := &Form{window: w, acts: acts, hamlet: hamlet, shown: shown, number: kit.NewDigitField(' ', 4), phone: kit.NewDigitField(' ', 4, 3, 3), head: kit.NewTextField(), line: kit.NewTextField()}
	f.draft = screen.NewDraft(w, acts, "household/new/"+hamlet.String(), func() any { return f.value() })
	for _, field := range []*kit.TextField{f.head, f.line} {
		field.Compose, field.OnLeave = w.Compose(), viet.Clean
		field.OnEdit = func(string) { f.draft.Edited() }
	}
	f.number.OnEdit = func(string) { f.draft.Edited() }
	f.phone.OnEdit = func(string) { f.draft.Edited() }
	f.form = kit.NewForm([]kit.Row{
		{Key: "number", Label: words.Say("household.stt"), Fields: []kit.Field{f.number}},
		{Key: "head", Label: words.Say("household.head"), Fields: []kit.Field{f.head}},
		{Key: "line", Label: words.Say("household.line"), Fields: []kit.Field{f.line}},
		{Key: "phone", Label: words.Say("household.phone"), Fields: []kit.Field{f.phone}},
	}, kit.NewMainButton(words.Say("save"), "Ctrl+S", f.Save))
	f.form.OnEsc = w.Back
	f.page = kit.NewPage(kit.PageParts{Title: words.Say("household.new", words.Args{"hamlet": name}), Body: f.form.View(), Foot: kit.NewText(words.Say("child.foot"), kit.Caption)})
	return f
}

// Name names the screen in the log.
func (f *Form) Name() string { return "addhousehold" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Changed does nothing: what is being typed stays as it is.
func (f *Form) Changed(registry.Signal) {}

// Arrive takes the focus and, the first time, opens the draft.
func (f *Form) Arrive() {
	f.form.First()
	if f.started {
		return
	}
	f.started = true
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (screen.Opened[struct{}, registry.Household], error) {
		return screen.Open[struct{}, registry.Household](ctx, f.acts, f.draft.Key(), func(context.Context) (struct{}, error) { return struct{}{}, nil })
	}, func(o screen.Opened[struct{}, registry.Household], err error) {
		if err != nil {
			f.window.Fail(err)
			return
		}
		if o.Found {
			f.put(o.Form)
			f.page.SetNote(f.draft.Note(o.At))
		}
		f.shown()
	})
}

func (f *Form) value() registry.Household {
	n, err := strconv.Atoi(f.number.Digits())
	if err != nil {
		n = 0
	}
	return registry.Household{Hamlet: f.hamlet, Number: n, Head: f.head.Text, Line: f.line.Text, Phone: f.phone.Digits()}
}

func (f *Form) put(h registry.Household) {
	if h.Number > 0 {
		f.number.PutDigits(strconv.Itoa(h.Number))
	}
	f.head.Put(h.Head)
	f.line.Put(h.Line)
	f.phone.PutDigits(h.Phone)
}

var rowOf = map[string]string{
	registry.FieldHouseholdNumber: "number", registry.FieldHead: "head", registry.FieldLine: "line", registry.FieldPhone: "phone", registry.FieldHamlet: "head",
}

// Save adds the household and opens its page.
func (f *Form) Save() {
	if f.saving {
		return
	}
	f.form.ClearRemarks()
	f.form.Settle()
	f.saving = true
	f.draft.Drop()
	h := f.value()
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (fieldwork.Saved, error) {
		return f.acts.AddHousehold(ctx, h, f.draft.Key())
	}, func(saved fieldwork.Saved, err error) {
		f.saving = false
		if err != nil {
			f.draft.Edited()
			if !screen.Refused(f.form, err, rowOf) {
				f.form.SetRemark("head", f.window.Fail(err).Remark())
			}
			return
		}
		f.window.Back()
		f.window.OpenHousehold(saved.Record)
		f.window.Saved(screen.SavedText(words.Say("saved.household", words.Args{"stt": words.STT(h.Number)}), saved.Found))
	})
}

// Keep keeps the draft now.
func (f *Form) Keep() { f.draft.Flush() }

// Drafted shows that the draft was kept.
func (f *Form) Drafted(text string) { f.page.SetNote(text) }
