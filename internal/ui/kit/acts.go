package kit

import "fyne.io/fyne/v2"

// Act is something to do, named in a few words.
type Act struct {
	Text string
	Do   func()
}

// Acts is a row of numbered things to do. While it has the focus a digit does
// one, ←→ move, Enter or Space does the one where one stands.
type Acts struct {
	chips
	acts []Act
}

var _ Field = (*Acts)(nil)

// NewActs returns a row of acts.
func NewActs(acts ...Act) *Acts {
	a := &Acts{acts: acts}
	a.setup(a, wordsOf(acts), a.do)
	return a
}

// SetActs changes what can be done.
func (a *Acts) SetActs(acts ...Act) {
	a.acts = acts
	a.setWords(wordsOf(acts))
	a.Refresh()
}

// Count returns how many things can be done.
func (a *Acts) Count() int { return len(a.acts) }

func wordsOf(acts []Act) []string {
	words := make([]string, len(acts))
	for i, act := range acts {
		words[i] = act.Text
	}
	return words
}

func (a *Acts) do(i int) {
	if i < len(a.acts) && a.acts[i].Do != nil {
		a.acts[i].Do()
	}
}

// TypedKey implements fyne.Focusable.
func (a *Acts) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyLeft:
		a.step(-1)
		a.Refresh()
	case fyne.KeyRight:
		a.step(1)
		a.Refresh()
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		a.do(a.cur)
	default:
		a.pass(ev)
	}
}
