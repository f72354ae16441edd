package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Empty is what stands in place of a list without rows: why, and what can be
// done.
type Empty struct {
	widget.BaseWidget
	text *Text
	acts *Acts
}

// NewEmpty returns the text with its acts.
func NewEmpty(text string, acts ...Act) *Empty {
	e := &Empty{text: NewWrapped(text, Body, 0), acts: NewActs(acts...)}
	e.ExtendBaseWidget(e)
	return e
}

// Set changes what it says.
func (e *Empty) Set(text string, acts ...Act) {
	e.text.Set(text)
	e.acts.SetActs(acts...)
	e.Refresh()
}

// Acts returns the row of acts, to be given the focus.
func (e *Empty) Acts() *Acts { return e.acts }

func (e *Empty) inside() []fyne.CanvasObject { return []fyne.CanvasObject{e.acts} }

// CreateRenderer implements fyne.Widget.
func (e *Empty) CreateRenderer() fyne.WidgetRenderer {
	return &renderer{owner: e, objects: fixed(e.text, e.acts), place: e.place, least: e.least}
}

const emptyPad = 24

func (e *Empty) least() fyne.Size { return fyne.NewSize(200, e.heightFor(e.Size().Width)) }

func (e *Empty) heightFor(width float32) float32 {
	inner := width - 2*emptyPad
	return 2*emptyPad + e.text.heightFor(inner) + formGap + e.acts.heightFor(inner)
}

func (e *Empty) place(size fyne.Size) {
	inner := size.Width - 2*emptyPad
	h := e.text.heightFor(inner)
	put(e.text, emptyPad, emptyPad, inner, h)
	put(e.acts, emptyPad, emptyPad+h+formGap, inner, e.acts.heightFor(inner))
}
