// Package importlist takes a list over that somebody else wrote: which file, what
// its columns hold, what would happen, and only then the writing. All of it can
// be taken back as one.
package importlist

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/papers/intake"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/files"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// Window is what the screen asks of the window besides what all ask.
type Window interface {
	screen.Window
	// Show puts a screen over this one.
	Show(sc screen.Screen)
}

// Screen asks for the file, then for its columns.
type Screen struct {
	window  Window
	source  Source
	file    *kit.PickField
	form    *kit.Form
	columns []*kit.PickField
	ethnic  *kit.Choice
	whose   *kit.Choice
	font    *kit.Choice
	head    *kit.DigitField
	page    *kit.Page
	past    *kit.Acts
	list    *list
	cancel  context.CancelFunc // of what runs now; nil when nothing does
}

// New makes the screen.
func New(w Window, source Source) *Screen {
	s := &Screen{window: w, source: source, past: kit.NewActs()}
	s.file = kit.NewPickField(nil, viet.SearchKey)
	s.file.OnPick = func(o kit.Option, ok bool) {
		if ok {
			s.read(o.ID)
		}
	}
	s.page = kit.NewPage(kit.PageParts{Title: words.Say("import.title"), Foot: s.past})
	s.lay(nil)
	return s
}

// lay puts the form together: the file, and the columns once it was read.
func (s *Screen) lay(rows []kit.Row) {
	all := append([]kit.Row{{Key: "file", Label: words.Say("import.file"), Fields: []kit.Field{s.file}, Hint: words.Say("import.filehint"), Wide: true}}, rows...)
	button := kit.NewMainButton(words.Say("import.preview"), "Ctrl+S", s.Save)
	if s.list == nil {
		button = kit.NewMainButton(words.Say("import.read"), "Ctrl+S", s.Save)
	}
	s.form = kit.NewForm(all, button)
	s.form.OnEsc = s.esc
	s.page.SetBody(s.form.View())
}

// esc stops what runs, else goes back.
func (s *Screen) esc() {
	if s.cancel != nil {
		s.cancel()
		return
	}
	s.window.Back()
}

// Name names the screen in the log.
func (s *Screen) Name() string { return "import" }

// View returns the screen.
func (s *Screen) View() fyne.CanvasObject { return s.page }

// Arrive takes the focus and looks for lists.
func (s *Screen) Arrive() {
	s.form.First()
	work.Do(s.window.Runner(), s.window.Context(), func(context.Context) ([]files.Found, error) {
		return files.Find(), nil
	}, func(found []files.Found, _ error) {
		s.file.SetOptions(files.Options(found))
		s.window.Shown(s.Name())
	})
	s.readPast()
}

// Changed does nothing.
func (s *Screen) Changed(registry.Signal) {}

// readPast offers to take the newest import back.
func (s *Screen) readPast() {
	work.Do(s.window.Runner(), s.window.Context(), s.source.Imports, func(all []registry.Import, err error) {
		if err != nil {
			s.window.Fail(err)
			return
		}
		for _, im := range all {
			if !im.Undone {
				text := words.Say("import.undo", words.Args{"name": im.Name, "at": im.At.Format("15:04 02/01"), "n": viet.FormatInt(im.Counts[registry.RowCreated] + im.Counts[registry.RowChanged])})
				s.past.SetActs(kit.Act{Text: text, Do: func() { s.undo(im.ID) }})
				return
			}
		}
		s.past.SetActs()
	})
}

func (s *Screen) undo(id uuid.UUID) {
	s.run(words.Say("import.undoing"), func(ctx context.Context) error {
		return s.source.UndoImport(ctx, id)
	}, func() {
		s.window.Saved(words.Say("import.undone"), "")
		s.readPast()
	})
}

