package kit_test

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/kit/kittest"
)

func openChoice(t *testing.T, words ...string) (*kit.Choice, *kittest.Window) {
	t.Helper()
	c := kit.NewChoice(words...)
	w := kittest.Open(t, c, 600, 100)
	kit.Focus(c)
	return c, w
}

func TestChoiceByDigit(t *testing.T) {
	c, w := openChoice(t, "Gặp", "Đi vắng", "Từ chối")
	var told []int
	c.OnPick = func(i int) { told = append(told, i) }

	w.Type("2")
	w.Type("3") // a wrong digit is mended by another
	w.Type("9") // no such word
	w.Type("x")

	if c.Picked() != 2 || !slices.Equal(told, []int{1, 2}) {
		t.Errorf("picked %d, told %v", c.Picked(), told)
	}
	if w.Focused() != fyne.Focusable(c) {
		t.Error("the choice jumped on")
	}
}

func TestChoiceByArrows(t *testing.T) {
	c, w := openChoice(t, "Gặp", "Đi vắng", "Từ chối")
	for i, step := range []struct {
		key  fyne.KeyName
		want int
	}{
		{fyne.KeyRight, 0}, // the first arrow chooses the first
		{fyne.KeyRight, 1},
		{fyne.KeyRight, 2},
		{fyne.KeyRight, 2},
		{fyne.KeyLeft, 1},
		{fyne.KeyDelete, -1},
		{fyne.KeyLeft, 0},
	} {
		w.Press(step.key)
		if c.Picked() != step.want {
			t.Errorf("step %d, %s: picked %d, want %d", i, step.key, c.Picked(), step.want)
		}
	}
}

func TestChoiceToggle(t *testing.T) {
	c, w := openChoice(t, "Chưa đến", "Hẹn lại")
	c.Toggle = true
	w.Type("11")
	if c.Picked() != -1 {
		t.Errorf("picked %d", c.Picked())
	}
}

func TestChoiceTenthIsNought(t *testing.T) {
	c, w := openChoice(t, "a", "b", "c", "d", "e", "f", "g", "h", "i", "k")
	w.Type("0")
	if c.Picked() != 9 {
		t.Errorf("picked %d", c.Picked())
	}
}

func TestChoiceHandsOnWhatIsNotItsOwn(t *testing.T) {
	c, w := openChoice(t, "a", "b")
	var got []fyne.KeyName
	c.SetOnKey(func(k kit.Key) bool { got = append(got, k.Name); return true })
	w.Press(fyne.KeyUp, fyne.KeyDown, fyne.KeyReturn, fyne.KeyTab, fyne.KeyEscape)
	if len(got) != 5 {
		t.Errorf("handed on %v", got)
	}
}

func TestChecks(t *testing.T) {
	c := kit.NewChecks("CCCD", "VNeID", "dịch vụ công")
	w := kittest.Open(t, c, 600, 100)
	kit.Focus(c)
	told := 0
	c.OnTick = func(int, bool) { told++ }

	w.Type("31")
	w.Type("1")
	w.Press(fyne.KeyRight, fyne.KeySpace)

	if c.Ticked(0) || !c.Ticked(1) || !c.Ticked(2) || told != 4 {
		t.Errorf("ticked %v %v %v, told %d times", c.Ticked(0), c.Ticked(1), c.Ticked(2), told)
	}
}

func TestActs(t *testing.T) {
	var done []string
	act := func(s string) kit.Act { return kit.Act{Text: s, Do: func() { done = append(done, s) }} }
	a := kit.NewActs(act("a"), act("b"), act("c"))
	w := kittest.Open(t, a, 600, 100)
	kit.Focus(a)
	w.Type("2")
	w.Press(fyne.KeyRight, fyne.KeyReturn, fyne.KeyLeft, fyne.KeySpace)
	w.Type("7")
	if !slices.Equal(done, []string{"b", "c", "b"}) {
		t.Errorf("did %v", done)
	}
}

func TestButton(t *testing.T) {
	n := 0
	b := kit.NewMainButton("Lưu", "Ctrl+S", func() { n++ })
	w := kittest.Open(t, b, 200, 36)
	kit.Focus(b)
	w.Press(fyne.KeyReturn, fyne.KeySpace, fyne.KeyEnter)
	b.Tapped(nil)
	if n != 4 {
		t.Errorf("pressed %d times", n)
	}
}

func TestWordsBeyondTenPanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("eleven words were taken")
		}
	}()
	kit.NewChoice("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11")
}

func TestRowsWithoutWordsTakeKeys(t *testing.T) {
	for _, f := range []kit.Field{kit.NewChoice(), kit.NewChecks(), kit.NewActs()} {
		w := kittest.Open(t, f, 600, 100)
		kit.Focus(f)
		w.Press(fyne.KeyLeft, fyne.KeyRight, fyne.KeySpace, fyne.KeyReturn, fyne.KeyDelete)
		w.Type("10")
	}
}
