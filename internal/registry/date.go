package registry

import (
	"encoding/json"
	"fmt"
	"time"

	"thamho.vn/internal/viet"
)

// Date is a calendar date as a paper has it: a whole date, a month, or only a
// year. It is never an instant. The zero Date is "not known".
type Date struct {
	Year, Month, Day int // Month and Day are 0 when the paper does not have them
}

// DateOf returns the calendar date of t in its own time zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, int(m), d}
}

// Known tells whether there is at least a year.
func (d Date) Known() bool { return d.Year != 0 }

// Full tells whether day and month are known.
func (d Date) Full() bool { return d.Day != 0 }

// String writes the date as officials do: 05/3/2015, 3/2015 or 2015.
func (d Date) String() string { return viet.FormatDate(viet.Written(d)) }

// Padded writes the date with two digits for day and month, 10/01/2023, as
// headings and banners do.
func (d Date) Padded() string {
	switch {
	case !d.Known():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%02d/%04d", d.Month, d.Year)
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year)
}

// ISO returns 2015-03-05, 2015-03 or 2015: the form in which dates are kept.
// As text they order by time, an imprecise date first.
func (d Date) ISO() string {
	switch {
	case !d.Known():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// ParseISO reads what ISO wrote; "" is the unknown date.
func ParseISO(s string) (Date, error) {
	var d Date
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		d.Year = t.Year()
		if len(layout) > 4 {
			d.Month = int(t.Month())
		}
		if len(layout) > 7 {
			d.Day = t.Day()
		}
		return d, nil
	}
	if s == "" {
		return d, nil
	}
	return d, fmt.Errorf("date %q: want YYYY, YYYY-MM or YYYY-MM-DD", s)
}

// MarshalJSON writes the ISO form.
func (d Date) MarshalJSON() ([]byte, error) { return json.Marshal(d.ISO()) }

// UnmarshalJSON reads the ISO form.
func (d *Date) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	got, err := ParseISO(s)
	if err != nil {
		return err
	}
	*d = got
	return nil
}

// After tells whether d lies wholly after o: 2015 is not after 05/3/2015.
func (d Date) After(o Date) bool {
	if d.Year != o.Year || d.Month == 0 || o.Month == 0 {
		return d.Year > o.Year
	}
	if d.Month != o.Month || d.Day == 0 || o.Day == 0 {
		return d.Month > o.Month
	}
	return d.Day > o.Day
}

// Holds tells whether o may be d more exactly: 2015 holds 3/2015 and 05/3/2015,
// and every date itself.
func (d Date) Holds(o Date) bool {
	return d.Year == o.Year && (d.Month == 0 || d.Month == o.Month && (d.Day == 0 || d.Day == o.Day))
}

// ChildAge is the age at which a person stops being a child (Law on Children
// 2016, Art. 1: under 16).
const ChildAge = 16

// IsChild tells whether someone born on d is under 16 on the given day. With
// only a year or a month known the person counts as a child for as long as it
// is possible.
func (d Date) IsChild(on Date) bool {
	if !d.Known() {
		return false
	}
	turns := Date{d.Year + ChildAge, d.Month, d.Day}
	return turns.After(on) || (!turns.Full() && !on.After(turns))
}

// ChildUntil is the ISO date of the 16th birthday, at the latest: with only a
// year or month known the last day possible. It is "" when no year is known.
func (d Date) ChildUntil() string {
	if !d.Known() {
		return ""
	}
	until := Date{d.Year + ChildAge, d.Month, d.Day}
	if until.Month == 0 {
		until.Month = 12
	}
	if until.Day == 0 {
		until.Day = 31
	}
	return until.ISO()
}
