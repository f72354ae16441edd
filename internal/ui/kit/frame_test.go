package kit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/kit/kittest"
)

type shell struct {
	frame  *kit.Frame
	search *kit.SearchBox
	unit   *kit.Button
	lock   *kit.Button
	nav    *kit.Nav
	act    *kit.Button
	list   *kit.List[int]
	w      *kittest.Window
}

func openShell(t *testing.T, width, height float32) *shell {
	t.Helper()
	s := &shell{
		search: kit.NewSearchBox("Tìm"), unit: kit.NewButton("Ấp: cả 20", "Ctrl+G", nil), lock: kit.NewButton("Khoá", "Ctrl+L", nil),
		nav: kit.NewNav(kit.Place{Word: "Hôm nay", Short: "Nay"}, kit.Place{Word: "Hộ", Short: "Hộ"}),
		act: kit.NewMainButton("Thăm hộ", "Ctrl+T", nil), list: kit.NewList[int](numbers(50), oneColumn, cellOf),
	}
	top := kit.NewTopStrip("xã Tạ An Khương", s.search, s.unit, s.lock)
	s.frame = kit.NewFrame(top, s.nav, kit.NewPanel(), kit.NewStatusBar())
	s.frame.SetWork(kit.NewPage(kit.PageParts{Title: "Hộ", Acts: []*kit.Button{s.act}, Body: s.list}))
	s.w = kittest.Open(t, s.frame, width, height)
	return s
}

func TestFrameTabOrder(t *testing.T) {
	s := openShell(t, 1366, 661)
	kit.Focus(s.search)
	order := []fyne.Focusable{s.unit, s.lock, s.nav, s.act, s.list, s.search}
	for i, want := range order {
		s.w.Press(fyne.KeyTab)
		if s.w.Focused() != want {
			t.Errorf("Tab %d: at %T", i+1, s.w.Focused())
		}
	}
	s.w.PressShift(fyne.KeyTab)
	if s.w.Focused() != fyne.Focusable(s.list) {
		t.Errorf("Shift+Tab: at %T", s.w.Focused())
	}
}

// The measures of the window at 1366×768: bars and menu leave 661, of which
// the work gets 587, and a list shows 14 rows.
func TestFrameMeasures(t *testing.T) {
	s := openShell(t, 1366, 661)
	work := s.frame.Work()
	if got, want := work.Size(), fyne.NewSize(854, 587); got != want {
		t.Errorf("the work has %v, want %v", got, want)
	}
	kit.Focus(s.list)
	s.w.Press(fyne.KeyPageDown)
	if s.list.Current() != 14 {
		t.Errorf("a page is %d rows, want 14", s.list.Current())
	}
}

func TestFrameNarrow(t *testing.T) {
	s := openShell(t, 911, 441)
	if s.frame.PaneShown() {
		t.Error("the pane covers the work at first")
	}
	if got := s.nav.Size().Width; got != kit.NavCompactWidth {
		t.Errorf("the places have %v", got)
	}
	s.frame.ShowPane(true)
	if s.frame.Work().Visible() {
		t.Error("pane and work beside each other in a narrow window")
	}
	s.frame.ShowPane(false)
	if !s.frame.Work().Visible() {
		t.Error("the work is gone")
	}
}

func TestFrameDoesNotMakeTheWindowGrow(t *testing.T) {
	s := openShell(t, 1366, 661)
	if least := s.frame.MinSize(); least.Width > 911 || least.Height > 459 {
		t.Errorf("least size %v", least)
	}
}

