package kit

import (
	"strconv"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/theme"
)

// maxChips is how many things digits can name: 1 to 9, then 0.
const maxChips = 10

const (
	chipGap = 2 * ringRoom // room for the ring between two
	lineGap = theme.Grid * 2
)

// chips is a row of numbered words that wraps: what Choice, Checks and Acts
// are made of. cur is where the arrow keys stand.
type chips struct {
	base
	items []*chip
	cur   int
	ring  ring
	boxed bool // ring around the whole row, else around the current chip
	press func(i int)
}

func (c *chips) setup(self fieldWidget, words []string, press func(int)) {
	if len(words) > maxChips {
		panic("kit: more than ten numbered things; use a PickField")
	}
	c.press = press
	c.start(self)
	c.setWords(words)
}

func (c *chips) setWords(words []string) {
	c.items = make([]*chip, len(words))
	for i, w := range words {
		c.items[i] = newChip(c, i, w)
	}
	c.cur = 0
}

func digitOf(i int) string { return strconv.Itoa((i + 1) % maxChips) }

// indexOf returns which thing a digit names, or false.
func indexOf(r rune, n int) (int, bool) {
	if r < '0' || r > '9' {
		return 0, false
	}
	i := (int(r-'0') + maxChips - 1) % maxChips
	return i, i < n
}

// Names tells whether a digit names one of the words.
func (c *chips) Names(digit rune) bool {
	_, ok := indexOf(digit, len(c.items))
	return ok
}

// TypedRune takes the digits; all else is no business of a row of choices.
func (c *chips) TypedRune(r rune) {
	if i, ok := indexOf(r, len(c.items)); ok {
		c.cur = i
		c.press(i)
	}
}

// step moves cur, and stops at the ends.
func (c *chips) step(by int) {
	if next := c.cur + by; next >= 0 && next < len(c.items) {
		c.cur = next
	}
}

// CreateRenderer implements fyne.Widget.
func (c *chips) CreateRenderer() fyne.WidgetRenderer {
	c.ring = newRing()
	c.paint()
	return &renderer{owner: c.self.(fyne.Widget), objects: c.objects, place: c.place, least: c.least, paint: c.paint}
}

func (c *chips) objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, len(c.items)+1)
	for _, i := range c.items {
		out = append(out, i)
	}
	return append(out, c.ring.rect)
}

func (c *chips) paint() {
	c.ring.paint(c.focused)
	for _, i := range c.items {
		i.Refresh()
	}
}

func (c *chips) least() fyne.Size {
	widest := float32(0)
	for _, i := range c.items {
		widest = max(widest, i.MinSize().Width)
	}
	return fyne.NewSize(widest, c.heightFor(max(widest, c.Size().Width)))
}

// heightFor returns how high the row is in a width.
func (c *chips) heightFor(width float32) float32 {
	lines := 1
	c.flow(width, func(_ *chip, _ float32, line int) { lines = line + 1 })
	return float32(lines)*theme.Field + float32(lines-1)*lineGap
}

func (c *chips) flow(width float32, at func(item *chip, x float32, line int)) {
	x, line := float32(0), 0
	for _, i := range c.items {
		w := i.MinSize().Width
		if x > 0 && x+w > width {
			x, line = 0, line+1
		}
		at(i, x, line)
		x += w + chipGap
	}
}

func (c *chips) place(size fyne.Size) {
	right := float32(0)
	c.flow(size.Width, func(i *chip, x float32, line int) {
		w := i.MinSize().Width
		put(i, x, float32(line)*(theme.Field+lineGap), w, theme.Field)
		right = max(right, x+w)
	})
	if c.boxed || len(c.items) == 0 {
		c.ring.around(0, 0, fyne.NewSize(right, size.Height))
		return
	}
	cur := c.items[c.cur]
	c.ring.around(cur.Position().X, cur.Position().Y, cur.Size())
}
