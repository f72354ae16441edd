package viet

import (
	"errors"
	"testing"
	"time"
)

func TestParseDateReadsWhatPapersSay(t *testing.T) {
	full, month, year := Written{2015, 3, 5}, Written{2015, 3, 0}, Written{2015, 0, 0}
	for in, want := range map[string]Written{
		"5/3/2015": full, "05/03/2015": full, "05-03-2015": full, "05.03.2015": full, "05/3/2015": full, " 5 / 3 / 2015 ": full, "5–3–2015": full,
		"05032015": full, "2015-03-05": full, "2015/3/5": full, "ngày 5 tháng 3 năm 2015": full, "NGÀY 05 THÁNG 03 NĂM 2015": full,
		"Ngay 5 thang 3 nam 2015": full, "sinh ngày 5 tháng 3 năm 2015": full, "０５/０３/２０１５": full, "Nga\u0300y 5 tha\u0301ng 3 năm 2015": full,
		"3/2015": month, "03/2015": month, "03-2015": month, "032015": month, "2015-03": month, "tháng 3 năm 2015": month, "Tháng 03, năm 2015": month,
		"2015": year, "năm 2015": year, "sinh năm 2015": year,
		"29/2/2016": {2016, 2, 29}, "1/1/1900": {1900, 1, 1}, "31/12/2100": {2100, 12, 31}, "122015": {2015, 12, 0}, "31122015": {2015, 12, 31},
	} {
		if got, err := ParseDate(in); err != nil || got != want {
			t.Errorf("ParseDate(%q) = %v, %v; want %v", in, got, err, want)
		}
	}
}

func TestParseDateSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		in      string
		problem DateProblem
		read    Written
	}{
		{"", DateMalformed, Written{}},
		{"hôm qua", DateMalformed, Written{}},
		{"5/3", DateBadYear, Written{3, 5, 0}},
		{"5/3/2015/1", DateMalformed, Written{}},
		{"5/3-2015", DateMalformed, Written{}},
		{"/3/2015", DateMalformed, Written{}},
		{"//", DateMalformed, Written{}},
		{"1", DateMalformed, Written{}},
		{"123", DateMalformed, Written{}},
		{"12345", DateMalformed, Written{}},
		{"1234567", DateMalformed, Written{}},
		{"123456789", DateMalformed, Written{}},
		{"005/3/2015", DateMalformed, Written{}},
		{"5/3/20150", DateMalformed, Written{}},
		{"ngày 5 tháng 3", DateMalformed, Written{}},
		{"ngày 5 năm 2015", DateMalformed, Written{}},
		{"ngày tháng năm", DateMalformed, Written{}},
		{"bé 5 tháng 3 năm 2015", DateMalformed, Written{}},
		{"42068.5", DateMalformed, Written{}},
		{"31/02/2021", DateNoSuchDay, Written{2021, 2, 31}},
		{"29/2/2015", DateNoSuchDay, Written{2015, 2, 29}},
		{"29/2/2100", DateNoSuchDay, Written{2100, 2, 29}},
		{"31/4/2015", DateNoSuchDay, Written{2015, 4, 31}},
		{"0/3/2015", DateNoSuchDay, Written{2015, 3, 0}},
		{"32/1/2015", DateNoSuchDay, Written{2015, 1, 32}},
		{"5/13/2015", DateBadMonth, Written{2015, 13, 5}},
		{"20150305", DateBadMonth, Written{305, 15, 20}},
		{"0/2015", DateBadMonth, Written{2015, 0, 0}},
		{"132015", DateBadMonth, Written{2015, 13, 0}},
		{"5/3/1899", DateBadYear, Written{1899, 3, 5}},
		{"5/3/2101", DateBadYear, Written{2101, 3, 5}},
		{"5/3/15", DateBadYear, Written{15, 3, 5}},
		{"0000", DateBadYear, Written{}},
		{"0305", DateBadYear, Written{305, 0, 0}},
	} {
		w, err := ParseDate(c.in)
		var problem *DateError
		if !errors.As(err, &problem) || w != (Written{}) {
			t.Errorf("ParseDate(%q) = %v, %v; want a *DateError", c.in, w, err)
			continue
		}
		if problem.Problem != c.problem || problem.Read != c.read {
			t.Errorf("ParseDate(%q): problem %d of %v, want %d of %v", c.in, problem.Problem, problem.Read, c.problem, c.read)
		}
		if problem.Error() == "" {
			t.Errorf("ParseDate(%q): no text for the log", c.in)
		}
	}
}

func TestFormatDateAsFormDC01Asks(t *testing.T) {
	for want, w := range map[string]Written{
		"05/3/2018": {2018, 3, 5}, "05/01/2018": {2018, 1, 5}, "15/02/2018": {2018, 2, 15}, "01/9/2018": {2018, 9, 1}, "31/10/2018": {2018, 10, 31},
		"3/2018": {2018, 3, 0}, "02/2018": {2018, 2, 0}, "12/2018": {2018, 12, 0}, "2018": {2018, 0, 0}, "": {},
	} {
		if got := FormatDate(w); got != want {
			t.Errorf("FormatDate(%v) = %q, want %q", w, got, want)
		}
	}
}

func TestEveryDayComesBackAsWritten(t *testing.T) {
	for day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() <= 2100; day = day.AddDate(0, 0, 1) {
		w := Written{day.Year(), int(day.Month()), day.Day()}
		for _, text := range []string{FormatDate(w), day.Format("2006-01-02"), day.Format("02012006"), day.Format("2.1.2006")} {
			if got, err := ParseDate(text); err != nil || got != w {
				t.Fatalf("%v was written %q and read %v, %v", w, text, got, err)
			}
		}
		// One day too many is refused at the end of each month.
		if day.AddDate(0, 0, 1).Day() == 1 {
			if _, err := ParseDate(FormatDate(Written{w.Year, w.Month, w.Day + 1})); err == nil {
				t.Fatalf("the day after %v passed", w)
			}
		}
	}
}
