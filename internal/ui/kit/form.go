package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// Form is rows of label, field and remark, and the buttons that end it. Enter
// goes to the next field and never saves, Tab stays in the form, ↑↓ go to the
// field before and after, Esc is for the screen.
type Form struct {
	widget.BaseWidget

	// OnLeave is told when a row was left for another, with its fields tidied.
	OnLeave func(key string)
	// OnArrive is told which row the focus is in: help for it may be shown.
	OnArrive func(key string)
	// OnEsc closes the form; the draft is kept.
	OnEsc func()
	// OnEnd is told of Enter in the last field, when there are no buttons.
	OnEnd func()
	// Words turns what a field finds wrong with itself (a date that does not
	// exist) into a remark.
	Words func(err error) Remark

	rows    []*formRow
	buttons []*Button
	cur     int // row where the focus is or was, -1 at first
	scroll  *container.Scroll
}

// NewForm returns a form of rows. It is built at once: adding widgets to a
// container one by one takes seconds for long forms.
func NewForm(rows []Row, buttons ...*Button) *Form {
	f := &Form{buttons: buttons, cur: -1}
	for i, r := range rows {
		row := newFormRow(r)
		f.rows = append(f.rows, row)
		for _, field := range append(r.Fields, Field(row.view)) {
			f.own(field, i)
		}
		for _, v := range r.Veils {
			f.own(v, i)
		}
	}
	for _, b := range buttons {
		f.own(b, len(rows))
	}
	f.ExtendBaseWidget(f)
	f.scroll = container.NewVScroll(f)
	return f
}

// View returns the form in a scroller that follows the focus.
func (f *Form) View() fyne.CanvasObject { return f.scroll }

func (f *Form) own(field Field, row int) {
	field.SetOnKey(func(k Key) bool { return f.key(field, k) })
	field.SetOnFocus(func(got bool) {
		if got {
			f.arrive(row)
		}
	})
}

// arrive notes where the focus is; the row before is left only now, because a
// window that loses the focus takes it from the field too.
func (f *Form) arrive(row int) {
	before := f.cur
	f.cur = row
	f.reveal(row)
	if before == row {
		return
	}
	f.left(before)
	if f.OnArrive != nil && row < len(f.rows) {
		f.OnArrive(f.rows[row].Key)
	}
}

func (f *Form) left(row int) {
	if row < 0 || row >= len(f.rows) {
		return
	}
	f.rows[row].leave(f.Words)
	if f.OnLeave != nil {
		f.OnLeave(f.rows[row].Key)
	}
}

// key decides about the keys that a field does not use itself.
func (f *Form) key(from Field, k Key) bool {
	view, remark := from.(*remarkView)
	switch {
	case remark && (k.Enter() || k.Name == fyne.KeyEscape || k.Name == fyne.KeyTab):
		f.backFrom(view)
	case k.Name == fyne.KeyTab && k.Shift, k.Name == fyne.KeyUp:
		f.step(from, -1, k.Name == fyne.KeyTab)
	case k.Name == fyne.KeyTab, k.Name == fyne.KeyDown:
		f.step(from, 1, k.Name == fyne.KeyTab)
	case k.Enter():
		if !f.step(from, 1, false) && f.OnEnd != nil {
			f.OnEnd()
		}
	case k.Name == fyne.KeyEscape && f.OnEsc != nil:
		f.OnEsc()
	default:
		return false
	}
	return true
}

// stops are the widgets that Tab reaches, in order.
func (f *Form) stops() []Field {
	var out []Field
	for _, r := range f.rows {
		if r.hidden {
			continue
		}
		out = append(out, r.stops()...)
	}
	for _, b := range f.buttons {
		if b.Visible() {
			out = append(out, b)
		}
	}
	return out
}

// step moves the focus, round and round or to the ends, and tells whether it
// moved.
func (f *Form) step(from Field, by int, round bool) bool {
	stops := f.stops()
	for i, s := range stops {
		if s != from {
			continue
		}
		next := i + by
		if round {
			next = (next + len(stops)) % len(stops)
		}
		if next < 0 || next >= len(stops) {
			return false
		}
		Focus(stops[next])
		return true
	}
	return false
}

