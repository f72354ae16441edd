package police

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/files"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

const rowFile = "file"

// fromFile asks for the file in which the police answered.
type fromFile struct {
	window Window
	source Source
	list   registry.Record[registry.PoliceList]
	file   *kit.PickField
	form   *kit.Form
	page   *kit.Page
	busy   bool
}

func newFromFile(w Window, source Source, list registry.Record[registry.PoliceList]) *fromFile {
	f := &fromFile{window: w, source: source, list: list, file: kit.NewPickField(nil, viet.SearchKey)}
	f.file.OnPick = func(o kit.Option, ok bool) {
		if ok {
			f.read(o.ID)
		}
	}
	f.form = kit.NewForm([]kit.Row{
		{Key: rowFile, Label: words.Say("import.file"), Fields: []kit.Field{f.file}, Hint: words.Say("import.filehint"), Wide: true},
		{Key: "what", Static: kit.NewWrapped(words.Say("police.filewhat"), kit.Body, 4), Wide: true, Bare: true},
	}, kit.NewMainButton(words.Say("import.read"), "Ctrl+S", f.Save))
	f.form.OnEsc = w.Back
	f.page = kit.NewPage(kit.PageParts{Title: words.Say("police.filetitle", words.Args{"code": list.Value.Code}), Body: f.form.View()})
	return f
}

// Name names the screen in the log.
func (f *fromFile) Name() string { return "policefile" }

// View returns the screen.
func (f *fromFile) View() fyne.CanvasObject { return f.page }

// Arrive takes the focus and looks for lists.
func (f *fromFile) Arrive() {
	f.form.First()
	work.Do(f.window.Runner(), f.window.Context(), func(context.Context) ([]files.Found, error) {
		return files.Find(), nil
	}, func(found []files.Found, _ error) {
		f.file.SetOptions(files.Options(found))
		f.window.Shown(f.Name())
	})
}

// Changed does nothing.
func (f *fromFile) Changed(registry.Signal) {}

// Save reads the file whose path was typed.
func (f *fromFile) Save() { f.read(strings.TrimSpace(f.file.Text)) }

func (f *fromFile) read(path string) {
	if path == "" {
		f.form.SetRemark(rowFile, kit.Remark{Level: kit.Error, Text: words.Say("import.pickfile")})
		return
	}
	if f.busy {
		return
	}
	f.busy = true
	f.form.ClearRemarks()
	f.window.Say(kit.Info, words.Say("police.filereading"))
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (judged, error) {
		return openAnswers(ctx, f.source, f.list, path)
	}, func(j judged, err error) {
		f.busy = false
		if err != nil {
			e := f.window.Explain(err)
			f.form.SetRemark(rowFile, e.Remark())
			return
		}
		f.window.Leave(f)
		f.window.Show(newAnswerRows(f.window, f.source, f.list, j))
	})
}

// answerRows shows what the rows of the file come to, and writes them.
type answerRows struct {
	window Window
	source Source
	list   registry.Record[registry.PoliceList]
	judged judged
	filter *kit.Choice
	rows   *kit.List[fieldwork.AnsweredRow]
	write  *kit.Button
	empty  *kit.Empty
	page   *kit.Page
	busy   bool
}

func newAnswerRows(w Window, source Source, list registry.Record[registry.PoliceList], j judged) *answerRows {
	a := &answerRows{window: w, source: source, list: list, judged: j, empty: kit.NewEmpty(words.Say("police.filenone"))}
	var names []string
	for _, o := range fieldwork.AnswerOutcomes {
		names = append(names, words.Say("answerrow."+string(o)))
	}
	a.filter = kit.NewChoice(names...)
	a.filter.OnPick = func(int) { a.show() }
	a.filter.SetOnKey(func(k kit.Key) bool {
		if k.Name == fyne.KeyDown || k.Enter() {
			kit.Focus(a.rows)
			return true
		}
		return false
	})
	a.rows = kit.NewList[fieldwork.AnsweredRow](answered(nil), []kit.Column{
		{Title: words.Say("police.stt"), Least: 56, Right: true},
		{Title: words.Say("child.name"), Weight: 3},
		{Title: words.Say("child.number"), Least: 140},
		{Title: words.Say("police.result"), Weight: 2},
		{Title: words.Say("import.why"), Weight: 5},
	}, answeredCells)
	a.rows.OnTop = func() { kit.Focus(a.filter) }
	a.rows.OnMove = func(int) { w.PanelChanged() }
	a.rows.OnOpen = func(int) { a.byHand() }
	a.write = kit.NewMainButton(words.Say("police.filewrite", words.Args{"n": len(j.of(fieldwork.AnswerReady))}), "Ctrl+S", a.Save)
	a.page = kit.NewPage(kit.PageParts{
		Title: words.Say("police.filerows", words.Args{"code": list.Value.Code, "n": len(j.rows)}), Above: []fyne.CanvasObject{a.filter},
		Body: a.rows, Acts: []*kit.Button{a.write}, Foot: kit.NewText(words.Say("police.fileheld"), kit.Caption),
	})
	a.filter.SetPicked(a.first())
	a.count()
	a.show()
	return a
}

// first is what most needs looking at: what is held, else what will be written.
func (a *answerRows) first() int {
	if len(a.judged.of(fieldwork.AnswerHeld)) > 0 {
		return len(fieldwork.AnswerOutcomes) - 1
	}
	return 0
}

