// Package guardian is the form for the name of who answers for the protection
// of personal data, which stands on every print.
package guardian

import (
	"context"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Source keeps the name.
type Source interface {
	Guardian(ctx context.Context) (string, error)
	SetGuardian(ctx context.Context, name string) error
}

// Form is the form.
type Form struct {
	window screen.Window
	source Source
	name   *kit.TextField
	form   *kit.Form
	page   *kit.Page
}

// New makes the form.
func New(w screen.Window, source Source) *Form {
	f := &Form{window: w, source: source, name: kit.NewTextField()}
	f.form = kit.NewForm([]kit.Row{
		{Key: "name", Label: words.Say("guardian.name"), Fields: []kit.Field{f.name}, Hint: words.Say("guardian.hint"), Wide: true},
	}, kit.NewMainButton(words.Say("save"), "Ctrl+S", f.Save))
	f.form.OnEsc = w.Back
	f.page = kit.NewPage(kit.PageParts{Title: words.Say("guardian.title"), Body: f.form.View()})
	return f
}

// Name names the screen in the log.
func (f *Form) Name() string { return "guardian" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Changed does nothing.
func (f *Form) Changed(registry.Signal) {}

// Arrive takes the focus and reads the name.
func (f *Form) Arrive() {
	f.form.First()
	work.Do(f.window.Runner(), f.window.Context(), f.source.Guardian, func(name string, err error) {
		if err != nil {
			f.window.Fail(err)
			return
		}
		f.name.Put(name)
		f.window.Shown(f.Name())
	})
}

// Save keeps the name.
func (f *Form) Save() {
	f.form.Settle()
	name := f.name.Text
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.source.SetGuardian(ctx, name)
	}, func(_ struct{}, err error) {
		if err != nil {
			f.window.Fail(err)
			return
		}
		f.window.Leave(f)
		f.window.Saved(words.Say("guardian.saved"), "")
	})
}
