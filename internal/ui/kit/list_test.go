package kit_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/kit/kittest"
)

// numbers is a model of any length without any rows in memory.
type numbers int

func (n numbers) Length() int           { return int(n) }
func (n numbers) Row(i int) (int, bool) { return i, true }

var oneColumn = []kit.Column{{Title: "STT", Weight: 1}}

func cellOf(i int) []kit.Cell { return []kit.Cell{kit.Say(fmt.Sprint(i))} }

// openList shows ten rows at once.
func openList(t *testing.T, m kit.Model[int]) (*kit.List[int], *kittest.Window) {
	t.Helper()
	l := kit.NewList(m, oneColumn, cellOf)
	w := kittest.Open(t, l, 400, 30+10*36)
	kit.Focus(l)
	return l, w
}

func TestListKeys(t *testing.T) {
	l, w := openList(t, numbers(200_000))
	for i, step := range []struct {
		key      fyne.KeyName
		cur, top int
	}{
		{fyne.KeyUp, 0, 0},
		{fyne.KeyDown, 1, 0},
		{fyne.KeyPageDown, 11, 2},
		{fyne.KeyPageUp, 1, 1},
		{fyne.KeyEnd, 199_999, 199_990},
		{fyne.KeyDown, 199_999, 199_990},
		{fyne.KeyUp, 199_998, 199_990},
		{fyne.KeyPageUp, 199_988, 199_988},
		{fyne.KeyHome, 0, 0},
	} {
		w.Press(step.key)
		if l.Current() != step.cur || l.Top() != step.top {
			t.Errorf("step %d, %s: at %d, top %d; want %d, %d", i, step.key, l.Current(), l.Top(), step.cur, step.top)
		}
	}
}

func TestListTells(t *testing.T) {
	l, w := openList(t, numbers(3))
	moved, opened, topped := -1, -1, 0
	l.OnMove = func(i int) { moved = i }
	l.OnOpen = func(i int) { opened = i }
	l.OnTop = func() { topped++ }
	w.Press(fyne.KeyDown, fyne.KeyReturn)
	if moved != 1 || opened != 1 {
		t.Errorf("moved %d, opened %d", moved, opened)
	}
	moved = -1
	w.Press(fyne.KeyUp, fyne.KeyUp)
	if moved != 0 || topped != 1 {
		t.Errorf("moved %d, topped %d", moved, topped)
	}
	l.Choose(2)
	if moved != 0 {
		t.Error("Choose told of a move")
	}
}

func TestListEmpty(t *testing.T) {
	l, w := openList(t, numbers(0))
	l.OnOpen = func(i int) { t.Errorf("opened %d", i) }
	w.Press(fyne.KeyDown, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyReturn)
	if _, ok := l.CurrentRow(); ok || l.Current() != -1 {
		t.Errorf("a row in an empty list: %d", l.Current())
	}
}

func TestListShrinksUnderTheCursor(t *testing.T) {
	l, _ := openList(t, numbers(100))
	l.Choose(99)
	l.SetModel(numbers(5))
	l.Choose(4)
	if l.Current() != 4 || l.Top() != 0 {
		t.Errorf("at %d, top %d", l.Current(), l.Top())
	}
}

func TestListIsFast(t *testing.T) {
	l, w := openList(t, numbers(200_000))
	start := time.Now()
	for range 100 {
		w.Press(fyne.KeyPageDown)
	}
	if each := time.Since(start) / 100; each > 25*time.Millisecond {
		t.Errorf("%v a page", each)
	}
	start = time.Now()
	for i := range 100 {
		l.Choose(i * 1999)
	}
	if each := time.Since(start) / 100; each > 25*time.Millisecond {
		t.Errorf("%v a jump", each)
	}
}

func TestPages(t *testing.T) {
	asked := map[int]int{}
	answers := map[int]func([]int, error){}
	p := kit.NewPages(100, func(page int, done func([]int, error)) {
		asked[page]++
		answers[page] = done
	})
	p.Reset(250)

	if _, ok := p.Row(120); ok {
		t.Fatal("a row that has not come")
	}
	p.Row(121)
	p.Row(199)
	if asked[1] != 1 || len(asked) != 1 {
		t.Fatalf("asked %v", asked)
	}
	arrived := 0
	p.OnArrive = func() { arrived++ }
	answers[1](page(1), nil)
	if row, ok := p.Row(120); !ok || row != 120 || arrived != 1 {
		t.Errorf("row %d %v, arrived %d", row, ok, arrived)
	}
	if _, ok := p.Row(250); ok {
		t.Error("a row beyond the end")
	}
	if _, ok := p.Row(-1); ok {
		t.Error("a row before the start")
	}
}

func page(n int) []int {
	rows := make([]int, 100)
	for i := range rows {
		rows[i] = n*100 + i
	}
	return rows
}

func TestPagesDropAnswersToOldQuestions(t *testing.T) {
	var first func([]int, error)
	p := kit.NewPages(100, func(_ int, done func([]int, error)) {
		if first == nil {
			first = done
		}
	})
	p.Reset(100)
	p.Row(0)
	p.Reset(100)
	p.Row(0)

	first(page(7), nil)

	if row, ok := p.Row(0); ok {
		t.Errorf("an old answer is shown: %d", row)
	}
}

func TestPagesFailOnceUntilRetry(t *testing.T) {
	asked := 0
	p := kit.NewPages(100, func(_ int, done func([]int, error)) {
		asked++
		done(nil, errors.New("disk"))
	})
	var failed error
	p.OnFail = func(err error) { failed = err }
	p.Reset(100)
	p.Row(0)
	p.Row(1)
	if asked != 1 || failed == nil {
		t.Errorf("asked %d, failed %v", asked, failed)
	}
	p.Retry()
	p.Row(0)
	if asked != 2 {
		t.Errorf("asked %d", asked)
	}
}

func TestPagesForgetFarOnes(t *testing.T) {
	asked := map[int]int{}
	p := kit.NewPages(100, func(n int, done func([]int, error)) {
		asked[n]++
		done(page(n), nil)
	})
	p.Reset(200_000)
	for i := 0; i < 200_000; i += 100 {
		if row, ok := p.Row(i); !ok || row != i {
			t.Fatalf("row %d: %d %v", i, row, ok)
		}
	}
	p.Row(0)
	p.Row(199_999)
	if asked[0] != 2 || asked[1999] != 1 {
		t.Errorf("first asked %d times, last %d", asked[0], asked[1999])
	}
}

// The list repaints itself when rows arrive while it asks for them.
func TestListOverPagesThatAnswerAtOnce(t *testing.T) {
	p := kit.NewPages(100, func(n int, done func([]int, error)) { done(page(n), nil) })
	p.Reset(1000)
	l, w := openList(t, p)
	p.OnArrive = l.Refresh
	w.Press(fyne.KeyEnd)
	if row, ok := l.CurrentRow(); !ok || row != 999 {
		t.Errorf("row %d %v", row, ok)
	}
}
