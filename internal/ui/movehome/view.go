// Package movehome is the form by which an officer lets a household, its people
// and its visits live in another hamlet.
package movehome

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
	Household(ctx context.Context, id uuid.UUID) (registry.HouseholdPage, error)
	Hamlets(ctx context.Context) ([]registry.HamletRow, error)
	MayRule(ctx context.Context, scope uuid.UUID) error
	MoveHousehold(ctx context.Context, household, hamlet uuid.UUID, reason string) error
}

const (
	rowTo  = "to"
	rowWhy = "why"
)

// rowOf says beside which row a remark stands.
var rowOf = map[string]string{registry.FieldMoveTo: rowTo, registry.FieldMoveWhy: rowWhy}

// Form is the screen.
type Form struct {
	window    screen.Window
	source    Source
	household uuid.UUID
	to        *kit.PickField
	why       *kit.TextField
	goes      *kit.Text
	form      *kit.Form
	page      *kit.Page
	busy      bool
}

// home is what the form is about.
type home struct {
	page    registry.HouseholdPage
	hamlets []registry.HamletRow
}

// New makes the form for a household.
func New(w screen.Window, source Source, household uuid.UUID) *Form {
	f := &Form{window: w, source: source, household: household, to: kit.NewPickField(nil, viet.SearchKey), why: kit.NewTextField(), goes: kit.NewWrapped(" ", kit.Body, 3)}
	f.to.Compose, f.why.Compose, f.why.OnLeave = w.Compose(), w.Compose(), viet.Clean
	f.form = kit.NewForm([]kit.Row{
		{Key: rowTo, Label: words.Say("movehome.to"), Fields: []kit.Field{f.to}, Hint: words.Say("movehome.tohint"), Wide: true},
		{Key: rowWhy, Label: words.Say("movehome.why"), Fields: []kit.Field{f.why}, Hint: words.Say("movehome.whyhint"), Wide: true},
		{Key: "goes", Label: words.Say("movehome.goes"), Static: f.goes, Wide: true, Bare: true},
	}, kit.NewMainButton(words.Say("movehome.save"), "Ctrl+S", f.Save))
	f.form.OnEsc = w.Back
	f.page = kit.NewPage(kit.PageParts{Title: " ", Body: f.form.View(), Foot: kit.NewText(words.Say("movehome.foot"), kit.Caption)})
	return f
}

// Name names the screen in the log.
func (f *Form) Name() string { return "movehome" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Changed does nothing: what is being decided stays as it is.
func (f *Form) Changed(registry.Signal) {}

// Arrive takes the focus, says what moves, and offers the other hamlets.
func (f *Form) Arrive() {
	f.form.First()
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (h home, err error) {
		if h.page, err = f.source.Household(ctx, f.household); err != nil {
			return h, err
		}
		if err = f.source.MayRule(ctx, h.page.Household.Scope); err != nil { // before anything is typed
			return h, err
		}
		h.hamlets, err = f.source.Hamlets(ctx)
		return h, err
	}, func(h home, err error) {
		if err != nil {
			f.window.Fail(err)
			f.window.Leave(f)
			return
		}
		f.show(h)
	})
}

func (f *Form) show(h home) {
	value := h.page.Household.Value
	f.page.SetTitle(words.Say("movehome.title", words.Args{"stt": words.STT(value.Number), "head": value.Head}))
	f.page.SetNote(f.window.NameOf(value.Hamlet))
	f.goes.Set(words.Say("movehome.goestext", words.Args{"people": len(h.page.Persons), "visits": len(h.page.Visits)}))
	var options []kit.Option
	for _, row := range h.hamlets {
		if row.Unit != value.Hamlet {
			options = append(options, kit.Option{ID: row.Unit.String(), Text: row.Name + ", " + row.Commune, Key: row.Name + " " + row.Commune + " " + row.Was})
		}
	}
	f.to.SetOptions(options)
	f.window.Shown(f.Name())
}

// Save asks for the move.
func (f *Form) Save() {
	if f.busy {
		return
	}
	f.form.ClearRemarks()
	f.form.Settle()
	picked, ok := f.to.Chosen()
	to, err := uuid.Parse(picked.ID)
	if !ok || err != nil {
		screen.FailBeside(f.window, f.form, registry.Bad("move_to", registry.FieldMoveTo, nil), rowOf)
		return
	}
	why := f.why.Text
	f.busy = true
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.source.MoveHousehold(ctx, f.household, to, why)
	}, func(_ struct{}, err error) {
		f.busy = false
		if err != nil {
			screen.FailBeside(f.window, f.form, err, rowOf)
			return
		}
		f.window.Leave(f)
		f.window.Saved(words.Say("movehome.done", words.Args{"hamlet": picked.Text}), "")
	})
}