func (a *answerRows) count() {
	for i, o := range fieldwork.AnswerOutcomes {
		a.filter.SetCount(i, viet.FormatInt(len(a.judged.of(o))))
	}
}

func (a *answerRows) outcome() fieldwork.AnswerOutcome {
	return fieldwork.AnswerOutcomes[max(a.filter.Picked(), 0)]
}

func (a *answerRows) show() {
	rows := a.judged.of(a.outcome())
	a.rows.SetModel(answered(rows))
	if len(rows) == 0 {
		a.page.SetBody(a.empty)
	} else {
		a.page.SetBody(a.rows)
	}
	a.window.PanelChanged()
}

type answered []fieldwork.AnsweredRow

// Length implements kit.Model.
func (r answered) Length() int { return len(r) }

// Row implements kit.Model.
func (r answered) Row(i int) (fieldwork.AnsweredRow, bool) { return r[i], true }

func answeredCells(r fieldwork.AnsweredRow) []kit.Cell {
	why := kit.Cell{}
	if r.Why != "" {
		why = kit.Cell{Text: words.Say("answerheld." + string(r.Why)), Level: kit.Warn}
	}
	stt, number := "–", r.Number
	if r.STT > 0 {
		stt = words.Count(r.STT)
	}
	if r.PIN != "" {
		number = r.PIN.Grouped()
	}
	return []kit.Cell{
		{Text: stt, Quiet: true}, {Text: r.Name, Bold: true}, kit.Say(number), kit.Say(saidIn(r)), why,
	}
}

// saidIn is the answer in our words, or in the file's when it is not understood.
func saidIn(r fieldwork.AnsweredRow) string {
	switch {
	case r.Unread:
		return "«" + r.Said + "»"
	case r.Silent:
		return "–"
	}
	return words.Say("answer." + string(r.State))
}

// Name names the screen in the log.
func (a *answerRows) Name() string { return "policerows" }

// View returns the screen.
func (a *answerRows) View() fyne.CanvasObject { return a.page }

// Arrive takes the focus.
func (a *answerRows) Arrive() {
	kit.Focus(a.filter)
	a.window.Shown(a.Name())
}

// Changed judges the rows anew: one of them may have been typed meanwhile.
func (a *answerRows) Changed(sig registry.Signal) {
	if sig.Kind != registry.KindPerson || a.busy {
		return
	}
	a.run(func(ctx context.Context) (judged, error) {
		j := a.judged
		rows, err := a.source.JudgeAnswers(ctx, a.list, j.read)
		j.rows = rows
		return j, err
	}, func() {})
}

// Save writes the rows that are ready. The screen stays, with what is held.
func (a *answerRows) Save() {
	n := len(a.judged.of(fieldwork.AnswerReady))
	if n == 0 {
		a.window.Say(kit.Info, words.Say("police.filenothing"))
		return
	}
	a.run(func(ctx context.Context) (judged, error) {
		return a.judged.take(ctx, a.source, a.list)
	}, func() {
		held := len(a.judged.of(fieldwork.AnswerHeld))
		a.window.Saved(words.Say("police.filewritten", words.Args{"n": n, "held": held}), "")
		a.Changed(registry.Signal{Kind: registry.KindPerson})
	})
}

func (a *answerRows) run(job func(context.Context) (judged, error), done func()) {
	if a.busy {
		return
	}
	a.busy = true
	work.Do(a.window.Runner(), a.window.Context(), job, func(j judged, err error) {
		a.busy = false
		if err != nil {
			a.window.Fail(err)
			return
		}
		a.judged = j
		a.write.SetLabel(words.Say("police.filewrite", words.Args{"n": len(j.of(fieldwork.AnswerReady))}))
		a.count()
		a.show()
		done()
	})
}

// byHand opens the typing of the signed paper at the chosen row's line.
func (a *answerRows) byHand() {
	r, ok := a.rows.CurrentRow()
	if !ok || r.Child.ID == (registry.Record[registry.Person]{}).ID {
		return
	}
	form := newAnswers(a.window, a.source, a.list)
	form.at(r.STT)
	a.window.Show(form)
}

// Panel says what is on record beside the chosen row.
func (a *answerRows) Panel() (string, []kit.Fact) {
	means := kit.Fact{Label: words.Say("answerrow." + string(a.outcome())), Text: words.Say("answerrow." + string(a.outcome()) + ".means")}
	r, ok := a.rows.CurrentRow()
	if !ok || r.Child.Value.Name == "" {
		return words.Say("police.help"), []kit.Fact{means}
	}
	p := r.Child.Value
	number := p.Number.PIN.Grouped()
	if number == "" {
		number = "–"
	}
	var facts []kit.Fact
	if r.Why != "" {
		facts = append(facts, kit.Fact{Label: words.Say("import.why"), Text: words.Say("answerheld." + string(r.Why))})
	}
	facts = append(
		facts,
		kit.Fact{Label: words.Say("import.row"), Text: words.Count(r.Row) + " · " + r.Name + " · " + r.Birth.String()},
		kit.Fact{Label: words.Say("police.online"), Text: p.Name + " · " + p.Birth.String()},
		kit.Fact{Label: words.Say("child.number"), Text: number},
		kit.Fact{Label: words.Say("police.result"), Text: words.Say("police." + string(p.Police))},
	)
	if r.Note != "" {
		facts = append(facts, kit.Fact{Label: words.Say("import.note"), Text: r.Note})
	}
	return words.Say("police.stt") + " " + words.Count(r.STT), append(facts, means)
}
