// Package setting is the form of one setting: a text that is read, typed and
// kept, as the name on every print or the camera's command.
package setting

import (
	"context"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Setting is a text that is kept, with the words of its form.
type Setting struct {
	Name                      string // of the screen in the log
	Title, Label, Hint, Saved string
	Read                      func(ctx context.Context) (string, error)
	Write                     func(ctx context.Context, text string) error
}

// Form is the screen.
type Form struct {
	window  screen.Window
	setting Setting
	text    *kit.TextField
	form    *kit.Form
	page    *kit.Page
}

// New makes the form of a setting.
func New(w screen.Window, s Setting) *Form {
	f := &Form{window: w, setting: s, text: kit.NewTextField()}
	f.form = kit.NewForm([]kit.Row{
		{Key: "text", Label: s.Label, Fields: []kit.Field{f.text}, Hint: s.Hint, Wide: true},
	}, kit.NewMainButton(words.Say("save"), "Ctrl+S", f.Save))
	f.form.OnEsc = w.Back
	f.page = kit.NewPage(kit.PageParts{Title: s.Title, Body: f.form.View()})
	return f
}

// Name names the screen in the log.
func (f *Form) Name() string { return f.setting.Name }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Changed does nothing.
func (f *Form) Changed(registry.Signal) {}

// Arrive takes the focus and reads what is kept.
func (f *Form) Arrive() {
	f.form.First()
	work.Do(f.window.Runner(), f.window.Context(), f.setting.Read, func(text string, err error) {
		if err != nil {
			f.window.Fail(err)
			return
		}
		f.text.Put(text)
		f.window.Shown(f.Name())
	})
}

// Save keeps the text.
func (f *Form) Save() {
	f.form.Settle()
	text := f.text.Text
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.setting.Write(ctx, text)
	}, func(_ struct{}, err error) {
		if err != nil {
			f.window.Fail(err)
			return
		}
		f.window.Leave(f)
		f.window.Saved(f.setting.Saved, "")
	})
}
