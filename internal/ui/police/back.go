package police

import (
	"context"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// back is the form for a list that came back signed: the number that the clerk
// gave it.
type back struct {
	window Window
	source Source
	list   registry.Record[registry.PoliceList]
	number *kit.TextField
	form   *kit.Form
	page   *kit.Page
	saving bool
}

func newBack(w Window, source Source, list registry.Record[registry.PoliceList]) *back {
	b := &back{window: w, source: source, list: list, number: kit.NewTextField()}
	b.number.Put(list.Value.Number)
	b.form = kit.NewForm([]kit.Row{
		{Key: rowNumber, Label: words.Say("police.number"), Fields: []kit.Field{b.number}, Hint: words.Say("police.numberhint")},
	}, kit.NewMainButton(words.Say("save"), "Ctrl+S", b.Save))
	b.form.OnEsc = w.Back
	b.page = kit.NewPage(kit.PageParts{Title: words.Say("police.closetitle", words.Args{"code": list.Value.Code}), Body: b.form.View()})
	return b
}

// Name names the screen in the log.
func (b *back) Name() string { return "policeback" }

// View returns the screen.
func (b *back) View() fyne.CanvasObject { return b.page }

// Arrive takes the focus.
func (b *back) Arrive() {
	b.form.First()
	b.window.Shown(b.Name())
}

// Changed does nothing: what is being typed stays.
func (b *back) Changed(registry.Signal) {}

// Save writes the number, with today as the day on which the paper came back.
func (b *back) Save() {
	if b.saving {
		return
	}
	b.form.Settle()
	b.saving = true
	number := b.number.Text
	work.Do(b.window.Runner(), b.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, b.source.CloseList(ctx, b.list, number)
	}, func(_ struct{}, err error) {
		b.saving = false
		if err != nil {
			if !screen.Refused(b.window, b.form, err, rowOf) {
				b.window.Fail(err)
			}
			return
		}
		b.window.Leave(b)
		b.window.Saved(words.Say("police.closed", words.Args{"code": b.list.Value.Code}), "")
	})
}