// First moves the focus to the first field.
func (f *Form) First() {
	if stops := f.stops(); len(stops) > 0 {
		Focus(stops[0])
	}
}

// Focus moves the focus to the first field of a row.
func (f *Form) Focus(key string) {
	if r := f.row(key); r != nil && !r.hidden {
		r.arrive()
	}
}

// Back moves the focus to where it was in the form, or to the first field.
func (f *Form) Back() {
	if f.cur >= 0 && f.cur < len(f.rows) && len(f.rows[f.cur].Fields) > 0 && !f.rows[f.cur].hidden {
		f.rows[f.cur].arrive()
		return
	}
	f.First()
}

// Current returns the key of the row where the focus is or was, "" at first.
func (f *Form) Current() string {
	if f.cur < 0 || f.cur >= len(f.rows) {
		return ""
	}
	return f.rows[f.cur].Key
}

// ToRemark moves the focus from a field to the remark beside it, and from
// there back (Ctrl+E). It tells whether there was a remark to go to.
func (f *Form) ToRemark() bool {
	if f.cur < 0 || f.cur >= len(f.rows) {
		return false
	}
	view := f.rows[f.cur].view
	if view.focused {
		f.backFrom(view)
		return true
	}
	if view.empty() {
		return false
	}
	Focus(view)
	return true
}

func (f *Form) backFrom(view *remarkView) {
	for _, r := range f.rows {
		if r.view == view {
			r.arrive()
		}
	}
}

// SetRemark says something about a row; the zero Remark takes it back.
func (f *Form) SetRemark(key string, m Remark) {
	if r := f.row(key); r != nil {
		r.remark = m
		r.show()
	}
}

// ClearRemarks takes back what the screen said about all rows.
func (f *Form) ClearRemarks() {
	for _, r := range f.rows {
		r.remark = Remark{}
		r.show()
	}
}

// RemarkOf returns what stands beside a row now.
func (f *Form) RemarkOf(key string) Remark {
	if r := f.row(key); r != nil {
		return r.view.remark
	}
	return Remark{}
}

// SetLabel changes the label of a row.
func (f *Form) SetLabel(key, label string) {
	if r := f.row(key); r != nil {
		r.label.Set(label)
	}
}

// SetIdle shows «–» in place of fields that do not apply now; the row keeps
// its place.
func (f *Form) SetIdle(key string, idle bool) {
	if r := f.row(key); r != nil && r.hidden != idle {
		r.setIdle(idle)
		f.Refresh()
	}
}

// Settle tidies every field, as before a save, and returns the key of the
// first row that stands in error, or "".
func (f *Form) Settle() (wrong string) {
	for _, r := range f.rows {
		r.leave(f.Words)
	}
	if f.OnLeave != nil && f.Current() != "" {
		f.OnLeave(f.Current())
	}
	for _, r := range f.rows {
		if r.level() == Error && !r.hidden {
			return r.Key
		}
	}
	return ""
}

func (f *Form) row(key string) *formRow {
	for _, r := range f.rows {
		if r.Key == key {
			return r
		}
	}
	return nil
}

// reveal scrolls so that a row is in sight.
func (f *Form) reveal(row int) {
	y := f.top(row)
	h := float32(theme.FormRow + 2*formPad)
	if row < len(f.rows) {
		h = f.rows[row].heightFor(f.inner(f.Size().Width)) + 2*formPad
	}
	seen := f.scroll.Size().Height
	switch offset := f.scroll.Offset.Y; {
	case seen <= 0:
	case y-formPad < offset:
		f.scroll.ScrollToOffset(fyne.NewPos(0, y-formPad))
	case y-formPad+h > offset+seen:
		f.scroll.ScrollToOffset(fyne.NewPos(0, y-formPad+h-seen))
	}
}

func (f *Form) inner(width float32) float32 { return width - 2*formPad }

// top returns where a row begins; that after the last is the buttons'.
func (f *Form) top(row int) float32 {
	y := float32(formPad)
	for i := 0; i < row && i < len(f.rows); i++ {
		y += f.rows[i].heightFor(f.inner(f.Size().Width))
	}
	return y
}
