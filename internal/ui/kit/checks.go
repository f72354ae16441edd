package kit

import (
	"fyne.io/fyne/v2"

	"thamho.vn/assets/icons"
)

// Checks is any number of up to ten numbered words. While it has the focus a
// digit ticks or unticks, ←→ move, Space ticks where one stands.
type Checks struct {
	chips
	// OnTick is told when the worker ticked or unticked a word.
	OnTick func(i int, on bool)
}

var _ Field = (*Checks)(nil)

// NewChecks returns words with none ticked.
func NewChecks(words ...string) *Checks {
	c := &Checks{}
	c.setup(c, words, c.toggle)
	for i := range c.items {
		c.mark(i, false)
	}
	return c
}

// Ticked tells whether a word is ticked.
func (c *Checks) Ticked(i int) bool { return c.items[i].on }

// SetTicked ticks without telling OnTick.
func (c *Checks) SetTicked(i int, on bool) {
	c.mark(i, on)
	c.Refresh()
}

func (c *Checks) mark(i int, on bool) {
	c.items[i].on, c.items[i].icon = on, icons.Box
	if on {
		c.items[i].icon = icons.BoxTicked
	}
}

func (c *Checks) toggle(i int) {
	if i >= len(c.items) {
		return
	}
	on := !c.items[i].on
	c.cur = i
	c.SetTicked(i, on)
	if c.OnTick != nil {
		c.OnTick(i, on)
	}
}

// TypedKey implements fyne.Focusable.
func (c *Checks) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyLeft:
		c.step(-1)
		c.Refresh()
	case fyne.KeyRight:
		c.step(1)
		c.Refresh()
	case fyne.KeySpace:
		c.toggle(c.cur)
	default:
		c.pass(ev)
	}
}
