package screen

import (
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// PutDate shows digits that were typed into a date field before: as a date
// when they are one, as they are when they are not yet.
func PutDate(f *kit.DateField, digits string) {
	year, month, day, err := words.ParseDate(digits)
	if err != nil {
		f.PutDigits(digits)
		return
	}
	f.PutDate(year, month, day)
}

// DateRemark says what a date field finds wrong with itself.
func DateRemark(err error) kit.Remark {
	return kit.Remark{Level: kit.Error, Text: words.DateProblem(err)}
}
