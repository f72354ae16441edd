package words

import (
	"errors"
	"fmt"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// STT writes a household's number as on the paper: 047.
func STT(n int) string { return fmt.Sprintf("%03d", n) }

// Count is a number behind a word; none is not shown.
func Count(n int) string {
	if n == 0 {
		return ""
	}
	return viet.FormatInt(n)
}

// Clock writes a moment of today as 16:20, another day's with its date.
func Clock(at, now time.Time) string {
	if registry.DateOf(at) == registry.DateOf(now) {
		return at.Format("15:04")
	}
	return at.Format("15:04 02/01/2006")
}

// Receipt says how far something came.
func Receipt(r registry.Receipt) string {
	switch r {
	case registry.AtProvince:
		return Say("receipt.province")
	case registry.AtCommune:
		return Say("receipt.commune")
	}
	return Say("receipt.laptop")
}

// DateProblem says what is wrong with a date as it was typed.
func DateProblem(err error) string {
	bad, ok := errors.AsType[*viet.DateError](err)
	if !ok {
		return Say("date.partial")
	}
	args := Args{"day": bad.Read.Day, "month": bad.Read.Month}
	switch bad.Problem {
	case viet.DateNoSuchDay:
		return Say("date.no_such_day", args)
	case viet.DateBadMonth:
		return Say("date.bad_month", args)
	case viet.DateBadYear:
		return Say("date.bad_year")
	}
	return Say("date.malformed")
}

// ParseDate reads the digits of a date field.
func ParseDate(digits string) (year, month, day int, err error) {
	if digits == "" {
		return 0, 0, 0, nil
	}
	w, err := viet.ParseDate(digits)
	return w.Year, w.Month, w.Day, err
}
