package kit

import (
	"strings"

	"fyne.io/fyne/v2"
)

// DigitField is a field for digits that stand in groups: an identity number
// (096 215 900 123), a telephone number. Only digits are kept; the signs
// between the groups come by themselves. Too many digits are not thrown away:
// the owner tells that there are too many.
type DigitField struct {
	TextField
	groups []int
	sep    rune
	limit  int
	// For DateField: onSep is told that the sign between groups was typed,
	// edited that the digits changed.
	onSep  func()
	edited func()
}

var _ Field = (*DigitField)(nil)

// spareDigits is how many digits too many a field still takes, so that a
// number with a digit too much is seen as that and not silently cut.
const spareDigits = 4

// NewDigitField returns a field for digits in groups of these lengths.
func NewDigitField(sep rune, groups ...int) *DigitField {
	f := &DigitField{}
	f.setupDigits(f, sep, spareDigits, groups)
	return f
}

func (f *DigitField) setupDigits(self fieldWidget, sep rune, spare int, groups []int) {
	f.sep, f.groups = sep, groups
	f.limit = spare
	for _, g := range groups {
		f.limit += g
	}
	f.setup(self)
}

// Digits returns what was typed, digits only.
func (f *DigitField) Digits() string { return onlyDigits(f.Text) }

// PutDigits sets the digits without telling OnEdit.
func (f *DigitField) PutDigits(digits string) { f.Put(f.grouped(onlyDigits(digits))) }

// TypedRune takes digits only.
func (f *DigitField) TypedRune(r rune) {
	switch {
	case r >= '0' && r <= '9':
		f.change(func() { f.insert(r) })
	case f.onSep != nil && strings.ContainsRune("/-. ", r):
		f.change(f.onSep)
	}
}

// TypedKey deletes digits, never the signs between them.
func (f *DigitField) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyBackspace:
		f.change(func() { f.remove(-1) })
	case fyne.KeyDelete:
		f.change(func() { f.remove(0) })
	default:
		f.TextField.TypedKey(ev)
	}
}

// TypedShortcut groups anew what was pasted or cut.
func (f *DigitField) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutPaste, *fyne.ShortcutCut:
		f.change(func() {
			f.TextField.TypedShortcut(s)
			f.rewrite(onlyDigits(f.Text), f.digitsBefore())
		})
	case *fyne.ShortcutUndo, *fyne.ShortcutRedo: // grouping leaves no history
	default:
		f.TextField.TypedShortcut(s)
	}
}

// change runs steps as one change and tells OnEdit when the digits differ.
func (f *DigitField) change(steps func()) {
	before := f.Digits()
	f.silently(steps)
	if f.Digits() == before {
		return
	}
	if f.edited != nil {
		f.edited()
	}
	if f.OnEdit != nil {
		f.OnEdit(f.Text)
	}
}

func (f *DigitField) insert(r rune) {
	f.eraseMarked()
	digits, at := f.Digits(), f.digitsBefore()
	if len(digits) >= f.limit {
		return
	}
	f.rewrite(digits[:at]+string(r)+digits[at:], at+1)
}

// remove deletes what is marked, or one digit: shift -1 the one before the
// cursor, 0 the one after it.
func (f *DigitField) remove(shift int) {
	if f.eraseMarked() {
		return
	}
	digits, at := f.Digits(), f.digitsBefore()+shift
	if at >= 0 && at < len(digits) {
		f.rewrite(digits[:at]+digits[at+1:], at)
	}
}

func (f *DigitField) eraseMarked() bool {
	if f.SelectedText() == "" {
		return false
	}
	f.erase()
	f.rewrite(f.Digits(), f.digitsBefore())
	return true
}

// digitsBefore counts the digits before the cursor.
func (f *DigitField) digitsBefore() int {
	return len(onlyDigits(string(f.beforeCursor())))
}

// rewrite shows digits in groups with the cursor after the at-th of them.
func (f *DigitField) rewrite(digits string, at int) {
	text := f.grouped(digits)
	f.SetText(text)
	f.CursorRow, f.CursorColumn = 0, len([]rune(f.head(text, at)))
	f.Refresh()
}

// head returns text up to and with its at-th digit, and the sign after it.
func (f *DigitField) head(text string, at int) string {
	if at == 0 {
		return ""
	}
	for i, r := range text {
		if r >= '0' && r <= '9' {
			at--
		}
		if at == 0 {
			rest := text[i+1:]
			if strings.HasPrefix(rest, string(f.sep)) {
				return text[:i+1] + string(f.sep)
			}
			return text[:i+1]
		}
	}
	return text
}

// grouped writes digits with the signs between full groups. A sign follows a
// group at once when it can't be taken for typed text, as in a date; a blank
// waits for the next digit.
func (f *DigitField) grouped(digits string) string {
	var b strings.Builder
	for i, g := range f.groups {
		last := i == len(f.groups)-1
		if last || len(digits) < g || (len(digits) == g && f.sep == ' ') {
			break
		}
		b.WriteString(digits[:g])
		b.WriteRune(f.sep)
		digits = digits[g:]
	}
	return b.String() + digits
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
