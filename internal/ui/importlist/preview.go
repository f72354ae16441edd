package importlist

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/papers/intake"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/viet"
)

// preview tells what the rows would come to, and shows it.
func (s *Screen) preview() {
	var r result
	read, options := s.reading(), s.options(true)
	told := s.progress("import.looking")
	s.run(words.Say("import.looking", words.Args{"n": "0", "of": viet.FormatInt(s.list.file.Rows)}), func(ctx context.Context) (err error) {
		if err := s.list.keep(ctx, s.source); err != nil {
			return err
		}
		r, err = s.list.run(ctx, s.source, options, read, told)
		return err
	}, func() {
		s.window.Show(newPreview(s, r))
	})
}

// write takes the list over.
func (s *Screen) write(from screen.Screen) {
	var r result
	read, options := s.reading(), s.options(false)
	told := s.progress("import.writing")
	s.run(words.Say("import.writing", words.Args{"n": "0", "of": viet.FormatInt(s.list.file.Rows)}), func(ctx context.Context) (err error) {
		r, err = s.list.run(ctx, s.source, options, read, told)
		return err
	}, func() {
		s.list, s.columns = nil, nil
		s.file.PutText("")
		s.page.SetTitle(words.Say("import.title"))
		s.lay(nil)
		s.window.Leave(from)
		s.window.Saved(words.Say("import.written", words.Args{
			"created": viet.FormatInt(r.counts[registry.RowCreated]), "changed": viet.FormatInt(r.counts[registry.RowChanged]),
			"matched": viet.FormatInt(r.counts[registry.RowMatched]), "held": viet.FormatInt(r.counts[registry.RowHeld]),
		}), "")
	})
}

// previewScreen shows what every row would come to.
type previewScreen struct {
	over   *Screen
	result result
	kinds  []registry.RowOutcome
	filter *kit.Choice
	list   *kit.List[line]
	empty  *kit.Empty
	page   *kit.Page
}

func newPreview(over *Screen, r result) *previewScreen {
	p := &previewScreen{over: over, result: r, empty: kit.NewEmpty(words.Say("import.none"))}
	p.kinds = slices.Clone(registry.RowOutcomes)
	if len(r.lines[rowAbsent]) > 0 {
		p.kinds = append(p.kinds, rowAbsent)
	}
	var names []string
	for _, o := range p.kinds {
		names = append(names, words.Say("outcome."+string(o)))
	}
	p.filter = kit.NewChoice(names...)
	for i, o := range p.kinds {
		p.filter.SetCount(i, viet.FormatInt(r.count(o)))
	}
	p.filter.OnPick = func(int) { p.show() }
	p.filter.SetOnKey(func(k kit.Key) bool {
		if k.Name == fyne.KeyDown || k.Enter() {
			kit.Focus(p.list)
			return true
		}
		return false
	})
	p.list = kit.NewList[line](lines(nil), previewColumns(), previewCells)
	p.list.OnTop = func() { kit.Focus(p.filter) }
	p.list.OnMove = func(int) { over.window.PanelChanged() }
	p.page = kit.NewPage(kit.PageParts{
		Title: words.Say("import.previewtitle", words.Args{"n": viet.FormatInt(r.total())}), Above: []fyne.CanvasObject{p.filter}, Body: p.list,
		Acts: []*kit.Button{kit.NewMainButton(words.Say("import.write", words.Args{"n": viet.FormatInt(r.total() - r.counts[registry.RowHeld])}), "Ctrl+S", p.Save)},
		Foot: kit.NewText(words.Say("import.heldfoot", words.Args{"n": viet.FormatInt(r.counts[registry.RowHeld])}), kit.Caption),
	})
	p.filter.SetPicked(p.firstOutcome())
	p.show()
	return p
}

// outcome is what is looked at now.
func (p *previewScreen) outcome() registry.RowOutcome { return p.kinds[max(p.filter.Picked(), 0)] }

// firstOutcome is the one that most needs looking at: what is held.
func (p *previewScreen) firstOutcome() int {
	for i := len(registry.RowOutcomes) - 1; i > 0; i-- {
		if p.result.counts[registry.RowOutcomes[i]] > 0 {
			return i
		}
	}
	return 0
}

type lines []line

// Length implements kit.Model.
func (l lines) Length() int { return len(l) }

// Row implements kit.Model.
func (l lines) Row(i int) (line, bool) { return l[i], true }

func previewColumns() []kit.Column {
	return []kit.Column{
		{Title: words.Say("import.row"), Least: 64, Right: true},
		{Title: words.Say("child.name"), Weight: 4},
		{Title: words.Say("child.birth"), Least: 100},
		{Title: words.Say("child.number"), Least: 150},
		{Title: words.Say("import.why"), Weight: 4},
	}
}

func previewCells(l line) []kit.Cell {
	why := kit.Cell{Text: problemText(l.problems), Quiet: true}
	if l.reason != "" {
		why = kit.Cell{Text: words.Say("heldwhy." + string(l.reason)), Level: kit.Warn}
	}
	return []kit.Cell{
		{Text: words.Count(l.row), Quiet: true},
		{Text: l.person.Name, Bold: true},
		kit.Say(l.person.Birth.String()),
		kit.Say(l.person.Number.PIN.Grouped()), why,
	}
}

// problemText says what was found in a row: «số định danh: trả lại số 0».
func problemText(found []intake.Problem) string {
	var parts []string
	for _, p := range found {
		parts = append(parts, columnName(p.Field)+": "+strings.Join(whatFound(p), ", "))
	}
	return strings.Join(parts, " · ")
}

// columnName names a column; one that is not used goes by its own title.
func columnName(f intake.Field) string {
	if name, known := words.Find("column."+string(f), nil); known {
		return name
	}
	return string(f)
}

func whatFound(p intake.Problem) []string {
	if p.Code != intake.CodeFix {
		return []string{words.Say("problem." + strings.ReplaceAll(p.Code, ":", "_"))}
	}
	out := make([]string, len(p.Why))
	for i, why := range p.Why {
		out[i] = words.Say("fixed." + string(why))
	}
	return out
}

func (p *previewScreen) show() {
	rows := p.result.lines[p.outcome()]
	p.list.SetModel(lines(rows))
	if len(rows) == 0 {
		p.page.SetBody(p.empty)
	} else {
		p.page.SetBody(p.list)
	}
	p.over.window.PanelChanged()
}

// Name names the screen in the log.
func (p *previewScreen) Name() string { return "importpreview" }

// View returns the screen.
func (p *previewScreen) View() fyne.CanvasObject { return p.page }

// Arrive takes the focus.
func (p *previewScreen) Arrive() {
	kit.Focus(p.filter)
	p.over.window.Shown(p.Name())
}

// Changed does nothing: the preview is of the file.
func (p *previewScreen) Changed(registry.Signal) {}

// Save writes.
func (p *previewScreen) Save() { p.over.write(p) }

// Panel says all that was found in the chosen row, and what its outcome means.
func (p *previewScreen) Panel() (string, []kit.Fact) {
	outcome := string(p.outcome())
	means := kit.Fact{Label: words.Say("outcome." + outcome), Text: words.Say("outcome." + outcome + ".means")}
	row, ok := p.list.CurrentRow()
	if !ok {
		return words.Say("import.help"), []kit.Fact{means}
	}
	var facts []kit.Fact
	for _, problem := range row.problems {
		facts = append(facts, kit.Fact{Label: columnName(problem.Field), Text: strings.Join(whatFound(problem), ", ")})
	}
	return row.person.Name, append(facts, means)
}
