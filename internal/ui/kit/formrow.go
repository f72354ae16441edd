package kit

import (
	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/theme"
)

// Row is one row of a Form.
type Row struct {
	Key   string // by which the screen names the row
	Label string
	// Fields stand side by side and share the width by Weights (equal shares
	// when there are none). A row without fields shows Static.
	Fields  []Field
	Weights []float32
	Static  fyne.CanvasObject
	// Veils lie over those fields whose value is shown on demand.
	Veils []*Veil
	// Wide gives the fields the whole width; the remark has a line below,
	// unless Bare says that there is never one.
	Wide bool
	Bare bool
	// Hint stands where a remark would, as long as there is none.
	Hint string
}

const (
	labelWidth = 150
	fieldWidth = 300
	formGap    = 12
	formPad    = 8  // room for the ring at the edges
	noteLine   = 20 // the remark's line under a wide row
)

// problemer is a field that can say why what was left in it is wrong.
type problemer interface{ Problem() error }

// formRow is a Row with its label and remark.
type formRow struct {
	Row
	label  *Text
	idle   *Text // «–» in place of fields that do not apply
	view   *remarkView
	remark Remark // what the screen says
	wrong  Remark // what the field says itself; goes first
	hidden bool
}

func newFormRow(r Row) *formRow {
	lines := 2
	if r.Wide {
		lines = 1
	}
	row := &formRow{Row: r, label: NewWrapped(r.Label, Quiet, 2), idle: NewText("–", Quiet), view: newRemarkView(lines)}
	row.idle.Hide()
	row.show()
	return row
}

// show puts the remark that counts in its place.
func (r *formRow) show() {
	now := r.wrong
	if now.Text == "" {
		now = r.remark
	}
	if now.Text == "" && len(now.Acts) == 0 && !r.hidden {
		now = Remark{Text: r.Hint}
	}
	r.view.set(now)
}

func (r *formRow) setIdle(on bool) {
	r.hidden = on
	show(r.idle, on)
	for _, f := range r.Fields {
		show(f, !on)
	}
	for _, v := range r.Veils {
		show(v, !on && v.down)
		show(v.field, !on && !v.down)
	}
	r.show()
}

// stops are what Tab reaches in the row: the fields, or the veils over them.
func (r *formRow) stops() []Field {
	out := make([]Field, len(r.Fields))
	for i, f := range r.Fields {
		out[i] = f
		for _, v := range r.Veils {
			if v.field == f && v.down {
				out[i] = v
			}
		}
	}
	return out
}

// arrive gives the focus to the first of them.
func (r *formRow) arrive() {
	if stops := r.stops(); len(stops) > 0 {
		Focus(stops[0])
	}
}

// leave tidies the fields and takes up what they find wrong.
func (r *formRow) leave(words func(error) Remark) {
	r.wrong = Remark{}
	for _, f := range r.Fields {
		f.Leave()
		p, ok := f.(problemer)
		if !ok || words == nil {
			continue
		}
		if err := p.Problem(); err != nil {
			r.wrong = words(err)
		}
	}
	r.show()
}

// level returns how bad the row stands.
func (r *formRow) level() Level { return r.view.remark.Level }

func (r *formRow) objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.label, r.idle}
	if r.Static != nil {
		out = append(out, r.Static)
	}
	for _, f := range r.Fields {
		out = append(out, f)
	}
	for _, v := range r.Veils {
		out = append(out, v)
	}
	return append(out, r.view)
}

// columns returns how wide label, fields and remark are in a width.
func (r *formRow) columns(width float32) (label, field, note float32) {
	label = labelWidth
	rest := width - label - formGap
	if r.Wide {
		return label, rest, rest
	}
	field = min(fieldWidth, rest*0.55)
	return label, field, rest - field - formGap
}

// heightFor returns how high the row is in a width; it does not depend on the
// remark, so that nothing below moves.
func (r *formRow) heightFor(width float32) float32 {
	_, field, _ := r.columns(width)
	h := theme.Field
	for i, f := range r.Fields {
		h = max(h, heightIn(f, r.share(i, field)))
	}
	if r.Static != nil {
		h = max(h, heightIn(r.Static, field))
	}
	h += 2 * ringRoom
	return h + r.noteHeight()
}

// noteHeight is the room kept for a remark under a wide row.
func (r *formRow) noteHeight() float32 {
	if r.Wide && !r.Bare {
		return noteLine
	}
	return 0
}

// share returns the width of the i-th field.
func (r *formRow) share(i int, width float32) float32 {
	n := float32(len(r.Fields))
	room := width - formGap*(n-1)
	if len(r.Weights) != len(r.Fields) {
		return room / n
	}
	sum := float32(0)
	for _, w := range r.Weights {
		sum += w
	}
	return room * r.Weights[i] / sum
}

func (r *formRow) place(x, y, width float32) {
	label, field, note := r.columns(width)
	top := y + ringRoom
	h := r.heightFor(width) - 2*ringRoom - r.noteHeight()
	r.placeLabel(x, top, label)
	left := x + label + formGap
	put(r.idle, left, top+middle(theme.Field, Quiet.height()), field, Quiet.height())
	if r.Static != nil {
		least := heightIn(r.Static, field)
		put(r.Static, left, top+max(middle(theme.Field, least), 0), field, least)
	}
	r.placeFields(left, top, field)
	if r.Wide {
		put(r.view, left, top+h+ringRoom/2, note, r.noteHeight())
		return
	}
	put(r.view, left+field+formGap, top-2, note, theme.Field+4)
}

func (r *formRow) placeLabel(x, top, width float32) {
	h := r.label.heightFor(width)
	put(r.label, x, top+middle(theme.Field, h), width, h)
}

func (r *formRow) placeFields(x, y, width float32) {
	for i, f := range r.Fields {
		w := r.share(i, width)
		put(f, x, y, w, heightIn(f, w))
		for _, v := range r.Veils {
			if v.field == f {
				put(v, x, y, w, heightIn(f, w))
			}
		}
		x += w + formGap
	}
}

// heightIn returns how high an object is in a width.
func heightIn(o fyne.CanvasObject, width float32) float32 {
	if w, ok := o.(interface{ heightFor(width float32) float32 }); ok {
		return w.heightFor(width)
	}
	return o.MinSize().Height
}
