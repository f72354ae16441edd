package registry

import (
	"strings"
	"sync"
)

// PhoneFinding is what reading a telephone number says about it.
type PhoneFinding string

// The findings.
const (
	PhoneOk      PhoneFinding = "ok"
	PhoneMissing PhoneFinding = "missing"
	PhoneFixed   PhoneFinding = "fix" // written in another form, a lost zero or an old prefix put right
	PhoneOdd     PhoneFinding = "warn"
)

// oldPrefixes maps the 21 prefixes of 11-digit mobile numbers to those that
// replaced them between 2018-09-15 and 2019-06-30; the last seven digits stayed.
var oldPrefixes = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, row := range readTable("phone_prefixes.csv") {
		out[row[1]] = row[2]
	}
	return out
})

// JudgePhone reads a telephone number as typed: mobiles of ten digits that begin
// with 03, 05, 07, 08 or 09, land lines with 02 and their province, +84 for the
// leading 0. What it can't read comes back as it was. Families share telephones:
// a number is never a key.
func JudgePhone(text string) (number string, found PhoneFinding) {
	digits := phoneDigits(text)
	switch {
	case strings.TrimSpace(text) == "":
		return "", PhoneMissing
	case isPhone(digits):
	case isPhone("0" + digits): // the zero was lost in a spreadsheet
		digits = "0" + digits
	case len(digits) == 11 && oldPrefixes()[digits[:4]] != "":
		digits = oldPrefixes()[digits[:4]] + digits[4:]
	case len(digits) == 10 && oldPrefixes()["0"+digits[:3]] != "":
		digits = oldPrefixes()["0"+digits[:3]] + digits[3:]
	default:
		return text, PhoneOdd
	}
	if digits != text {
		return digits, PhoneFixed
	}
	return digits, PhoneOk
}

var phoneMarks = strings.NewReplacer("(", "", ")", "", "/", "")

// phoneDigits leaves the digits, with 0 for the country's code; "" when there
// are letters.
func phoneDigits(text string) string {
	text = CleanPIN(text)
	if rest, ok := strings.CutPrefix(text, "+84"); ok {
		text = "0" + strings.TrimPrefix(rest, "0")
	} else if rest, ok := strings.CutPrefix(text, "84"); ok && len(text) >= 11 {
		text = "0" + rest
	}
	text = phoneMarks.Replace(text)
	if countDigits(text) != len(text) {
		return ""
	}
	return text
}

func isPhone(digits string) bool {
	switch {
	case len(digits) == 10:
		return digits[0] == '0' && strings.IndexByte("35789", digits[1]) >= 0
	case len(digits) == 11:
		return strings.HasPrefix(digits, "02")
	}
	return false
}
