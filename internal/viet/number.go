package viet

import (
	"math/bits"
	"strconv"
	"strings"
)

// FormatInt writes n as the province does, thousands apart by dots: 140.096.
func FormatInt(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = digits[:1], digits[1:]
	}
	return sign + groupThousands(digits)
}

func groupThousands(digits string) string {
	head := len(digits) % 3
	if head == 0 {
		head = 3
	}
	if len(digits) <= head {
		return digits
	}
	var b strings.Builder
	b.WriteString(digits[:head])
	for i := head; i < len(digits); i += 3 {
		b.WriteByte('.')
		b.WriteString(digits[i : i+3])
	}
	return b.String()
}

// NoRate is what stands for a rate that can't be told, when no target is set.
const NoRate = "–"

// FormatRate writes part of whole in percent with two decimals, rounded half up
// from the counts themselves: FormatRate(140096, 188584) is «74,29%». It is
// NoRate when whole is 0.
func FormatRate(part, whole int) string {
	if whole == 0 {
		return NoRate
	}
	sign := ""
	if part != 0 && (part < 0) != (whole < 0) {
		sign = "-"
	}
	percent, hundredths := hundredthsOf(magnitude(part), magnitude(whole))
	return sign + groupThousands(strconv.FormatUint(percent, 10)) + "," + twoDigits(hundredths) + "%"
}

// hundredthsOf returns 100*part/whole as whole percent and hundredths, in 128
// bits so that no count is too large. A quotient beyond 64 bits can't come from
// two counts unless whole is absurdly small; it is held at the largest.
func hundredthsOf(part, whole uint64) (percent, hundredths uint64) {
	hi, lo := bits.Mul64(part, 20_000)
	lo, carry := bits.Add64(lo, whole, 0)
	hi += carry
	// Halving the dividend instead of doubling the divisor keeps whole in range;
	// the bit that falls off is less than one part of the quotient.
	lo = lo>>1 | hi<<63
	hi >>= 1
	if hi >= whole {
		return ^uint64(0) / 100, 99
	}
	rate, _ := bits.Div64(hi, lo, whole)
	return rate / 100, rate % 100
}

func magnitude(n int) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func twoDigits(n uint64) string {
	if n < 10 {
		return "0" + strconv.FormatUint(n, 10)
	}
	return strconv.FormatUint(n, 10)
}

// ParseInt reads a whole number as people of the province write it: digits, or
// groups of three apart by dots or spaces. A comma is a decimal sign, so
// «140,096» and «1.5» are refused, not guessed at.
func ParseInt(s string) (int, bool) {
	s = asciiDigits(Clean(s))
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	for _, separator := range []string{".", " "} {
		if strings.Contains(s, separator) {
			joined, ok := joinThousands(s, separator)
			if !ok {
				return 0, false
			}
			s = joined
			break
		}
	}
	if !allDigits(s) {
		return 0, false
	}
	n, err := strconv.Atoi(sign + s)
	return n, err == nil
}

func joinThousands(s, separator string) (string, bool) {
	groups := strings.Split(s, separator)
	if groups[0] == "" || len(groups[0]) > 3 || strings.HasPrefix(groups[0], "0") {
		return "", false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// asciiDigits brings full-width digits, which some input methods type, home.
func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
