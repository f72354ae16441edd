package kit

import (
	"fyne.io/fyne/v2"

	"thamho.vn/assets/icons"
	"thamho.vn/internal/ui/theme"
)

// Column is a column of a List. The width left over by Least is shared by
// Weight; a column with no weight is Least wide.
type Column struct {
	Title  string
	Least  float32
	Weight float32
	Right  bool // numbers stand at the right
}

// Cell is what stands in a row under a column. The zero Cell is empty.
type Cell struct {
	Text   string
	Second string // the line below, in a list of tall rows
	Bold   bool
	Quiet  bool
	Level  Level // Plain, or a sign and a colour
	Icon   icons.Name
}

// Say returns a plain cell.
func Say(text string) Cell { return Cell{Text: text} }

func (c Cell) look() Look {
	look := Body
	switch {
	case c.Bold:
		look = Name
	case c.Quiet:
		look = Quiet
	}
	if c.Level != Plain {
		look = look.In(c.Level.Color())
	}
	return look
}

func (c Cell) sign() (icons.Name, fyne.ThemeColorName) {
	if c.Icon != "" {
		return c.Icon, c.look().Color
	}
	return c.Level.Sign(), c.Level.Color()
}

const (
	cellGap = 12
	rowPad  = theme.SelBar + 8
)

// span is where a column stands.
type span struct{ x, w float32 }

// spans shares a width among columns.
func spans(columns []Column, width float32) []span {
	room := width - 2*rowPad - cellGap*float32(len(columns)-1)
	weight := float32(0)
	for _, c := range columns {
		room -= c.Least
		weight += c.Weight
	}
	out := make([]span, len(columns))
	x := float32(rowPad)
	for i, c := range columns {
		w := c.Least
		if weight > 0 {
			w += max(room, 0) * c.Weight / weight
		}
		out[i] = span{x, w}
		x += w + cellGap
	}
	return out
}
