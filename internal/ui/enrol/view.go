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

// New makes the form with what is known already; done is called when the
// laptop is enrolled, abandon when it is not to be; nil where there is no other way.
func New(w screen.Window, sync screen.Sync, server, code string, done, abandon func()) *Form {
	f := &Form{window: w, sync: sync, done: done, server: kit.NewTextField(), code: kit.NewTextField()}
	f.server.Put(server)
	f.code.Put(code)
	buttons := []*kit.Button{kit.NewMainButton(words.Say("enrol.do"), "Ctrl+S", f.Save)}
	if abandon != nil {
		buttons = append(buttons, kit.NewButton(words.Say("enrol.abandon"), "", abandon))
	}
	f.form = kit.NewForm([]kit.Row{
		{Key: rowServer, Label: words.Say("enrol.server"), Fields: []kit.Field{f.server}, Hint: words.Say("enrol.serverhint")},
		{Key: rowCode, Label: words.Say("enrol.code"), Fields: []kit.Field{f.code}, Hint: words.Say("enrol.codehint")},
	}, buttons...)
	f.page = kit.NewPage(kit.PageParts{
		Title: words.Say("enrol.title"), Above: []fyne.CanvasObject{kit.NewWrapped(words.Say("enrol.text"), kit.Body, 2)}, Body: f.form.View(),
	})
	return f
}

// The rows of the form.
const (
	rowServer = "server"
	rowCode   = "code"
)

// Name names the screen in the log.
func (f *Form) Name() string { return "enrol" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Arrive takes the focus.
func (f *Form) Arrive() {
	f.form.First()
	f.window.Shown(f.Name())
}

// Changed does nothing.
func (f *Form) Changed(registry.Signal) {}

// ToRemark goes to the remark of a field and back.
func (f *Form) ToRemark() { f.form.ToRemark() }

// Save applies with the code.
func (f *Form) Save() {
	if f.busy {
		return
	}
	f.form.ClearRemarks()
	server, ok := address(f.server.Text)
	if !ok {
		f.refuse(rowServer, kit.Remark{Level: kit.Error, Text: words.Say("enrol.noaddress")})
		return
	}
	f.busy = true
	f.page.SetNote(words.Say("enrol.wait"))
	code := f.code.Text
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.sync.Enrol(ctx, server, code)
	}, f.answered)
}

func (f *Form) answered(_ struct{}, err error) {
	f.busy = false
	f.page.SetNote("")
	if err == nil {
		f.done()
		return
	}
	f.Failed(err)
}

// Failed shows why an enrolment did not go through.
func (f *Form) Failed(err error) {
	row := rowServer
	if registry.KeyOf(err) == "enrol_code" {
		row = rowCode
	}
	f.refuse(row, f.window.Explain(err).Remark())
}

func (f *Form) refuse(row string, remark kit.Remark) {
	f.form.SetRemark(row, remark)
	f.form.Focus(row)
}
