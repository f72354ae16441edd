package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Text is a line of text, or several, that follows the theme and is cut with
// an ellipsis rather than drawn over its neighbour.
type Text struct {
	widget.BaseWidget
	look  Look
	text  string
	lines int // 1: one line; above: at most so many; 0: as many as it takes
	align fyne.TextAlign
	drawn []*canvas.Text
	width float32 // for which drawn was made
}

// NewText returns one line of text.
func NewText(text string, look Look) *Text { return NewWrapped(text, look, 1) }

// NewWrapped returns text broken at spaces into at most so many lines, or as
// many as it takes when lines is 0.
func NewWrapped(text string, look Look, lines int) *Text {
	t := &Text{look: look, text: text, lines: lines}
	t.ExtendBaseWidget(t)
	return t
}

// Set changes the text.
func (t *Text) Set(text string) {
	if text != t.text {
		t.text = text
		t.Refresh()
	}
}

// SetLook changes how it is drawn.
func (t *Text) SetLook(look Look) {
	if look != t.look {
		t.look = look
		t.Refresh()
	}
}

// SetAlign changes where it stands in its width.
func (t *Text) SetAlign(a fyne.TextAlign) {
	t.align = a
	t.Refresh()
}

// String returns the text, uncut.
func (t *Text) String() string { return t.text }

// heightFor returns the height that the text needs in a width.
func (t *Text) heightFor(width float32) float32 {
	if t.lines == 1 {
		return t.look.height()
	}
	return float32(len(wrap(t.text, width, t.lines, t.look))) * t.look.height()
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	t.draw()
	return &renderer{owner: t, objects: t.objects, place: t.place, least: t.least, paint: t.draw}
}

func (t *Text) objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(t.drawn))
	for i, l := range t.drawn {
		out[i] = l
	}
	return out
}

func (t *Text) least() fyne.Size {
	if t.lines == 1 {
		return fyne.NewSize(t.look.width(t.text), t.look.height())
	}
	return fyne.NewSize(0, t.heightFor(t.Size().Width))
}

func (t *Text) place(size fyne.Size) {
	if size.Width != t.width {
		t.draw()
	}
	h := t.look.height()
	for i, l := range t.drawn {
		put(l, 0, float32(i)*h, size.Width, h)
	}
}

// draw makes the lines anew for the present width.
func (t *Text) draw() {
	t.width = t.Size().Width
	var lines []string
	if t.lines == 1 {
		lines = []string{cut(t.text, t.width, t.look)}
	} else {
		lines = wrap(t.text, t.width, t.lines, t.look)
	}
	for len(t.drawn) < len(lines) {
		t.drawn = append(t.drawn, canvas.NewText("", nil))
	}
	t.drawn = t.drawn[:len(lines)]
	for i, l := range t.drawn {
		setText(l, lines[i], t.look)
		l.Alignment = t.align
	}
}

// setText gives a drawn text words and looks.
func setText(t *canvas.Text, text string, look Look) {
	t.Text, t.TextSize, t.TextStyle = text, look.size(), look.style()
	t.Color = tint(look.Color)
}
