// Package enrol is the first screen of a laptop that the province does not
// know yet.
package enrol

import (
	"context"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Form is the screen.
type Form struct {
	window screen.Window
	sync   screen.Sync
	done   func()
	busy   bool
	server *kit.TextField
	code   *kit.TextField
	form   *kit.Form
	page   *kit.Page
}

// New makes the form; done is called when the laptop is enrolled.
func New(w screen.Window, sync screen.Sync, server string, done func()) *Form {
	f := &Form{window: w, sync: sync, done: done, server: kit.NewTextField(), code: kit.NewTextField()}
	f.server.Put(server)
	f.form = kit.NewForm([]kit.Row{
		{Key: "server", Label: words.Say("enrol.server"), Fields: []kit.Field{f.server}},
		{Key: "code", Label: words.Say("enrol.code"), Fields: []kit.Field{f.code}, Hint: words.Say("enrol.codehint")},
	}, kit.NewMainButton(words.Say("enrol.do"), "Ctrl+S", f.Save))
	f.page = kit.NewPage(kit.PageParts{
		Title: words.Say("enrol.title"), Above: []fyne.CanvasObject{kit.NewWrapped(words.Say("enrol.text"), kit.Body, 2)}, Body: f.form.View(),
	})
	return f
}

// Name names the screen in the log.
func (f *Form) Name() string { return "enrol" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Arrive takes the focus.
func (f *Form) Arrive() { f.form.First() }

// Changed does nothing.
func (f *Form) Changed(registry.Signal) {}

// Save applies with the code.
func (f *Form) Save() {
	if f.busy {
		return
	}
	f.form.ClearRemarks()
	f.busy = true
	f.page.SetNote(words.Say("enrol.wait"))
	server, code := f.server.Text, f.code.Text
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.sync.Enrol(ctx, server, code)
	}, func(_ struct{}, err error) {
		f.busy = false
		f.page.SetNote("")
		if err != nil {
			row := "server"
			if registry.CodeOf(err) == registry.Denied {
				row = "code"
			}
			f.form.SetRemark(row, f.window.Fail(err).Remark())
			f.form.Focus(row)
			return
		}
		f.done()
	})
}
