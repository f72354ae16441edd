// Package export is the form for a list that leaves the program: which one, for
// what purpose, until when. What is asked is also written down.
package export

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/papers/forms"
	"thamho.vn/internal/papers/sheet"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Source is the work of the screen.
type Source interface {
	Hamlet(ctx context.Context, id uuid.UUID) (registry.HamletRow, error)
	Roll(ctx context.Context, hamlet uuid.UUID) ([]fieldwork.Listed, error)
	NoteExport(ctx context.Context, e registry.Export) error
	Household(ctx context.Context, id uuid.UUID) (registry.HouseholdPage, error)
	Guardian(ctx context.Context) (string, error)
	Today() registry.Date
}

// rowOf says beside which row a remark stands.
var rowOf = map[string]string{"muc_dich": "purpose", "den_ngay": "until"}

// Form is the screen.
type Form struct {
	window  screen.Window
	source  Source
	hamlet  uuid.UUID
	kind    *kit.Choice
	format  *kit.Choice
	purpose *kit.TextField
	until   *kit.DateField
	form    *kit.Form
	page    *kit.Page
	saving  bool
}

// New makes the form for a hamlet's children.
func New(w screen.Window, source Source, hamlet uuid.UUID) *Form {
	f := &Form{window: w, source: source, hamlet: hamlet, format: kit.NewChoice("Excel (.xlsx)", "CSV"), purpose: kit.NewTextField(), until: kit.NewDateField(words.ParseDate)}
	var kinds []string
	for _, e := range forms.Exports() {
		kinds = append(kinds, words.Say("export."+e.Code))
	}
	f.kind = kit.NewChoice(kinds...)
	f.kind.SetPicked(0)
	f.format.SetPicked(0)
	f.purpose.Compose = w.Compose()
	f.until.FullOnly = true
	f.form = kit.NewForm([]kit.Row{
		{Key: "kind", Label: words.Say("export.kind"), Fields: []kit.Field{f.kind}, Wide: true, Bare: true},
		{Key: "purpose", Label: words.Say("export.purpose"), Fields: []kit.Field{f.purpose}, Hint: words.Say("export.purposehint"), Wide: true},
		{Key: "until", Label: words.Say("export.until"), Fields: []kit.Field{f.until}, Hint: words.Say("export.untilhint")},
		{Key: "format", Label: words.Say("export.format"), Fields: []kit.Field{f.format}, Wide: true, Bare: true},
	}, kit.NewMainButton(words.Say("export.save"), "Ctrl+S", f.Save))
	f.form.OnEsc = w.Back
	f.form.Words = screen.DateRemark
	f.page = kit.NewPage(kit.PageParts{Title: words.Say("export.title", words.Args{"where": w.NameOf(hamlet)}), Body: f.form.View(), Foot: kit.NewText(words.Say("export.foot"), kit.Caption)})
	return f
}

// Name names the screen in the log.
func (f *Form) Name() string { return "export" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Arrive takes the focus.
func (f *Form) Arrive() {
	f.form.First()
	f.window.Shown(f.Name())
}

// Changed does nothing.
func (f *Form) Changed(registry.Signal) {}

// Save writes down what was asked, then makes the file.
func (f *Form) Save() {
	if f.saving {
		return
	}
	f.form.ClearRemarks()
	if wrong := f.form.Settle(); wrong != "" {
		f.form.Focus(wrong)
		return
	}
	y, m, d, err := f.until.Date()
	if err != nil {
		return // its remark stands beside it
	}
	template := forms.Exports()[max(f.kind.Picked(), 0)]
	e := registry.Export{Unit: f.hamlet, Purpose: f.purpose.Text, Until: registry.Date{Year: y, Month: m, Day: d}, Kind: template.Code}
	asXLSX := f.format.Picked() != 1
	f.saving = true
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (string, error) {
		return export(ctx, f.source, e, template, asXLSX)
	}, func(path string, err error) {
		f.saving = false
		if err != nil {
			screen.FailBeside(f.window, f.form, err, rowOf)
			return
		}
		f.window.Leave(f)
		f.window.Saved(words.Say("police.printed", words.Args{"path": path}), "")
	})
}

// export writes the file into the folder of the papers, under a name that says
// what it is.
func export(ctx context.Context, s Source, e registry.Export, template forms.Export, asXLSX bool) (string, error) {
	place, err := s.Hamlet(ctx, e.Unit)
	if err != nil {
		return "", err
	}
	dir, err := folder.Dir()
	if err != nil {
		return "", err
	}
	name := folder.Plain(template.Code+" "+place.Name) + "_" + s.Today().ISO()
	path := filepath.Join(dir, name+map[bool]string{true: ".xlsx", false: ".csv"}[asXLSX])
	_, err = To(ctx, s, e, template, path)
	return path, err
}

// To notes the export and writes the file, a workbook when its name ends so, and
// returns how many children are on it. The note comes first: a list that left
// without one must not be.
func To(ctx context.Context, s Source, e registry.Export, template forms.Export, path string) (int, error) {
	place, err := s.Hamlet(ctx, e.Unit)
	if err != nil {
		return 0, err
	}
	rows, err := cells(ctx, s, place, template)
	if err != nil {
		return 0, err
	}
	e.Rows, e.Sensitive = len(rows)-1, template.Sensitive()
	if err := s.NoteExport(ctx, e); err != nil {
		return 0, err
	}
	guardian, err := s.Guardian(ctx)
	if err != nil {
		return 0, err
	}
	foot := forms.Foot(words.Say("export.printed", words.Args{"purpose": e.Purpose, "on": s.Today().Padded(), "until": e.Until.Padded()}), guardian)
	asXLSX := strings.EqualFold(filepath.Ext(path), ".xlsx")
	return e.Rows, folder.Write(path, func(w io.Writer) error { return fill(w, rows, asXLSX, foot) })
}

func fill(w io.Writer, rows [][]string, asXLSX bool, foot string) error {
	table, err := sheet.NewCSV(w)
	if asXLSX {
		table, err = sheet.NewXLSX(w, "Danh sách", nil, foot)
	}
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := table.Write(row); err != nil {
			return err
		}
	}
	return table.Close()
}

// cells are the rows of the list, the head first.
func cells(ctx context.Context, s Source, place registry.HamletRow, template forms.Export) ([][]string, error) {
	roll, err := s.Roll(ctx, place.Unit)
	if err != nil {
		return nil, err
	}
	out := [][]string{template.Head()}
	homes := map[uuid.UUID]registry.Household{}
	for _, l := range roll {
		if !template.Takes(l.Child.Value) {
			continue
		}
		home, known := homes[l.Household.ID]
		if !known {
			page, err := s.Household(ctx, l.Household.ID)
			if err != nil {
				return nil, err
			}
			home = page.Household.Value
			homes[l.Household.ID] = home
		}
		out = append(out, template.Row(len(out), forms.Subject{Child: l.Child.Value, Household: home, Hamlet: place.Name + ", " + place.Commune}))
	}
	return out, nil
}
