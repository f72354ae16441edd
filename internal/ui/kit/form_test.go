package kit_test

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/kit/kittest"
)

type sample struct {
	form       *kit.Form
	name, note *kit.TextField
	birth      *kit.DateField
	sex        *kit.Choice
	save       *kit.Button
	saved      int
	w          *kittest.Window
}

func openForm(t *testing.T) *sample {
	t.Helper()
	s := &sample{name: kit.NewTextField(), note: kit.NewTextArea(2), birth: kit.NewDateField(parse), sex: kit.NewChoice("Nam", "Nữ")}
	s.save = kit.NewMainButton("Lưu", "Ctrl+S", func() { s.saved++ })
	s.form = kit.NewForm([]kit.Row{
		{Key: "name", Label: "Tên", Fields: []kit.Field{s.name}, Hint: "Ghi đúng như giấy"},
		{Key: "birth", Label: "Ngày sinh", Fields: []kit.Field{s.birth}},
		{Key: "sex", Label: "Giới tính", Fields: []kit.Field{s.sex}},
		{Key: "note", Label: "Ghi chú", Fields: []kit.Field{s.note}, Wide: true},
	}, s.save)
	s.w = kittest.Open(t, s.form.View(), 800, 500)
	s.form.First()
	return s
}

func (s *sample) at(t *testing.T, what string, want fyne.Focusable) {
	t.Helper()
	if s.w.Focused() != want {
		t.Errorf("%s: the focus is at %T", what, s.w.Focused())
	}
}

func TestFormTabGoesRound(t *testing.T) {
	s := openForm(t)
	for _, want := range []fyne.Focusable{s.birth, s.sex, s.note, s.save, s.name} {
		s.w.Press(fyne.KeyTab)
		s.at(t, "Tab", want)
	}
	for _, want := range []fyne.Focusable{s.save, s.note, s.sex, s.birth, s.name} {
		s.w.PressShift(fyne.KeyTab)
		s.at(t, "Shift+Tab", want)
	}
}

func TestFormEnterGoesOnAndNeverSaves(t *testing.T) {
	s := openForm(t)
	for _, want := range []fyne.Focusable{s.birth, s.sex, s.note, s.save} {
		s.w.Press(fyne.KeyReturn)
		s.at(t, "Enter", want)
	}
	if s.saved != 0 {
		t.Error("saved by going on")
	}
	s.w.Press(fyne.KeyReturn)
	if s.saved != 1 {
		t.Error("Enter on the button did not press it")
	}
}

func TestFormArrowsStopAtTheEnds(t *testing.T) {
	s := openForm(t)
	s.w.Press(fyne.KeyUp)
	s.at(t, "↑ in the first", s.name)
	s.w.Press(fyne.KeyDown)
	s.at(t, "↓", s.birth)
}

func TestFormIdleRowsAreSkippedAndKeepTheirPlace(t *testing.T) {
	s := openForm(t)
	before := s.note.Position()
	s.form.SetIdle("birth", true)
	s.w.Press(fyne.KeyTab)
	s.at(t, "Tab over an idle row", s.sex)
	if s.note.Position() != before {
		t.Error("the rows below moved")
	}
}

func TestFormRemarksMoveNothing(t *testing.T) {
	s := openForm(t)
	before := s.sex.Position()
	s.form.SetRemark("birth", kit.Remark{Level: kit.Warn, Text: "Rất dài, rất dài, rất dài, rất dài, rất dài, rất dài, rất dài, rất dài"})
	if s.sex.Position() != before {
		t.Error("the rows below moved")
	}
	s.form.SetRemark("name", kit.Remark{})
	if got := s.form.RemarkOf("name").Text; got != "Ghi đúng như giấy" {
		t.Errorf("the hint is %q", got)
	}
}

