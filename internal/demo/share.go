package demo

import (
	"cmp"
	"slices"
)

// share splits total in proportion to weights by largest remainders, giving no
// part more than its limit (nil: no limits). What the limits leave no room for
// stays unshared; callers compare the sums.
func share(total int, weights, limits []int) []int {
	out := make([]int, len(weights))
	room := func(i int) bool { return weights[i] > 0 && (limits == nil || out[i] < limits[i]) }
	for total > 0 {
		given := shareOnce(total, weights, limits, out, room)
		if given == 0 {
			break
		}
		total -= given
	}
	return out
}

// shareOnce adds whole quotas and then single units by largest remainder to
// the parts that have room, and returns how much it placed.
func shareOnce(total int, weights, limits, out []int, room func(int) bool) (given int) {
	sum := 0
	var open []int
	for i, w := range weights {
		if room(i) {
			open, sum = append(open, i), sum+w
		}
	}
	for _, i := range open {
		quota := total * weights[i] / sum
		if limits != nil {
			quota = min(quota, limits[i]-out[i])
		}
		out[i] += quota
		given += quota
	}
	slices.SortStableFunc(open, func(a, b int) int {
		return cmp.Compare(total*weights[b]%sum, total*weights[a]%sum)
	})
	for _, i := range open {
		if given == total {
			break
		}
		if room(i) {
			out[i]++
			given++
		}
	}
	return given
}

func sumOf(parts []int) int {
	sum := 0
	for _, p := range parts {
		sum += p
	}
	return sum
}
