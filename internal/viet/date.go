package viet

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Written is a date as a paper bears it. Month and Day are 0 when they are not
// written; a day never stands without its month.
type Written struct{ Year, Month, Day int }

// The years a paper of a living person, or of one's parents, can bear.
const (
	firstYear = 1900
	lastYear  = 2100
)

// DateProblem says why a text is no date.
type DateProblem uint8

// The problems of a date. Their numbers are never reused.
const (
	DateMalformed DateProblem = iota + 1 // no date can be read from the text
	DateNoSuchDay                        // the month has no such day
	DateBadMonth                         // the month is not 1 to 12
	DateBadYear                          // the year is outside 1900 to 2100
)

// DateError is what ParseDate returns. Read holds the numbers as far as they
// could be read, so that a screen can say «Tháng 2 không có ngày 31».
type DateError struct {
	Problem DateProblem
	Read    Written
}

// Error is for logs; it does not repeat what was typed.
func (e *DateError) Error() string {
	switch e.Problem {
	case DateNoSuchDay:
		return fmt.Sprintf("date: month %d of %d has no day %d", e.Read.Month, e.Read.Year, e.Read.Day)
	case DateBadMonth:
		return fmt.Sprintf("date: no month %d", e.Read.Month)
	case DateBadYear:
		return fmt.Sprintf("date: year %d outside %d to %d", e.Read.Year, firstYear, lastYear)
	}
	return "date: malformed"
}

// ParseDate reads a date with the day first, as it is written here: 5/3/2015,
// 05-03-2015, 05.03.2015, 05032015, 3/2015, 032015, 2015, «ngày 5 tháng 3 năm
// 2015», and the ISO form 2015-03-05. The error is always a *DateError.
func ParseDate(s string) (Written, error) {
	s = asciiDigits(Clean(s))
	w, ok := readDigits(s)
	if !ok {
		w, ok = readParts(s)
	}
	if !ok {
		w, ok = readWords(s)
	}
	if !ok {
		return Written{}, &DateError{Problem: DateMalformed}
	}
	return w.checked()
}

// given marks a number that was written; a written 0 must not pass for «not
// written», so fields are read as -1 when they are 0.
func given(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil || n == 0 {
		return -1
	}
	return n
}

// readDigits reads what the number row types fastest: ddmmyyyy, mmyyyy, yyyy.
func readDigits(s string) (Written, bool) {
	if !allDigits(s) {
		return Written{}, false
	}
	switch len(s) {
	case 8:
		return Written{Day: given(s[:2]), Month: given(s[2:4]), Year: given(s[4:])}, true
	case 6:
		return Written{Month: given(s[:2]), Year: given(s[2:])}, true
	case 4:
		return Written{Year: given(s)}, true
	}
	return Written{}, false
}

// readParts reads two or three numbers apart by one sign, the year last, or
// first when it has four digits.
func readParts(s string) (Written, bool) {
	s = strings.ReplaceAll(s, "–", "-")
	at := strings.IndexAny(s, "/-.")
	if at < 0 {
		return Written{}, false
	}
	parts := strings.Split(s, s[at:at+1])
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if len(parts[0]) == 4 {
		slices.Reverse(parts)
	}
	return dayFirst(parts)
}

// dayFirst takes day, month and year, or month and year.
func dayFirst(parts []string) (Written, bool) {
	if len(parts) != 2 && len(parts) != 3 {
		return Written{}, false
	}
	for i, p := range parts {
		longest := 2
		if i == len(parts)-1 {
			longest = 4
		}
		if !allDigits(p) || len(p) > longest {
			return Written{}, false
		}
	}
	n := len(parts)
	w := Written{Month: given(parts[n-2]), Year: given(parts[n-1])}
	if n == 3 {
		w.Day = given(parts[0])
	}
	return w, true
}

// readWords reads «ngày 5 tháng 3 năm 2015» and what is left of it when the day,
// or day and month, are not known. Marks and case may be missing.
func readWords(s string) (Written, bool) {
	var w Written
	words := strings.Fields(SearchKey(s))
	if len(words) > 0 && words[0] == "sinh" {
		words = words[1:]
	}
	for i, name := range []string{"nam", "thang", "ngay"} {
		n := len(words)
		if n == 0 && i > 0 {
			return w, true
		}
		if n < 2 || words[n-2] != name || !allDigits(words[n-1]) || len(words[n-1]) > 4 {
			return Written{}, false
		}
		*[]*int{&w.Year, &w.Month, &w.Day}[i] = given(words[n-1])
		words = words[:n-2]
	}
	return w, len(words) == 0
}

// checked returns w if such a day can stand on a paper.
func (w Written) checked() (Written, error) {
	read := Written{Year: max(w.Year, 0), Month: max(w.Month, 0), Day: max(w.Day, 0)}
	switch {
	case w.Month < 0 || w.Month > 12:
		return Written{}, &DateError{Problem: DateBadMonth, Read: read}
	case w.Year < firstYear || w.Year > lastYear:
		return Written{}, &DateError{Problem: DateBadYear, Read: read}
	case w.Day < 0 || w.Day > 0 && w.Day > daysIn(w.Year, w.Month):
		return Written{}, &DateError{Problem: DateNoSuchDay, Read: read}
	}
	return w, nil
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// FormatDate writes w as form DC01 asks: day of two digits, months 3 to 9 of
// one, the others of two, year of four («05/3/2018», «01/2018», «2018»). The
// zero Written gives the empty string.
func FormatDate(w Written) string {
	switch {
	case w.Year == 0:
		return ""
	case w.Month == 0:
		return fmt.Sprintf("%04d", w.Year)
	case w.Day == 0:
		return formatMonth(w.Month) + fmt.Sprintf("/%04d", w.Year)
	}
	return fmt.Sprintf("%02d/%s/%04d", w.Day, formatMonth(w.Month), w.Year)
}

func formatMonth(m int) string {
	if m >= 3 && m <= 9 {
		return strconv.Itoa(m)
	}
	return fmt.Sprintf("%02d", m)
}
