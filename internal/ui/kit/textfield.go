package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// Composer turns the text before the cursor and a key into the text that
// should stand there instead (Telex, VNI); false leaves the key to be typed as
// it is. It must be stateless: Backspace and the mouse move the cursor.
type Composer func(before string, key rune) (after string, used bool)

// TextField is a field for text. It never changes what is being typed, except
// by its Composer; tidying is done in Leave by OnLeave.
type TextField struct {
	widget.Entry
	keyed

	// Compose makes Vietnamese letters from plain keys. Leave it nil for codes,
	// passwords and scanner input, and where an input method is at work.
	Compose Composer

	// OnLeave returns the text as it should be kept («  nguyễn » → «nguyễn»).
	OnLeave func(text string) string

	// OnEdit is told of every change, with the whole text.
	OnEdit func(text string)

	ring   ring
	marked bool // all of it was marked on arrival
	quiet  bool // several steps that are one change: OnEdit waits
}

var _ Field = (*TextField)(nil)

// NewTextField returns a field of one line.
func NewTextField() *TextField {
	f := &TextField{}
	f.setup(f)
	return f
}

// NewTextArea returns a field of several lines that shows so many rows.
// Shift+Enter begins a line, Enter goes on to the next field as everywhere.
func NewTextArea(rows int) *TextField {
	f := &TextField{}
	f.MultiLine, f.Wrapping = true, fyne.TextWrapWord
	f.setup(f)
	f.SetMinRowsVisible(rows)
	return f
}

// NewSecretField returns a field for a password or PIN, without a composer.
func NewSecretField() *TextField {
	f := &TextField{}
	f.Password = true
	f.setup(f)
	return f
}

func (f *TextField) setup(self fieldWidget) {
	if !f.MultiLine { // Fyne's default scrolls up and down too, by a pixel
		f.Wrapping, f.Scroll = fyne.TextWrapOff, container.ScrollHorizontalOnly
	}
	f.self = self
	f.ExtendBaseWidget(self)
	f.OnChanged = func(text string) {
		if !f.quiet && f.OnEdit != nil {
			f.OnEdit(text)
		}
	}
}

// AcceptsTab makes Tab ours; the Entry would type one in a field of many lines.
func (f *TextField) AcceptsTab() bool { return true }

// Put sets the text without telling OnEdit. It must not be called with the
// text that is being typed.
func (f *TextField) Put(text string) {
	f.silently(func() {
		// What was marked would stay marked: the second letter that is typed then
		// would replace the first.
		if f.marked {
			f.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
		}
		f.marked = false
		f.SetText(text)
	})
}

// silently runs f without telling OnEdit, and tells whether the text changed.
func (f *TextField) silently(steps func()) bool {
	before, was := f.Text, f.quiet
	f.quiet = true
	steps()
	f.quiet = was
	return f.Text != before
}

// Arrive marks the text, so that typing replaces it.
func (f *TextField) Arrive() {
	f.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	f.marked = f.Text != ""
}

// Leave tidies the text with OnLeave.
func (f *TextField) Leave() {
	if f.OnLeave == nil {
		return
	}
	if tidy := f.OnLeave(f.Text); tidy != f.Text {
		f.SetText(tidy)
	}
}

// MouseDown leaves the field that has the focus before taking it.
func (f *TextField) MouseDown(ev *desktop.MouseEvent) {
	if c := canvasOf(f.self); c != nil {
		leave(c, f.self)
	}
	f.Entry.MouseDown(ev)
}

// FocusGained implements fyne.Focusable.
func (f *TextField) FocusGained() {
	f.Entry.FocusGained()
	f.showRing(true)
	f.tellFocus(true)
}

// FocusLost implements fyne.Focusable.
func (f *TextField) FocusLost() {
	f.Entry.FocusLost()
	f.showRing(false)
	f.tellFocus(false)
}

// TypedKey implements fyne.Focusable. In the window it comes before TypedRune
// of the same key.
func (f *TextField) TypedKey(ev *fyne.KeyEvent) {
	Touch()
	if f.keepsKey(ev.Name) {
		f.Entry.TypedKey(ev)
		return
	}
	f.pass(ev)
}

