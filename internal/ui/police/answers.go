package police

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// The rows of the form.
const (
	rowSTT    = "stt"
	rowChild  = "child"
	rowResult = "result"
	rowNumber = "number"
	rowAgain  = "again"
)

// rowOf says beside which row a remark stands.
var rowOf = map[string]string{"stt": rowSTT, "tra_loi": rowResult, registry.FieldNumber: rowNumber}

// answers is the form into which the signed paper is typed, line after line: the
// STT goes on by itself, the number is typed twice.
type answers struct {
	window Window
	source Source
	list   registry.Record[registry.PoliceList]
	asked  work.Latest
	stt    *kit.DigitField
	child  *kit.Text
	result *kit.Choice
	number *kit.DigitField
	again  *kit.DigitField
	form   *kit.Form
	page   *kit.Page
	saving bool
}

func newAnswers(w Window, source Source, list registry.Record[registry.PoliceList]) *answers {
	a := &answers{
		window: w, source: source, list: list, stt: kit.NewDigitField(' ', 4), child: kit.NewWrapped("", kit.Name, 2),
		number: kit.NewDigitField(' ', 3, 3, 3, 3), again: kit.NewDigitField(' ', 3, 3, 3, 3),
	}
	var results []string
	for _, r := range registry.PoliceAnswers {
		results = append(results, words.Say("answer."+string(r)))
	}
	a.result = kit.NewChoice(results...)
	a.result.OnPick = func(int) { a.idle() }
	a.stt.OnEdit = func(string) { a.look() }
	a.form = kit.NewForm([]kit.Row{
		{Key: rowSTT, Label: words.Say("police.stt"), Fields: []kit.Field{a.stt}, Hint: words.Say("police.stthint", words.Args{"n": len(list.Value.Lines)})},
		{Key: rowChild, Label: words.Say("clean.child"), Static: a.child, Wide: true, Bare: true},
		{Key: rowResult, Label: words.Say("police.result"), Fields: []kit.Field{a.result}, Wide: true},
		{Key: rowNumber, Label: words.Say("child.number"), Fields: []kit.Field{a.number}},
		{Key: rowAgain, Label: words.Say("police.again"), Fields: []kit.Field{a.again}, Hint: words.Say("police.againhint")},
	}, kit.NewMainButton(words.Say("police.save"), "Ctrl+S", a.Save))
	a.form.OnEsc = w.Back
	a.page = kit.NewPage(kit.PageParts{Title: words.Say("police.answertitle", words.Args{"code": list.Value.Code}), Body: a.form.View()})
	a.at(1)
	return a
}

// at goes to a line of the list.
func (a *answers) at(stt int) {
	a.stt.PutDigits(strconv.Itoa(stt))
	a.result.SetPicked(-1)
	a.number.PutDigits("")
	a.again.PutDigits("")
	a.idle()
}

// idle closes the number where the result brings none.
func (a *answers) idle() {
	gives := a.picked().GivesNumber()
	a.form.SetIdle(rowNumber, !gives)
	a.form.SetIdle(rowAgain, !gives)
}

func (a *answers) picked() registry.PoliceState {
	if i := a.result.Picked(); i >= 0 {
		return registry.PoliceAnswers[i]
	}
	return ""
}

// look shows whose line it is, so that a slip of the STT is seen.
func (a *answers) look() {
	n, err := strconv.Atoi(a.stt.Digits())
	if err != nil || n < 1 || n > len(a.list.Value.Lines) {
		a.child.Set("–")
		return
	}
	id := a.list.Value.Lines[n-1]
	work.Ask(&a.asked, a.window.Runner(), a.window.Context(), func(ctx context.Context) (registry.Record[registry.Person], error) {
		return a.source.Person(ctx, id)
	}, func(rec registry.Record[registry.Person], err error) {
		if err != nil {
			a.window.Fail(err)
			return
		}
		p := rec.Value
		text := p.Name + " · " + p.Birth.String() + " · " + p.Mother
		if slices.Contains(registry.PoliceAnswers, p.Police) {
			text += "\n" + words.Say("police.already", words.Args{"answer": words.Say("answer." + string(p.Police))})
		}
		a.child.Set(text)
	})
}

// Name names the screen in the log.
func (a *answers) Name() string { return "policeanswers" }

// View returns the screen.
func (a *answers) View() fyne.CanvasObject { return a.page }

// Arrive takes the focus.
func (a *answers) Arrive() {
	a.look()
	a.form.Focus(rowResult)
	a.window.Shown(a.Name())
}

// Changed does nothing: what is being typed stays.
func (a *answers) Changed(registry.Signal) {}

// Save writes the line and goes on to the next.
func (a *answers) Save() {
	if a.saving {
		return
	}
	a.form.ClearRemarks()
	a.form.Settle()
	stt, _ := strconv.Atoi(a.stt.Digits()) // 0 is no line, and told so
	answer := fieldwork.PoliceAnswer{
		STT: stt, State: a.picked(), Number: registry.PIN(a.number.Digits()), Again: registry.PIN(a.again.Digits()),
	}
	a.saving = true
	work.Do(a.window.Runner(), a.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, a.source.AnswerLine(ctx, a.list, answer)
	}, func(_ struct{}, err error) {
		a.saving = false
		if err != nil {
			a.failed(err)
			return
		}
		a.window.Saved(words.Say("police.saved", words.Args{"stt": stt}), "")
		a.at(min(stt+1, len(a.list.Value.Lines)))
		a.look()
		a.form.Focus(rowResult)
	})
}

func (a *answers) failed(err error) {
	if screen.Refused(a.window, a.form, err, rowOf) {
		return
	}
	screen.FailBeside(a.window, a.form, err, rowOf)
}