func TestNav(t *testing.T) {
	s := openShell(t, 1366, 661)
	var gone []int
	s.nav.OnGo = func(i int) { gone = append(gone, i) }
	kit.Focus(s.nav)
	s.w.Type("2")
	s.w.Type("8")
	s.w.Press(fyne.KeyUp, fyne.KeyReturn, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if fmt.Sprint(gone) != "[1 0 1]" {
		t.Errorf("went to %v", gone)
	}
}

func TestSearchBoxKeys(t *testing.T) {
	s := openShell(t, 1366, 661)
	query, moved, opened, escaped := "", 0, 0, 0
	s.search.OnQuery = func(q string) { query = q }
	s.search.OnMove = func(by int) { moved += by; s.list.Step(by) }
	s.search.OnOpen = func() { opened++ }
	s.search.OnEsc = func() { escaped++ }
	kit.Focus(s.search)

	s.w.Type("dam")
	s.w.Press(fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyReturn)
	if query != "dam" || moved != 1 || opened != 1 || s.list.Current() != 1 {
		t.Errorf("query %q, moved %d, opened %d, row %d", query, moved, opened, s.list.Current())
	}
	s.w.Press(fyne.KeyEscape)
	if query != "" || escaped != 0 {
		t.Errorf("first Esc: query %q, escaped %d", query, escaped)
	}
	s.w.Press(fyne.KeyEscape)
	if escaped != 1 {
		t.Error("second Esc did not get out")
	}
}

func TestStatusBarCellsStayPut(t *testing.T) {
	bar := kit.NewStatusBar()
	kittest.Open(t, bar, 1366, 30)
	bar.Set(1, kit.StatusCell{Text: "12 thay đổi chờ gửi", Level: kit.Warn})
	if got := bar.Cell(1); got.Text != "12 thay đổi chờ gửi" || got.Level != kit.Warn {
		t.Errorf("cell %+v", got)
	}
}

// A screen that is left must not go on taking keys, and its field is tidied.
func TestFrameTakesTheFocusFromTheOldWork(t *testing.T) {
	s := openShell(t, 1366, 661)
	field := kit.NewTextField()
	field.OnLeave = func(string) string { return "An" }
	form := kit.NewForm([]kit.Row{{Fields: []kit.Field{field}}})
	s.frame.SetWork(kit.NewPage(kit.PageParts{Body: form.View()}))
	kit.Focus(field)
	s.w.Type("an ")

	s.frame.SetWork(kit.NewPage(kit.PageParts{Body: s.list}))

	if s.w.Focused() != nil {
		t.Errorf("the focus is still at %T", s.w.Focused())
	}
	if field.Text != "An" {
		t.Errorf("left as %q", field.Text)
	}
	kit.Focus(s.search)
	s.frame.SetWork(kit.NewPage(kit.PageParts{Body: form.View()}))
	if s.w.Focused() != fyne.Focusable(s.search) {
		t.Error("the search lost the focus")
	}
}

// A filter that does not fit beside the title moves below it and hides nothing.
func TestPageFilterTakesItsOwnLineWhenNarrow(t *testing.T) {
	for _, c := range []struct {
		width float32
		below bool
	}{{854, false}, {420, true}} {
		filter, list := kit.NewChoice("Chưa đến", "Hẹn lại", "Thiếu số", "Đi vắng"), kit.NewList[int](numbers(50), oneColumn, cellOf)
		page := kit.NewPage(kit.PageParts{Title: "Hộ · ấp 4", Beside: filter, Body: list})
		kittest.Open(t, page, c.width, 500)
		if end := filter.Position().Y + filter.Size().Height; end > list.Position().Y {
			t.Errorf("width %v: the filter ends at %v, the list begins at %v", c.width, end, list.Position().Y)
		}
		if below := filter.Position().Y > 40; below != c.below {
			t.Errorf("width %v: below the title %v", c.width, below)
		}
	}
}

// A notice takes room from the work, never lies over it; it is reached by Tab and
// goes by its digit.
func TestANoticeStandsAboveTheWork(t *testing.T) {
	s := openShell(t, 1366, 661)
	before := s.frame.Work().Size().Height

	s.frame.Notice("Ổ đĩa còn dưới 200 MB. Xoá bớt tệp không cần rồi hãy nhập tiếp.", "Đã đọc")

	if got := s.frame.Work().Size().Height; got >= before {
		t.Errorf("the work keeps %v of %v", got, before)
	}
	kit.Focus(s.search)
	s.w.Press(fyne.KeyTab, fyne.KeyTab, fyne.KeyTab, fyne.KeyTab)
	if _, ok := s.w.Focused().(*kit.Acts); !ok {
		t.Fatalf("behind the places Tab is at %T", s.w.Focused())
	}
	s.w.Type("1")
	if got := s.frame.Work().Size().Height; got != before {
		t.Errorf("the work has %v of %v when it was read", got, before)
	}
}
