package sheet

import (
	"bytes"
	"strconv"
)

// maxExponent is that of the largest number that a spreadsheet knows.
const maxExponent = 308

// expand writes a number such as 9.6215900123E+10 without its exponent. It moves
// the point and counts nothing, so no digit changes on the way. Anything else
// comes back as it is.
func expand(v []byte) []byte {
	e := bytes.IndexAny(v, "eE")
	if e < 0 {
		return v
	}
	exponent, err := strconv.Atoi(string(v[e+1:]))
	if err != nil || exponent > maxExponent || exponent < -maxExponent {
		return v
	}
	sign, mantissa := cutSign(v[:e])
	whole, fraction, _ := bytes.Cut(mantissa, []byte("."))
	if len(whole)+len(fraction) == 0 || !allDigits(whole) || !allDigits(fraction) {
		return v
	}
	return shift(sign, whole, fraction, exponent)
}

func cutSign(v []byte) (sign, rest []byte) {
	if len(v) > 0 && v[0] == '-' {
		return v[:1], v[1:]
	}
	return nil, v
}

func allDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// shift moves the point of whole.fraction to the right, or to the left when
// places is negative.
func shift(sign, whole, fraction []byte, places int) []byte {
	digits := append(bytes.Clone(whole), fraction...)
	point := len(whole) + places
	if point <= 0 {
		digits = append(bytes.Repeat([]byte("0"), 1-point), digits...)
		point = 1
	}
	if point > len(digits) {
		digits = append(digits, bytes.Repeat([]byte("0"), point-len(digits))...)
	}
	whole = bytes.TrimLeft(digits[:point], "0")
	if len(whole) == 0 {
		whole = []byte("0")
	}
	out := append(bytes.Clone(sign), whole...)
	if fraction = bytes.TrimRight(digits[point:], "0"); len(fraction) > 0 {
		out = append(append(out, '.'), fraction...)
	}
	return out
}
