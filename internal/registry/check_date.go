package registry

import "time"

// FirstYear is the first year that a paper of a living family bears.
const FirstYear = 1900

// Valid tells whether the date exists: month 1 to 12, and a day that the month
// has. The unknown date is valid.
func (d Date) Valid() bool {
	switch {
	case !d.Known():
		return d == Date{}
	case d.Month == 0:
		return d.Day == 0
	case d.Month < 1 || d.Month > 12 || d.Day < 0:
		return false
	}
	return d.Day <= daysIn(d.Year, d.Month)
}

// daysIn returns the length of a month.
func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// DaysUntil counts the days from d to o; ok is false unless both are full.
func (d Date) DaysUntil(o Date) (days int, ok bool) {
	if !d.Full() || !o.Full() {
		return 0, false
	}
	from := time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	to := time.Date(o.Year, time.Month(o.Month), o.Day, 0, 0, 0, 0, time.UTC)
	return int(to.Sub(from).Hours() / 24), true
}

// noSuchDay is the answer of every «no such day» rule.
func noSuchDay(d Date) (Args, bool) {
	return Args{"d": d.Day, "m": d.Month}, !d.Valid()
}

// tooOld tells a year before FirstYear.
func tooOld(d Date) (Args, bool) {
	return Args{"year": d.Year}, d.Known() && d.Year < FirstYear
}
