// Package hamlets is where one chooses the hamlet to work in, by typing a part
// of its name.
package hamlets

import (
	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/viet"
)

// Picker is the screen.
type Picker struct {
	window screen.Window
	field  *kit.PickField
	form   *kit.Form
	page   *kit.Page
}

// all is the option that stands for every hamlet of the laptop.
const all = "all"

// New makes the screen for these hamlets.
func New(w screen.Window, rows []registry.HamletRow) *Picker {
	p := &Picker{window: w, field: kit.NewPickField(options(rows), viet.SearchKey)}
	p.field.Compose = w.Compose()
	p.field.OnPick = func(o kit.Option, ok bool) {
		if ok {
			p.choose(o.ID)
		}
	}
	p.form = kit.NewForm([]kit.Row{{Key: "hamlet", Label: words.Say("hamlet.pick"), Fields: []kit.Field{p.field}, Hint: words.Say("hamlet.hint"), Wide: true}})
	p.form.OnEsc = w.Back
	p.page = kit.NewPage(kit.PageParts{Title: words.Say("hamlet.title"), Body: p.form.View()})
	return p
}

func options(rows []registry.HamletRow) []kit.Option {
	out := []kit.Option{{ID: all, Text: words.Say("hamlet.every")}}
	for _, h := range rows {
		out = append(out, kit.Option{ID: h.Unit.String(), Text: name(h), Note: note(h), Key: h.Name + " " + h.Commune + " " + h.Was})
	}
	return out
}

// name is the hamlet's, since the reform with its commune: that is another one
// than people are used to.
func name(h registry.HamletRow) string {
	if h.Was == "" {
		return h.Name
	}
	return h.Name + ", " + h.Commune
}

// note says how much there is of a hamlet, and to what it belonged: people think
// in the old names.
func note(h registry.HamletRow) string {
	count := words.Say("hamlet.count", words.Args{"n": viet.FormatInt(h.Households)})
	switch {
	case h.Waits:
		return words.Say("placing.waits") + " · " + count
	case h.Was != "":
		return words.Say("hamlet.was", words.Args{"was": h.Was}) + " · " + count
	}
	return count
}

func (p *Picker) choose(id string) {
	if id == all {
		p.window.ChooseHamlet(uuid.Nil)
		return
	}
	if hamlet, err := uuid.Parse(id); err == nil {
		p.window.ChooseHamlet(hamlet)
	}
}

// Name names the screen in the log.
func (p *Picker) Name() string { return "hamlets" }

// View returns the screen.
func (p *Picker) View() fyne.CanvasObject { return p.page }

// Arrive takes the focus and drops the list.
func (p *Picker) Arrive() {
	p.form.First()
	p.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF4})
}

// Changed does nothing.
func (p *Picker) Changed(registry.Signal) {}
