package kit

import "fyne.io/fyne/v2"

// Choice is one of up to ten numbered words. While it has the focus a digit
// chooses, ←→ move the choice, Delete takes it back. Choosing never moves on:
// a wrong digit is mended by the next.
type Choice struct {
	chips
	// Toggle makes the digit of the chosen word take the choice back, as a
	// filter row needs.
	Toggle bool
	// OnPick is told of a choice made by the worker; -1 is none.
	OnPick func(i int)

	picked int
}

var _ Field = (*Choice)(nil)

// NewChoice returns a choice with nothing chosen.
func NewChoice(words ...string) *Choice {
	c := &Choice{picked: -1}
	c.boxed = true
	c.setup(c, words, c.pick)
	return c
}

// Picked returns what is chosen, -1 for nothing.
func (c *Choice) Picked() int { return c.picked }

// SetPicked chooses without telling OnPick.
func (c *Choice) SetPicked(i int) {
	if i < -1 || i >= len(c.items) {
		i = -1
	}
	c.picked = i
	for n, item := range c.items {
		item.on = n == i
	}
	c.cur = max(i, 0)
	c.Refresh()
}

// SetWords changes the words; nothing is chosen then.
func (c *Choice) SetWords(words ...string) {
	c.setWords(words)
	c.SetPicked(-1)
}

// SetCount shows a number behind a word, "" for none.
func (c *Choice) SetCount(i int, count string) {
	c.items[i].count = count
	c.Refresh()
}

func (c *Choice) pick(i int) {
	if c.Toggle && i == c.picked {
		i = -1
	}
	c.SetPicked(i)
	if c.OnPick != nil {
		c.OnPick(i)
	}
}

// TypedKey implements fyne.Focusable.
func (c *Choice) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyLeft:
		c.shift(-1)
	case fyne.KeyRight:
		c.shift(1)
	case fyne.KeyDelete, fyne.KeyBackspace:
		c.pick(-1)
	default:
		c.pass(ev)
	}
}

func (c *Choice) shift(by int) {
	if c.picked < 0 {
		by = 0 // the first arrow chooses the first word
	}
	c.step(by)
	if len(c.items) > 0 && c.cur != c.picked {
		c.pick(c.cur)
	}
}
