package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"thamho.vn/assets/icons"
	"thamho.vn/internal/ui/theme"
)

// PickField is a field whose text is one of many options, found by typing a
// few letters of it without marks. Typing drops the list; ↑↓ move in it while
// it is down, Enter and Tab take the row, Esc lifts it. F4 drops it without
// typing.
type PickField struct {
	TextField

	// Free lets a text stand that is no option (a mother who is not in the
	// household).
	Free bool

	// OnPick is told when the worker took an option, or with ok false when
	// the text no longer is one.
	OnPick func(o Option, ok bool)

	filter *filter
	hits   []int
	chosen int // index of the option, -1 for none
	list   *droplist
	open   bool
	arrow  *sign
}

var _ Field = (*PickField)(nil)

// NewPickField returns a field for one of the options. fold takes marks and
// case off a text, so that «dam» finds «Đầm Dơi».
func NewPickField(options []Option, fold func(string) string) *PickField {
	p := &PickField{filter: newFilter(options, fold), chosen: -1, arrow: newSign()}
	p.list = newDroplist(func(i int) {
		p.take(i)
		Focus(p)
	})
	p.setup(p)
	return p
}

// SetOptions changes the options; a text that is still one stays chosen.
func (p *PickField) SetOptions(options []Option) {
	p.filter = newFilter(options, p.filter.fold)
	p.shut()
	p.settle()
}

// Chosen returns the option that is held.
func (p *PickField) Chosen() (Option, bool) {
	if p.chosen < 0 {
		return Option{}, false
	}
	return p.filter.options[p.chosen], true
}

// PutOption shows the option with that ID without telling OnPick; "" or one
// that does not exist empties the field.
func (p *PickField) PutOption(id string) {
	p.chosen = -1
	text := ""
	for i, o := range p.filter.options {
		if id != "" && o.ID == id {
			p.chosen, text = i, o.Text
		}
	}
	p.Put(text)
}

// PutText shows a text, which may or may not be an option.
func (p *PickField) PutText(text string) {
	p.Put(text)
	p.settle()
}

// settle finds out whether the text is an option.
func (p *PickField) settle() {
	p.chosen = -1
	if i, ok := p.filter.exact(p.Text); ok && p.Text != "" {
		p.chosen = i
	}
}

// TypedRune filters.
func (p *PickField) TypedRune(r rune) {
	before := p.Text
	p.TextField.TypedRune(r)
	p.edited(before)
}

// TypedKey moves in the list while it is down.
func (p *PickField) TypedKey(ev *fyne.KeyEvent) {
	if p.open && p.listKey(ev.Name) {
		return
	}
	switch ev.Name {
	case fyne.KeyF4:
		p.drop(p.filter.find(""), max(p.chosen, 0))
	case fyne.KeyTab, fyne.KeyReturn, fyne.KeyEnter:
		p.takeTyped()
		if c := canvasOf(p); c == nil || c.Focused() == fyne.Focusable(p) { // whoever was told of it may have gone elsewhere
			p.pass(ev)
		}
	default:
		before := p.Text
		p.TextField.TypedKey(ev)
		p.edited(before)
	}
}

// listKey uses a key for the list, and tells whether that was all.
func (p *PickField) listKey(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyUp:
		p.list.moveTo(p.list.cur - 1)
	case fyne.KeyDown:
		p.list.moveTo(p.list.cur + 1)
	case fyne.KeyPageUp:
		p.list.moveTo(p.list.cur - dropRows)
	case fyne.KeyPageDown:
		p.list.moveTo(p.list.cur + dropRows)
	case fyne.KeyEscape:
		p.shut()
	default:
		return false
	}
	return true
}

func (p *PickField) edited(before string) {
	if p.Text == before {
		return
	}
	if p.chosen >= 0 {
		p.chosen = -1
		p.tell()
	}
	if p.Text == "" {
		p.shut()
		return
	}
	p.drop(p.filter.find(p.Text), 0)
}

// takeTyped takes the row where the list stands, if one was being looked for.
// A free field keeps what was typed unless the worker moved in the list.
func (p *PickField) takeTyped() {
	if !p.open || (p.Free && p.list.cur == 0 && !p.sameAsFirst()) {
		p.shut()
		return
	}
	p.take(p.list.cur)
}

func (p *PickField) sameAsFirst() bool {
	i, ok := p.filter.exact(p.Text)
	return ok && len(p.hits) > 0 && i == p.hits[0]
}

func (p *PickField) take(row int) {
	if row >= len(p.hits) {
		return
	}
	p.chosen = p.hits[row]
	p.SetText(p.filter.options[p.chosen].Text)
	p.shut()
	p.Arrive()
	p.tell()
}

func (p *PickField) tell() {
	if p.OnPick != nil {
		o, ok := p.Chosen()
		p.OnPick(o, ok)
	}
}

// Leave keeps an option that was typed in full, and lifts the list.
func (p *PickField) Leave() {
	p.shut()
	if p.chosen < 0 {
		if i, ok := p.filter.exact(p.Text); ok && p.Text != "" {
			p.hits = []int{i}
			p.take(0)
		}
	}
	p.TextField.Leave()
}

// FocusLost lifts the list, unless the mouse is taking a row of it.
func (p *PickField) FocusLost() {
	if !p.list.pressed {
		p.shut()
	}
	p.TextField.FocusLost()
}

func (p *PickField) drop(hits []int, cur int) {
	p.hits = hits
	layer := floatOf(p)
	if layer == nil || len(hits) == 0 {
		p.shut()
		return
	}
	lines := make([]dropLine, len(hits))
	for i, h := range hits {
		lines[i] = dropLine{p.filter.options[h].Text, p.filter.options[h].Note}
	}
	p.open = true
	p.list.set(lines, cur)
	layer.drop(p, p.list, max(p.Size().Width, 280), p.list.height())
}

func (p *PickField) shut() {
	if !p.open {
		return
	}
	p.open = false
	if layer := floatOf(p); layer != nil {
		layer.lift(p)
	}
}

// Tapped drops the list when its arrow is hit.
func (p *PickField) Tapped(ev *fyne.PointEvent) {
	if ev.Position.X < p.Size().Width-pickArrow {
		return
	}
	if p.open {
		p.shut()
		return
	}
	p.drop(p.filter.find(""), max(p.chosen, 0))
}

const pickArrow = 28 // width of the part with the arrow

// CreateRenderer implements fyne.Widget: a text field with an arrow.
func (p *PickField) CreateRenderer() fyne.WidgetRenderer {
	p.arrow.set(icons.Down, theme.ColorText2)
	cover := canvas.NewRectangle(nil) // long text must not run under the arrow
	return &pickRenderer{WidgetRenderer: p.TextField.CreateRenderer(), cover: cover, arrow: p.arrow}
}

type pickRenderer struct {
	fyne.WidgetRenderer
	cover *canvas.Rectangle
	arrow *sign
}

func (r *pickRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	put(r.cover, size.Width-pickArrow, 3, pickArrow-3, size.Height-6)
	put(r.arrow.img, size.Width-pickArrow+4, middle(size.Height, theme.Icon), theme.Icon, theme.Icon)
	r.cover.FillColor = tint(theme.ColorCard)
}

func (r *pickRenderer) Objects() []fyne.CanvasObject {
	return append(r.WidgetRenderer.Objects(), r.cover, r.arrow.img)
}

func (r *pickRenderer) Refresh() {
	r.cover.FillColor = tint(theme.ColorCard)
	r.arrow.set(icons.Down, theme.ColorText2)
	r.WidgetRenderer.Refresh()
}
