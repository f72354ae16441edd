package kit

import "strings"

const ellipsis = "…"

// cut returns s shortened with an ellipsis to fit width, and "" when not even
// that fits.
func cut(s string, width float32, look Look) string {
	if look.width(s) <= width {
		return s
	}
	runes := []rune(s)
	fits := func(n int) bool {
		return look.width(strings.TrimRight(string(runes[:n]), " ")+ellipsis) <= width
	}
	lo, hi := 0, len(runes)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if fits(mid) {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	if lo == 0 {
		return ""
	}
	return strings.TrimRight(string(runes[:lo]), " ") + ellipsis
}

// wrap breaks s at spaces into lines of at most width. With limit above 0 the
// last of them takes the rest and is cut. A word wider than a line is cut too.
func wrap(s string, width float32, limit int, look Look) []string {
	var lines []string
	for _, para := range strings.Split(s, "\n") {
		lines = append(lines, wrapPara(para, width, look)...)
	}
	if limit > 0 && len(lines) > limit {
		rest := strings.Join(lines[limit-1:], " ")
		lines = append(lines[:limit-1], rest)
	}
	for i, l := range lines {
		lines[i] = cut(l, width, look)
	}
	return lines
}

func wrapPara(para string, width float32, look Look) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(para) {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if line != "" && look.width(longer) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}
