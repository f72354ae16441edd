package demo

import (
	"testing"

	"pgregory.net/rapid"
)

func TestShare(t *testing.T) {
	tests := []struct {
		name            string
		total           int
		weights, limits []int
		want            []int
	}{
		{"nothing", 0, []int{1, 2}, nil, []int{0, 0}},
		{"whole quotas", 6, []int{1, 2}, nil, []int{2, 4}},
		{"largest remainder", 10, []int{1, 1, 4}, nil, []int{2, 2, 6}},
		{"first of equal remainders", 1, []int{1, 1}, nil, []int{1, 0}},
		{"limit passes on", 9, []int{2, 1}, []int{3, 9}, []int{3, 6}},
		{"no room left", 9, []int{1, 1}, []int{2, 3}, []int{2, 3}},
		{"weight zero gets nothing", 3, []int{0, 1}, nil, []int{0, 3}},
		{"no weights", 3, []int{0, 0}, nil, []int{0, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := share(tt.total, tt.weights, tt.limits)
			for i := range got {
				if got[i] != tt.want[i] {
					t.Fatalf("got %v, want %v", got, tt.want)
				}
			}
		})
	}
}

// Whatever fits is shared whole, and no part passes its limit or strays from
// its quota by one or more when no limit is in the way.
func TestShareSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.IntRange(1, 5000), 1, 20).Draw(t, "weights")
		limits := rapid.SliceOfN(rapid.IntRange(0, 400), len(weights), len(weights)).Draw(t, "limits")
		total := rapid.IntRange(0, sumOf(limits)).Draw(t, "total")

		got := share(total, weights, limits)
		free := share(total, weights, nil)

		if sumOf(got) != total || sumOf(free) != total {
			t.Fatalf("shared %d and %d of %d", sumOf(got), sumOf(free), total)
		}
		for i := range got {
			if got[i] > limits[i] {
				t.Fatalf("part %d has %d, limit %d", i, got[i], limits[i])
			}
			if low := total * weights[i] / sumOf(weights); free[i] < low || free[i] > low+1 {
				t.Fatalf("part %d has %d, quota %d", i, free[i], low)
			}
		}
	})
}
