package demo

import (
	"time"

	"thamho.vn/internal/registry"
)

// AsOf is the day for which the figures hold.
var AsOf = asOf.date()

// day counts days since 1970-01-01; a census is a matter of dates, not of
// instants.
type day int

// The days between which things happen.
var (
	asOf       = dayOf(2023, time.January, 10)
	cleaning   = dayOf(2022, time.August, 1)    // first entries under 2513/LĐTBXH-TTTT
	listing    = dayOf(2022, time.November, 1)  // the lists are typed in from here
	visiting   = dayOf(2022, time.November, 21) // first visits
	oldestBorn = dayOf(2007, time.January, 11)  // born a day earlier is 16 at asOf
)

func dayOf(year int, month time.Month, d int) day {
	return day(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (d day) date() registry.Date {
	return registry.DateOf(time.Unix(int64(d)*86400, 0).UTC())
}

func (d day) year() int { return d.date().Year }

// at returns the instant, in Unix milliseconds, of a millisecond of this day on
// a clock in Vietnam.
func (d day) at(ms int) int64 {
	const east = 7 * 3600
	return (int64(d)*86400-east)*1000 + int64(ms)
}

// Seconds of a working day.
const (
	morning  = 7*3600 + 1800
	evening  = 17 * 3600
	midnight = 24 * 3600
)
