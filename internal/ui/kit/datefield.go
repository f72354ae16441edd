package kit

import (
	"fmt"
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
)

// DateParser reads the digits of a date: eight are day, month, year; six
// month, year; four a year. Fewer or other numbers of digits are an error.
type DateParser func(digits string) (year, month, day int, err error)

// PartialDateError says that a whole date is wanted where only a month or a
// year was typed.
type PartialDateError struct{}

// Error is for logs.
func (PartialDateError) Error() string { return "date: day, month and year are wanted" }

// DateField is a field for a date as papers bear it, day first on every
// machine. The slashes come by themselves; a typed slash fills its group with
// a nought (5/3/2015). What was typed is shown as read when the field is left.
type DateField struct {
	DigitField

	// FullOnly makes a month or a year alone an error.
	FullOnly bool

	// OnDate is told after each change; ask Date.
	OnDate func()

	parse DateParser
	left  bool // Problem speaks only after the field was left
}

var _ Field = (*DateField)(nil)

// NewDateField returns an empty field.
func NewDateField(parse DateParser) *DateField {
	d := &DateField{parse: parse}
	d.setupDigits(d, '/', 0, []int{2, 2, 4})
	d.onSep = d.padGroup
	d.edited = func() {
		d.left = false
		if d.OnDate != nil {
			d.OnDate()
		}
	}
	return d
}

// Date returns what is typed as read now: zeros for what is not known, all of
// them when the field is empty.
func (d *DateField) Date() (year, month, day int, err error) {
	digits := d.Digits()
	if digits == "" {
		return 0, 0, 0, nil
	}
	year, month, day, err = d.parse(digits)
	if err == nil && d.FullOnly && day == 0 {
		err = PartialDateError{}
	}
	return year, month, day, err
}

// PutDate shows a date without telling OnDate; zeros are what is not known.
func (d *DateField) PutDate(year, month, day int) {
	d.left = false
	d.Put(dateText(year, month, day))
}

// Problem returns why what was left in the field is no date, nil while it is
// being typed.
func (d *DateField) Problem() error {
	if !d.left {
		return nil
	}
	_, _, _, err := d.Date()
	return err
}

// Leave shows the date as it was read: 2015 and 03/2015 lose the slashes that
// were put while typing.
func (d *DateField) Leave() {
	d.left = true
	year, month, day, err := d.Date()
	if text := dateText(year, month, day); err == nil && text != d.Text {
		d.Put(text)
	}
}

// TypedShortcut reads a pasted date with its own signs: 2015-03-05, 5.3.2015.
func (d *DateField) TypedShortcut(s fyne.Shortcut) {
	paste, ok := s.(*fyne.ShortcutPaste)
	if ok && paste.Clipboard != nil {
		if digits, found := digitsOfDate(paste.Clipboard.Content()); found {
			d.change(func() {
				d.eraseMarked()
				d.rewrite(digits, len(digits))
			})
			return
		}
	}
	d.DigitField.TypedShortcut(s)
}

// padGroup answers a typed slash: a single digit in the group gets its nought.
func (d *DateField) padGroup() {
	digits := d.Digits()
	if d.digitsBefore() != len(digits) || (len(digits) != 1 && len(digits) != 3) {
		return
	}
	last := len(digits) - 1
	d.rewrite(digits[:last]+"0"+digits[last:], len(digits)+1)
}

func dateText(year, month, day int) string {
	switch {
	case year == 0:
		return ""
	case month == 0:
		return fmt.Sprintf("%04d", year)
	case day == 0:
		return fmt.Sprintf("%02d/%04d", month, year)
	}
	return fmt.Sprintf("%02d/%02d/%04d", day, month, year)
}

var writtenDate = regexp.MustCompile(`^\s*(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})\s*$`)

// digitsOfDate turns a written date into ddmmyyyy.
func digitsOfDate(s string) (string, bool) {
	m := writtenDate.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	day, month, year := m[1], m[2], m[3]
	if len(day) == 4 {
		day, year = year, day
	}
	if len(year) != 4 || len(day) > 2 {
		return "", false
	}
	two := func(n string) string { return strings.Repeat("0", 2-len(n)) + n }
	return two(day) + two(month) + year, true
}
