package intake

import (
	"regexp"
	"strings"
)

// scientific is how a program writes a long number that it took for a quantity.
var scientific = regexp.MustCompile(`^([0-9])[.,]([0-9]+)[eE]\+?([0-9]{1,2})$`)

// plainNumber undoes what spreadsheets do to numbers: the leading apostrophe of
// text, «.0» at the end, and the scientific form where it still holds every
// digit. One that lost digits stays as it is, and is then refused.
func plainNumber(text string) string {
	text = strings.TrimLeft(text, "'’`")
	if whole, zeros, ok := strings.Cut(text, "."); ok && len(whole) >= 9 && strings.Trim(zeros, "0") == "" {
		return whole
	}
	m := scientific.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	digits := m[1] + m[2]
	if exponent := int(m[3][0] - '0'); len(m[3]) == 2 {
		exponent = exponent*10 + int(m[3][1]-'0')
		if len(digits) == exponent+1 {
			return digits
		}
	}
	return text
}
