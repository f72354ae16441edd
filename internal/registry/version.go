package registry

import (
	"strconv"
	"strings"
)

// OlderThan tells whether a version of the program, as 1.4.2, is older than
// another. What is no version is never older: a program that somebody built for
// himself is his own business.
func OlderThan(version, other string) bool {
	a, okA := numbersOf(version)
	b, okB := numbersOf(other)
	for i := 0; okA && okB && i < max(len(a), len(b)); i++ {
		if x, y := at(a, i), at(b, i); x != y {
			return x < y
		}
	}
	return false
}

func at(parts []int, i int) int {
	if i < len(parts) {
		return parts[i]
	}
	return 0
}

// numbersOf reads the numbers of a version; what follows a dash or a plus is a
// name and has no order.
func numbersOf(version string) (out []int, ok bool) {
	version = strings.TrimPrefix(version, "v")
	if i := strings.IndexAny(version, "-+"); i >= 0 {
		version = version[:i]
	}
	for part := range strings.SplitSeq(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 {
			return nil, false
		}
		out = append(out, n)
	}
	return out, true
}