// run does one thing at a time, which Esc stops.
func (s *Screen) run(said string, job func(context.Context) error, done func()) {
	if s.cancel != nil {
		return
	}
	ctx, cancel := context.WithCancel(s.window.Context())
	s.cancel = cancel
	s.window.Say(kit.Info, said)
	work.Do(s.window.Runner(), s.window.Context(), func(context.Context) (struct{}, error) {
		return struct{}{}, job(ctx)
	}, func(_ struct{}, err error) {
		s.cancel = nil
		cancel()
		switch {
		case errors.Is(err, context.Canceled):
			s.window.Say(kit.Warn, words.Say("import.stopped"))
		case err != nil:
			e := s.window.Explain(err)
			s.form.SetRemark("file", e.Remark())
		default:
			done()
		}
	})
}

// read looks through the file.
func (s *Screen) read(path string) {
	if path == "" {
		s.form.SetRemark("file", kit.Remark{Level: kit.Error, Text: words.Say("import.pickfile")})
		return
	}
	s.form.ClearRemarks()
	s.open(path, "", 0)
}

// open looks through a file, with its head at a row or where it is found.
func (s *Screen) open(path, sheet string, head int) {
	var l *list
	s.run(words.Say("import.reading"), func(ctx context.Context) (err error) {
		l, err = open(ctx, s.source, path, sheet, head)
		return err
	}, func() {
		s.list = l
		s.showColumns()
	})
}

// pointed tells whether somebody says that the head is in another row, and then
// reads the file so.
func (s *Screen) pointed() bool {
	head, err := strconv.Atoi(s.head.Digits())
	if err != nil || head == s.list.file.Layout.HeadRow {
		return false
	}
	s.open(s.list.path, s.list.file.Sheet, head)
	return true
}

// showColumns asks what the columns hold.
func (s *Screen) showColumns() {
	l := s.list
	s.columns, s.ethnic = nil, nil
	s.whose = kit.NewChoice(kindNames()...)
	s.whose.SetPicked(l.kind)
	s.whose.OnPick = s.pickKind
	s.font = kit.NewChoice(append([]string{words.Say("import.fontfound")}, fontNames()...)...)
	s.font.SetPicked(0)
	s.head = kit.NewDigitField(' ', 2)
	s.head.PutDigits(strconv.Itoa(l.file.Layout.HeadRow))
	rows := []kit.Row{{
		Key: "whose", Label: words.Say("import.whose"), Fields: []kit.Field{s.whose}, Wide: true, Hint: words.Say("import.whosehint"),
	}, {
		Key: "head", Label: words.Say("import.head"), Fields: []kit.Field{s.head}, Hint: words.Say("import.headhint"),
	}, {
		Key: "font", Label: words.Say("import.font"), Fields: []kit.Field{s.font}, Wide: true, Bare: true,
	}, {
		Key: "fonttext", Static: kit.NewWrapped(s.fontText(), kit.Body, 6), Wide: true, Bare: true,
	}}
	options := fieldOptions()
	for i, title := range l.file.Layout.Head() {
		p := kit.NewPickField(options, viet.SearchKey)
		p.Compose = s.window.Compose()
		p.PutText(fieldName(l.file.Layout.Columns[i]))
		s.columns = append(s.columns, p)
		rows = append(rows, kit.Row{Key: columnKey(i), Label: shorten(title, 28), Fields: []kit.Field{p}, Hint: shorten(l.samples[i], 60)})
	}
	if _, ok := l.file.Layout.At(intake.Ethnic); ok {
		s.ethnic = kit.NewChoice(words.Say("import.ethnicask"), words.Say("import.ethnic2008"), words.Say("import.ethnic1979"))
		s.ethnic.SetPicked(0)
		rows = append(rows, kit.Row{Key: "ethnic", Label: words.Say("import.ethnic"), Fields: []kit.Field{s.ethnic}, Wide: true, Bare: true})
	}
	s.page.SetTitle(words.Say("import.columns", words.Args{"n": viet.FormatInt(l.file.Rows)}))
	s.lay(rows)
	s.form.Focus("whose")
	s.window.Say(kit.Info, words.Say("import.check"))
	if l.headless {
		s.window.Say(kit.Warn, words.Say("err.no_head"))
		s.form.SetRemark("head", kit.Remark{Level: kit.Warn, Text: words.Say("err.no_head")})
		s.form.Focus("head")
	}
	s.window.Shown("importcolumns")
}

