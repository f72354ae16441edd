package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/theme"
	"thamho.vn/internal/ui/words"
)

// failure is what stands in the window when the work can't begin.
type failure struct {
	empty *kit.Empty
	page  *kit.Page
}

func newFailure(e kit.Explanation, again func()) *failure {
	empty := kit.NewEmpty(e.Remark().Text, kit.Act{Text: words.Say("trouble.tryagain"), Do: again})
	return &failure{empty: empty, page: kit.NewPage(kit.PageParts{Title: words.Say("start.failed"), Body: empty})}
}

func (f *failure) Name() string            { return "failure" }
func (f *failure) View() fyne.CanvasObject { return f.page }
func (f *failure) Arrive()                 { kit.Focus(f.empty.Acts()) }
func (f *failure) Changed(registry.Signal) {}

// ShowFailure tells in a window of its own why the program can't begin, and
// runs until it is closed. folder is where the data lie; open shows it in the
// system's own program.
func ShowFailure(a fyne.App, err error, folder string, open func() error) {
	e := kit.Explain(err, words.Find)
	w := a.NewWindow(words.Say("app.name"))
	w.SetPadded(false)
	text := e.Remark().Text + "\n\n" + words.Say("start.folder", words.Args{"folder": folder})
	empty := kit.NewEmpty("")
	openFolder := func() {
		if err := open(); err != nil {
			empty.Set(text+"\n\n"+kit.Explain(err, words.Find).Remark().Text, kit.Act{Text: words.Say("start.close"), Do: w.Close})
		}
	}
	empty.Set(text, kit.Act{Text: words.Say("start.close"), Do: w.Close}, kit.Act{Text: words.Say("start.openfolder"), Do: openFolder})
	ground := canvas.NewRectangle(a.Settings().Theme().Color(theme.ColorBg, 0))
	w.SetContent(container.NewStack(ground, kit.NewPage(kit.PageParts{Title: words.Say("start.failed"), Body: empty})))
	w.Resize(fyne.NewSize(820, 320))
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) {
		if ev.Name == fyne.KeyEscape {
			w.Close()
		}
	})
	w.Show()
	kit.Focus(empty.Acts())
	a.Run()
}

// blank is what stands there until the store was asked.
type blank struct{ view fyne.CanvasObject }

func newBlank() *blank { return &blank{canvas.NewRectangle(nil)} }

func (b *blank) Name() string            { return "blank" }
func (b *blank) View() fyne.CanvasObject { return b.view }
func (b *blank) Arrive()                 {}
func (b *blank) Changed(registry.Signal) {}
