package registry

import (
	"strconv"
	"strings"
)

// Meaning is what the six coded digits of a number say: where the birth was
// registered (not where the child lives), sex, and year of birth.
type Meaning struct {
	Province string // name as of the code table; empty when the code is in none
	Code     string // the first three digits
	Abroad   bool   // the code is a country's
	Sex      Sex
	Year     int
}

// Judgement is what reading a typed number gives. PIN holds twelve digits when
// they could be made out, lost zeros given back; it is empty otherwise.
type Judgement struct {
	PIN      PIN
	Means    Meaning      // set when PIN is
	Findings []PINFinding // the weightiest first; never empty
	Digits   int          // digits typed
	Restored int          // leading zeros given back
}

// Main returns the weightiest finding.
func (j Judgement) Main() PINFinding { return j.Findings[0] }

// JudgePIN reads a number as typed or pasted and says what is strange about it
// for a person of that birth and sex; unknown ones are not compared. Number
// and record disagree only as a warning: correcting a birth date or a sex
// brings a new number, and the fault may be on either side.
func JudgePIN(text string, birth Date, sex Sex) Judgement {
	digits := CleanPIN(text)
	j := Judgement{Digits: countDigits(digits)}
	if f := refusePIN(digits); f != "" {
		j.Findings = []PINFinding{f}
		return j
	}
	j.Restored = 12 - len(digits)
	j.PIN = PIN(strings.Repeat("0", j.Restored) + digits)
	j.Means = j.PIN.Means()
	j.Findings = j.compare(birth, sex)
	if string(j.PIN) != text {
		j.Findings = append(j.Findings, PINFixed)
	}
	if j.Means.Abroad {
		j.Findings = append(j.Findings, PINForeign)
	}
	if len(j.Findings) == 0 {
		j.Findings = []PINFinding{PINOk}
	}
	return j
}

// refusePIN returns why cleaned text is no number of a person, or "". Ten and
// eleven digits are numbers that a spreadsheet robbed of their zeros: no
// Vietnamese number starts with anything else.
func refusePIN(s string) PINFinding {
	switch {
	case s == "":
		return PINMissing
	case isHealthCard(s):
		return PINIsBHYT
	case countDigits(s) != len(s):
		return PINWrong
	case isDummy(s):
		return PINDummy
	case len(s) == 9:
		return PINIsCMND
	case len(s) < 10 || len(s) > 12:
		return PINWrong
	}
	return ""
}

// isHealthCard knows the 15 characters of a health insurance card: two letters
// and 13 digits.
func isHealthCard(s string) bool {
	if len(s) != 15 || countDigits(s[2:]) != 13 {
		return false
	}
	for i := range 2 {
		if c := s[i] &^ 0x20; c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

// isDummy knows what people type to get past a field: one digit over and over,
// or the number row.
func isDummy(s string) bool {
	if len(s) < 9 {
		return false
	}
	step := (s[1] - s[0] + 10) % 10
	for i := 1; i < len(s); i++ {
		if (s[i]-s[i-1]+10)%10 != step {
			return false
		}
	}
	return step == 0 || step == 1 || step == 9
}

func countDigits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// Means reads the coded digits of a twelve-digit number; the zero Meaning for
// anything else.
func (p PIN) Means() Meaning {
	if len(p) != 12 || countDigits(string(p)) != 12 {
		return Meaning{}
	}
	m := Meaning{Code: string(p[:3]), Sex: Male}
	m.Province = provinces()[m.Code]
	m.Abroad = m.Province == "" && m.Code > "096"
	century := int(p[3] - '0')
	if century%2 == 1 {
		m.Sex = Female
	}
	year, _ := strconv.Atoi(string(p[4:6])) // two digits, as counted above
	m.Year = 1900 + century/2*100 + year
	return m
}

// compare sets the number's meaning against the record, weightiest first.
func (j Judgement) compare(birth Date, sex Sex) []PINFinding {
	var found []PINFinding
	if f := compareYear(j.Means.Year, birth.Year); f != "" {
		found = append(found, f)
	}
	if sex != "" && sex != j.Means.Sex {
		found = append(found, PINOtherSex)
	}
	if j.Means.Province == "" && !j.Means.Abroad {
		found = append(found, PINNoProvince)
	}
	return found
}

// compareYear tells an adult's number from a wrong century by the two digits
// of the year: those of the child mean a slip, others somebody else's number.
func compareYear(coded, born int) PINFinding {
	switch {
	case coded < 2000 && (born >= 2000 || born == 0):
		if born != 0 && coded%100 == born%100 {
			return PINOldCentury
		}
		return PINAdult
	case born != 0 && coded != born:
		return PINOtherYear
	}
	return ""
}