// pickKind says what the columns hold as it was said of lists of that kind.
func (s *Screen) pickKind(i int) {
	s.list.kind = i
	for at, f := range s.list.known[kinds[i].code].apply(s.list.file.Layout) {
		s.columns[at].PutText(fieldName(f))
	}
}

func fontNames() (out []string) {
	for _, f := range fonts {
		out = append(out, f.String())
	}
	return out
}

func columnKey(i int) string { return "c" + strconv.Itoa(i) }

// fontText says how the text was written, with what comes out.
func (s *Screen) fontText() string {
	if len(s.list.fonts) == 0 {
		return words.Say("import.fontok")
	}
	parts := []string{s.list.font.String()}
	for _, f := range s.list.fonts {
		parts = append(parts, f.Before+" → "+f.After)
	}
	return strings.Join(parts, "\n")
}

func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

func fieldOptions() []kit.Option {
	out := []kit.Option{{ID: "", Text: fieldName(intake.Unused)}}
	for _, f := range intake.Fields() {
		out = append(out, kit.Option{ID: string(f), Text: fieldName(f)})
	}
	return out
}

func fieldName(f intake.Field) string {
	if f == intake.Unused {
		return words.Say("column.unused")
	}
	return words.Say("column." + string(f))
}

// layout takes the columns as they stand in the form, and marks one that is not
// understood.
func (s *Screen) layout() bool {
	s.form.ClearRemarks()
	byName := map[string]intake.Field{fieldName(intake.Unused): intake.Unused, "": intake.Unused}
	for _, f := range intake.Fields() {
		byName[fieldName(f)] = f
	}
	for i, p := range s.columns {
		f, ok := byName[p.Text]
		if !ok {
			s.form.SetRemark(columnKey(i), kit.Remark{Level: kit.Error, Text: words.Say("import.badcolumn")})
			s.form.Focus(columnKey(i))
			return false
		}
		s.list.file.Layout.Columns[i] = f
	}
	if key := problem(s.list.file.Layout.Columns); key != "" {
		s.window.Say(kit.Error, words.Say(key))
		s.form.SetRemark("file", kit.Remark{Level: kit.Error, Text: words.Say(key)})
		return false
	}
	return true
}

// fonts are those that a list can be said to be written in, behind «as found».
var fonts = []viet.Encoding{viet.Unicode, viet.TCVN3, viet.VNIWindows, viet.CP1258}

// reading says how the rows are read: by what was found in each, unless somebody
// said otherwise.
func (s *Screen) reading() intake.Options {
	o := intake.Options{Today: s.source.Today()}
	if s.ethnic != nil {
		o.Ethnic = intake.EthnicList(max(s.ethnic.Picked(), 0))
	}
	if i := s.font.Picked(); i > 0 {
		o.Encoding = &fonts[i-1]
	}
	return o
}

// options say how the list is to be taken over.
func (s *Screen) options(dry bool) fieldwork.ImportOptions {
	return fieldwork.ImportOptions{Hamlet: s.window.Hamlet(), Source: kinds[s.list.kind].source, Dry: dry}
}

// Save goes on: reads the file that was named, or tells what its rows would come to.
func (s *Screen) Save() {
	switch {
	case s.cancel != nil:
	case s.list == nil:
		s.read(strings.TrimSpace(s.file.Text))
	case s.pointed():
	case s.layout():
		s.preview()
	}
}

// progress tells how many rows are done.
func (s *Screen) progress(key string) func(int) {
	total := s.list.file.Rows
	return func(n int) {
		s.window.Runner().Post(func() {
			if s.cancel != nil {
				s.window.Say(kit.Info, words.Say(key, words.Args{"n": viet.FormatInt(n), "of": viet.FormatInt(total)}))
			}
		})
	}
}
