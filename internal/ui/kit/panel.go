package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// Fact is a line of a Panel: a small label above what is so.
type Fact struct {
	Label string
	Text  string
	Level Level
	Bold  bool
}

// Panel is the pane at the right: a quick look at the row, or help on the
// field. It only shows; nothing in it takes the focus.
type Panel struct {
	widget.BaseWidget
	title  *Text
	body   *factList
	scroll *container.Scroll
	ground *canvas.Rectangle
	edge   *canvas.Rectangle
}

// NewPanel returns an empty panel.
func NewPanel() *Panel {
	p := &Panel{
		title: NewWrapped("", Name, 2), body: newFactList(),
		ground: canvas.NewRectangle(nil), edge: canvas.NewRectangle(nil),
	}
	p.scroll = container.NewVScroll(p.body)
	p.ExtendBaseWidget(p)
	return p
}

// Set shows something else.
func (p *Panel) Set(title string, facts ...Fact) {
	p.title.Set(title)
	p.body.set(facts)
	p.scroll.ScrollToTop()
	p.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (p *Panel) CreateRenderer() fyne.WidgetRenderer {
	p.paint()
	return &renderer{
		owner: p, objects: fixed(p.ground, p.edge, p.title, p.scroll),
		place: p.place, least: none, paint: p.paint,
	}
}

func (p *Panel) paint() {
	p.ground.FillColor, p.edge.FillColor = tint(theme.ColorCard), tint(theme.ColorLine)
}

const panelPad = 16

// scrollRoom is kept free of text at the right of the facts: the scroll makes
// them as wide as itself and draws its bar there.
const scrollRoom = 12

func (p *Panel) place(size fyne.Size) {
	put(p.ground, 0, 0, size.Width, size.Height)
	put(p.edge, 0, 0, 1, size.Height)
	h := p.title.heightFor(size.Width - 2*panelPad)
	put(p.title, panelPad, panelPad, size.Width-2*panelPad, h)
	top := panelPad + h + formGap
	width := size.Width - 2*panelPad + scrollRoom
	put(p.scroll, panelPad, top, width, max(size.Height-top, 0))
	p.body.Resize(fyne.NewSize(width, p.body.heightFor(width)))
}

// factList draws facts one under the other.
type factList struct {
	widget.BaseWidget
	facts  []Fact
	labels []*Text
	texts  []*Text
}

func newFactList() *factList {
	f := &factList{}
	f.ExtendBaseWidget(f)
	return f
}

func (f *factList) set(facts []Fact) {
	f.facts, f.labels, f.texts = facts, nil, nil
	for _, fact := range facts {
		look := Body
		look.Bold = fact.Bold
		if fact.Level != Plain {
			look = look.In(fact.Level.Color())
		}
		f.labels = append(f.labels, NewWrapped(fact.Label, Caption, 1))
		f.texts = append(f.texts, NewWrapped(fact.Text, look, 0))
	}
	f.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (f *factList) CreateRenderer() fyne.WidgetRenderer {
	return &renderer{owner: f, objects: f.objects, place: f.place, least: f.least}
}

func (f *factList) objects() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for i := range f.facts {
		out = append(out, f.labels[i], f.texts[i])
	}
	return out
}

func (f *factList) least() fyne.Size { return fyne.NewSize(0, f.heightFor(f.Size().Width)) }

func (f *factList) heightFor(width float32) float32 {
	return f.flow(width, func(*Text, float32, float32) {})
}

func (f *factList) place(size fyne.Size) {
	f.flow(size.Width, func(t *Text, y, h float32) { put(t, 0, y, size.Width-scrollRoom, h) })
}

func (f *factList) flow(width float32, at func(t *Text, y, h float32)) float32 {
	y := float32(0)
	for i, fact := range f.facts {
		if fact.Label != "" {
			at(f.labels[i], y, Caption.height())
			y += Caption.height()
		}
		h := f.texts[i].heightFor(width - scrollRoom)
		at(f.texts[i], y, h)
		y += h + 10
	}
	return y
}
