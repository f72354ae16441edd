package viet

import (
	"math"
	"math/big"
	"strings"
	"testing"
)

func TestFormatInt(t *testing.T) {
	for n, want := range map[int]string{
		0: "0", 7: "7", 999: "999", 1000: "1.000", 140096: "140.096", 1234567: "1.234.567", -999: "-999", -1000: "-1.000",
		math.MaxInt: "9.223.372.036.854.775.807", math.MinInt: "-9.223.372.036.854.775.808",
	} {
		if got := FormatInt(n); got != want {
			t.Errorf("FormatInt(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestFormatRate(t *testing.T) {
	for _, c := range []struct {
		part, whole int
		want        string
	}{
		{140_096, 188_584, "74,29%"},
		{32_462, 40_737, "79,69%"},
		{0, 10, "0,00%"},
		{10, 10, "100,00%"},
		{12, 10, "120,00%"},
		{1, 0, NoRate},
		{0, 0, "–"},
		{1, 3, "33,33%"},
		{2, 3, "66,67%"},
		{1, 8, "12,50%"},
		{1, 20_000, "0,01%"},  // 0,005 goes up
		{1, 20_001, "0,00%"},  // just below stays down
		{1, 160, "0,63%"},     // 0,625 exactly
		{29, 800, "3,63%"},    // 3,625, which binary fractions get wrong
		{201, 200, "100,50%"}, //
		{-1, 4, "-25,00%"},
		{5_000, 1, "500.000,00%"},
		{math.MaxInt, math.MaxInt, "100,00%"},
		{math.MaxInt, 2 * (math.MaxInt / 4), "200,00%"},
	} {
		if got := FormatRate(c.part, c.whole); got != c.want {
			t.Errorf("FormatRate(%d, %d) = %q, want %q", c.part, c.whole, got, c.want)
		}
	}
}

// slowRate is FormatRate with numbers of any size.
func slowRate(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	n := new(big.Int).Mul(big.NewInt(int64(part)), big.NewInt(20_000))
	w := big.NewInt(int64(whole))
	sign := ""
	if n.Sign()*w.Sign() < 0 {
		sign = "-"
	}
	n.Abs(n)
	w.Abs(w)
	n.Add(n, w).Div(n, w.Lsh(w, 1))
	digits := n.String()
	for len(digits) < 3 {
		digits = "0" + digits
	}
	head := digits[:len(digits)-2]
	for i := len(head) - 3; i > 0; i -= 3 {
		head = head[:i] + "." + head[i:]
	}
	return sign + head + "," + digits[len(digits)-2:] + "%"
}

func FuzzFormatRate(f *testing.F) {
	f.Add(140_096, 188_584)
	f.Add(1, 20_000)
	f.Add(math.MinInt, math.MaxInt)
	f.Add(math.MaxInt, 20_001)
	f.Fuzz(func(t *testing.T, part, whole int) {
		got, want := FormatRate(part, whole), slowRate(part, whole)
		if got != want && len(want) < 28 { // beyond, the rate is held at 64 bits
			t.Errorf("FormatRate(%d, %d) = %q, want %q", part, whole, got, want)
		}
	})
}

func TestParseInt(t *testing.T) {
	for in, want := range map[string]int{
		"0": 0, "7": 7, "007": 7, "140.096": 140096, "140 096": 140096, "140\u00A0096": 140096, " 12 ": 12, "1.234.567": 1234567,
		"-5": -5, "-1.000": -1000, "１２３": 123, "188584": 188584,
	} {
		if got, ok := ParseInt(in); !ok || got != want {
			t.Errorf("ParseInt(%q) = %d, %v", in, got, ok)
		}
	}
	for _, in := range []string{
		"", " ", "-", "1.5", "12.34", "140,096", "1.2345", "1234.567", "0.123", ".123", "1..234", "1.234.", "1.234 567", "12a", "1e3", "9.6215E+10",
		"99999999999999999999", "٣", "+5", "--5", "1-2",
	} {
		if got, ok := ParseInt(in); ok {
			t.Errorf("ParseInt(%q) = %d, want a refusal", in, got)
		}
	}
}

func TestNumbersComeBackAsWritten(t *testing.T) {
	for _, n := range []int{0, 1, 12, 999, 1000, 99_999, 1_000_000, -1, -1000, math.MaxInt, math.MinInt} {
		if got, ok := ParseInt(FormatInt(n)); !ok || got != n {
			t.Errorf("%d was written %s and read %d", n, FormatInt(n), got)
		}
		if spaced := strings.ReplaceAll(FormatInt(n), ".", " "); spaced != "" {
			if got, ok := ParseInt(spaced); !ok || got != n {
				t.Errorf("%q was read %d, %v", spaced, got, ok)
			}
		}
	}
}