// keepsKey tells which keys are for moving and deleting inside the field.
func (f *TextField) keepsKey(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyTab, fyne.KeyEscape:
		return false
	case fyne.KeyReturn, fyne.KeyEnter:
		return f.MultiLine && shiftHeld()
	case fyne.KeyUp:
		return f.MultiLine && f.CursorRow > 0
	case fyne.KeyDown:
		return f.MultiLine && f.CursorTextOffset() < len([]rune(f.Text))
	case fyne.KeyPageUp, fyne.KeyPageDown:
		return f.MultiLine
	}
	return !isFunctionKey(name)
}

// TypedRune implements fyne.Focusable.
func (f *TextField) TypedRune(r rune) {
	Touch()
	if f.Compose == nil || f.Password {
		f.Entry.TypedRune(r)
		return
	}
	changed := f.silently(func() { f.compose(r) })
	if changed && f.OnEdit != nil && !f.quiet {
		f.OnEdit(f.Text)
	}
}

// compose types r, or what the composer makes of it. It works by deleting and
// typing, so that the field's own undo keeps working.
func (f *TextField) compose(r rune) {
	if f.SelectedText() != "" {
		f.erase()
	}
	before := f.beforeCursor()
	after, used := f.Compose(string(before), r)
	if !used {
		f.Entry.TypedRune(r)
		return
	}
	want := []rune(after)
	same := commonPrefix(before, want)
	for range len(before) - same {
		f.erase()
	}
	for _, letter := range want[same:] {
		f.Entry.TypedRune(letter)
	}
}

func (f *TextField) erase() {
	f.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
}

func (f *TextField) beforeCursor() []rune {
	all := []rune(f.Text)
	return all[:min(f.CursorTextOffset(), len(all))]
}

func commonPrefix(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// TypedShortcut implements fyne.Shortcutable. An Entry swallows every Ctrl
// combination, known or not; those it does not know go to the window.
func (f *TextField) TypedShortcut(s fyne.Shortcut) {
	if fieldShortcut(s) {
		f.Entry.TypedShortcut(s)
		return
	}
	if c, ok := canvasOf(f.self).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// fieldShortcut tells whether the Entry does something with a shortcut: undo,
// clipboard, and moving or deleting by words.
func fieldShortcut(s fyne.Shortcut) bool {
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok {
		return true
	}
	switch custom.KeyName {
	case fyne.KeyLeft, fyne.KeyRight:
		return custom.Modifier&fyne.KeyModifierShortcutDefault != 0
	case fyne.KeyBackspace, fyne.KeyDelete:
		return custom.Modifier == fyne.KeyModifierShortcutDefault
	}
	return false
}

// MinSize is the height of a field, however the font measures.
func (f *TextField) MinSize() fyne.Size {
	least := f.Entry.MinSize()
	if !f.MultiLine {
		least.Height = theme.Field
	}
	return least
}

// CreateRenderer implements fyne.Widget: Fyne's own, with our ring.
func (f *TextField) CreateRenderer() fyne.WidgetRenderer {
	f.ring = newRing()
	f.ring.paint(false)
	return &ringed{WidgetRenderer: f.Entry.CreateRenderer(), ring: f.ring}
}

func (f *TextField) showRing(on bool) {
	if f.ring.rect != nil {
		f.ring.paint(on)
	}
}

// ringed adds a ring to another renderer.
type ringed struct {
	fyne.WidgetRenderer
	ring ring
}

func (r *ringed) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.ring.around(0, 0, size)
}

func (r *ringed) Objects() []fyne.CanvasObject {
	inner := r.WidgetRenderer.Objects()
	return append(inner[:len(inner):len(inner)], r.ring.rect)
}

func (r *ringed) Refresh() {
	r.WidgetRenderer.Refresh()
	r.ring.rect.StrokeColor = tint(theme.ColorRing)
}
