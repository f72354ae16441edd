package registry

import "testing"

func TestOlderThan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version, other string
		older          bool
	}{
		{"1.2", "1.2", false},
		{"1.2", "1.2.0", false},
		{"1.2", "1.2.1", true},
		{"1.9", "1.10", true},
		{"1.10", "1.9", false},
		{"2", "1.99", false},
		{"v1.2", "1.3", true},
		{"1.3-rc1", "1.3", false},
		{"dev", "9", false},
		{"", "9", false},
		{"1.2", "", false},
		{"1.2", "x", false},
	} {
		if got := OlderThan(c.version, c.other); got != c.older {
			t.Errorf("OlderThan(%q, %q) = %v", c.version, c.other, got)
		}
	}
}
