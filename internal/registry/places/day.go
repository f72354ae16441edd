package places

import (
	"math"
	"time"

	"thamho.vn/internal/registry"
)

// day is a whole date as a number, 20250701, small and quick to compare.
type day int32

// forever is the last day of what still stands.
const forever day = math.MaxInt32

// reformDay ended the districts and began the communes of today.
const reformDay day = 2025_07_01

// readDay reads 2025-07-01 from a table; an empty cell is 0.
func readDay(text string) day {
	var d day
	for i := range len(text) {
		if c := text[i]; c >= '0' && c <= '9' {
			d = d*10 + day(c-'0')
		}
	}
	return d
}

func (d day) date() registry.Date {
	if d == forever {
		return registry.Date{}
	}
	return registry.Date{Year: int(d / 1_00_00), Month: int(d / 1_00 % 1_00), Day: int(d % 1_00)}
}

// eve is the day before.
func (d day) eve() day {
	date := d.date()
	y, m, eve := time.Date(date.Year, time.Month(date.Month), date.Day-1, 0, 0, 0, 0, time.UTC).Date()
	return dayOf(y, int(m), eve)
}

func dayOf(year, month, d int) day { return day(year*1_00_00 + month*1_00 + d) }

// span is the days that a date may be.
type span struct{ first, last day }

// always is the span of the date that is not known.
var always = span{0, forever}

func spanOf(on registry.Date) span {
	switch {
	case !on.Known():
		return always
	case on.Month == 0:
		return span{dayOf(on.Year, 1, 1), dayOf(on.Year, 12, 31)}
	case on.Day == 0:
		return span{dayOf(on.Year, on.Month, 1), dayOf(on.Year, on.Month, 31)}
	}
	return only(dayOf(on.Year, on.Month, on.Day))
}

func only(d day) span { return span{d, d} }
