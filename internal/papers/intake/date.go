package intake

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// dateRead is what a cell says about a date.
type dateRead struct {
	date registry.Date
	why  Why    // set when another form was put right
	code string // "" or the code of a problem
}

// Serial numbers of days in which a birth or a paper can lie: 1927 to 2099.
const (
	firstSerial = 10_000
	lastSerial  = 73_000
)

// readDate reads a date as text or as a spreadsheet's day number. order is what
// the column as a whole shows about day and month.
func (r *Reader) readDate(text string) dateRead {
	if text == "" {
		return dateRead{code: CodeMissing}
	}
	if d, ok := r.serial(text); ok {
		return dateRead{date: d, why: FixedForm}
	}
	text, hadTime := withoutTime(text)
	w, err := viet.ParseDate(text)
	var bad *viet.DateError
	switch {
	case err == nil:
		return r.ordered(registry.Date(w), text, hadTime)
	case !errors.As(err, &bad):
		return dateRead{code: CodeError}
	case bad.Problem == viet.DateBadMonth && bad.Read.Day >= 1 && bad.Read.Day <= 12 && bad.Read.Month <= 31:
		swapped := registry.Date{Year: bad.Read.Year, Month: bad.Read.Day, Day: bad.Read.Month}
		if swapped.Valid() && swapped.Year >= registry.FirstYear {
			return dateRead{date: swapped, code: CodeOrder}
		}
	case bad.Problem == viet.DateBadYear && bad.Read.Year >= 0 && bad.Read.Year < 100:
		return r.shortYear(bad.Read)
	}
	return dateRead{code: CodeError}
}

// ordered applies what the column shows: in a list that writes the month first,
// a date that could be read both ways is turned round; in one that mixes both it
// is told.
func (r *Reader) ordered(d registry.Date, text string, hadTime bool) dateRead {
	out := dateRead{date: d}
	iso := len(text) >= 8 && text[4] == '-'
	if iso || hadTime {
		out.why = FixedForm
	}
	if iso || d.Day == 0 || d.Day > 12 || d.Day == d.Month {
		return out
	}
	switch r.survey.order {
	case monthFirst:
		out.date.Day, out.date.Month, out.code = d.Month, d.Day, CodeOrder
	case mixedOrder:
		out.code = CodeOrder
	}
	return out
}

// shortYear takes a year of two digits for the only one in which a child on such
// a list can be born; an older person's year stays in doubt.
func (r *Reader) shortYear(w viet.Written) dateRead {
	d := registry.Date(w)
	d.Year += 2000
	if d.Valid() && !d.After(r.options.Today) && d.IsChild(r.options.Today) {
		return dateRead{date: d, why: FixedCentury}
	}
	return dateRead{code: CodeError}
}

// serial reads a day number of a spreadsheet: days since 1899-12-30, or since
// 1904-01-01 in books of old Macs.
func (r *Reader) serial(text string) (registry.Date, bool) {
	whole, _, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || len(whole) != 5 || n < firstSerial || n > lastSerial {
		return registry.Date{}, false
	}
	origin := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if r.options.Date1904 {
		origin = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return registry.DateOf(origin.AddDate(0, 0, n)), true
}

// withoutTime cuts the time of day off, which exports add to dates.
func withoutTime(text string) (date string, cut bool) {
	if at := strings.IndexAny(text, "T "); at >= 8 && strings.Contains(text[at:], ":") {
		return text[:at], true
	}
	return text, false
}

// dateOrder is what a column of dates shows about day and month.
type dateOrder int

const (
	dayFirst dateOrder = iota
	monthFirst
	mixedOrder
)

// orderCount counts the dates of a column that can be read one way only.
type orderCount struct{ day, month int }

func (c *orderCount) add(text string) {
	text, _ = withoutTime(strings.TrimSpace(text))
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(parts) != 3 || len(parts[0]) > 2 {
		return
	}
	first, err1 := strconv.Atoi(parts[0])
	second, err2 := strconv.Atoi(parts[1])
	switch {
	case err1 != nil || err2 != nil:
	case first > 12 && second <= 12:
		c.day++
	case second > 12 && first <= 12:
		c.month++
	}
}

// order: one slip in a hundred does not make a column doubtful.
func (c orderCount) order() dateOrder {
	switch {
	case c.month*20 <= c.day:
		return dayFirst
	case c.day*20 <= c.month:
		return monthFirst
	}
	return mixedOrder
}
