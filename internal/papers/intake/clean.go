package intake

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"thamho.vn/internal/viet"
)

// Why says what a fix put right.
type Why string

// What can be put right without asking. The codes name the texts "fixed.…".
const (
	FixedEncoding Why = "font"
	FixedNFC      Why = "nfc"
	FixedEth      Why = "eth"
	FixedSpace    Why = "space"
	FixedZeros    Why = "zeros"
	FixedDigits   Why = "digits" // spaces, dots, O for 0, full-width digits in a number
	FixedForm     Why = "form"   // the same value in the form that the house writes
	FixedCentury  Why = "century"
	FixedPrefix   Why = "prefix"
)

// cleanText decodes and cleans a cell in the order that keeps it from harm, and
// says what there was to put right.
func cleanText(enc viet.Encoding, raw string) (text string, why []Why) {
	decoded := viet.Decode(enc, raw)
	if decoded != raw {
		why = append(why, FixedEncoding)
	}
	text = viet.Clean(decoded)
	if text == decoded {
		return text, why
	}
	if composed := norm.NFC.String(decoded); composed != decoded && enc == viet.Unicode {
		why = append(why, FixedNFC)
	}
	if strings.ContainsAny(decoded, "\u00d0\u0189\u00f0") {
		why = append(why, FixedEth)
	}
	if spaced(decoded) {
		why = append(why, FixedSpace)
	}
	return text, why
}

// spaced tells whether spaces of any kind were the matter, or signs that nobody
// sees.
func spaced(s string) bool {
	if strings.Contains(s, "  ") || strings.TrimSpace(s) != s {
		return true
	}
	return strings.ContainsAny(s, "\t\r\n\u00a0\u00ad\u2002\u2003\u2007\u2009\u200a\u200b\u200c\u200d\u202f\u2060\u3000\ufeff")
}