func TestFormTellsOfRows(t *testing.T) {
	s := openForm(t)
	var left, arrived []string
	s.form.OnLeave = func(key string) { left = append(left, key) }
	s.form.OnArrive = func(key string) { arrived = append(arrived, key) }
	s.w.Press(fyne.KeyReturn, fyne.KeyReturn)
	if !slices.Equal(left, []string{"name", "birth"}) || !slices.Equal(arrived, []string{"birth", "sex"}) {
		t.Errorf("left %v, arrived %v", left, arrived)
	}
	if s.form.Current() != "sex" {
		t.Errorf("current %q", s.form.Current())
	}
}

func TestFormShowsWhatAFieldFindsWrong(t *testing.T) {
	s := openForm(t)
	s.form.Words = func(err error) kit.Remark { return kit.Remark{Level: kit.Error, Text: err.Error()} }
	s.form.SetRemark("birth", kit.Remark{Level: kit.Info, Text: "của màn hình"})
	s.form.Focus("birth")
	s.w.Type("31022021")
	s.w.Press(fyne.KeyReturn)

	if got := s.form.RemarkOf("birth"); got.Level != kit.Error || got.Text != "no such day" {
		t.Errorf("remark %v", got)
	}
	if wrong := s.form.Settle(); wrong != "birth" {
		t.Errorf("settled with %q wrong", wrong)
	}
	s.form.Focus("birth")
	s.w.Type("05032021")
	if wrong := s.form.Settle(); wrong != "" {
		t.Errorf("settled with %q wrong", wrong)
	}
	if got := s.form.RemarkOf("birth").Text; got != "của màn hình" {
		t.Errorf("remark %q", got)
	}
}

func TestFormSettleTidiesTheFieldInHand(t *testing.T) {
	s := openForm(t)
	s.name.OnLeave = func(string) string { return "An" }
	s.w.Type(" an")
	s.form.Settle()
	if s.name.Text != "An" {
		t.Errorf("text %q", s.name.Text)
	}
	s.at(t, "after Settle", s.name)
}

func TestFormWarningDoesNotStop(t *testing.T) {
	s := openForm(t)
	s.form.SetRemark("name", kit.Remark{Level: kit.Warn, Text: "Xem lại"})
	if wrong := s.form.Settle(); wrong != "" {
		t.Errorf("a warning stopped the save at %q", wrong)
	}
}

func TestFormRemarkAndBack(t *testing.T) {
	s := openForm(t)
	if s.form.ToRemark() != true { // the hint
		t.Error("no way to the hint")
	}
	s.w.Press(fyne.KeyEscape)
	s.at(t, "back with Esc", s.name)

	picked := ""
	s.form.SetRemark("name", kit.Remark{Level: kit.Warn, Text: "Xem lại", Acts: []kit.Act{
		{Text: "a", Do: func() { picked = "a" }},
		{Text: "b", Do: func() { picked = "b" }},
	}})
	s.form.ToRemark()
	s.w.Type("2")
	if picked != "b" {
		t.Errorf("picked %q", picked)
	}
	s.w.Press(fyne.KeyUp, fyne.KeyReturn)
	if picked != "a" {
		t.Errorf("picked %q", picked)
	}
	s.form.ToRemark()
	s.at(t, "back with Ctrl+E", s.name)

	s.form.Focus("sex")
	if s.form.ToRemark() {
		t.Error("went to a remark that is not there")
	}
}

func TestFormEsc(t *testing.T) {
	s := openForm(t)
	n := 0
	s.form.OnEsc = func() { n++ }
	s.w.Press(fyne.KeyEscape)
	s.form.Focus("sex")
	s.w.Press(fyne.KeyEscape)
	if n != 2 {
		t.Errorf("told %d times", n)
	}
}

// A click moves the focus without our help; the row before is left all the
// same.
func TestFormLeavesARowOnClick(t *testing.T) {
	s := openForm(t)
	left := ""
	s.form.OnLeave = func(key string) { left = key }
	s.w.Canvas().Unfocus()
	s.w.Canvas().Focus(s.sex)
	if left != "name" {
		t.Errorf("left %q", left)
	}
}
