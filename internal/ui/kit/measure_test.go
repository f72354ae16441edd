package kit

import (
	"slices"
	"strings"
	"testing"

	_ "fyne.io/fyne/v2/test" // an app, for fonts
)

func TestCut(t *testing.T) {
	for _, s := range []string{"", "Nguyễn", "Nguyễn Thị Ẫm Ỹ Ặ", strings.Repeat("ộ", 500)} {
		for _, width := range []float32{0, 5, 20, 80, 1000} {
			got := cut(s, width, Body)
			if got != "" && Body.width(got) > width {
				t.Errorf("cut(%q, %v) = %q is %v wide", s, width, got, Body.width(got))
			}
			if Body.width(s) <= width && got != s {
				t.Errorf("cut(%q, %v) = %q though it fits", s, width, got)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	const text = "Số này: Cà Mau · nam · 2015. Xem lại giấy; nếu đúng, chọn lý do (Ctrl+E)"
	lines := wrap(text, 200, 0, Caption)
	if got := strings.Join(lines, " "); got != text {
		t.Errorf("words lost: %q", got)
	}
	for _, l := range lines {
		if Caption.width(l) > 200 {
			t.Errorf("%q is too wide", l)
		}
	}
	two := wrap(text, 200, 2, Caption)
	if len(two) != 2 || !strings.HasSuffix(two[1], ellipsis) {
		t.Errorf("two lines: %q", two)
	}
	if got := wrap("a\nb", 200, 0, Body); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("own line breaks: %q", got)
	}
	if got := wrap("", 200, 0, Body); len(got) != 1 {
		t.Errorf("nothing takes %d lines", len(got))
	}
}

func TestSpansFillTheWidth(t *testing.T) {
	columns := []Column{{Least: 40}, {Least: 100, Weight: 2}, {Weight: 1}}
	got := spans(columns, 500)
	if got[0].x != rowPad || got[0].w != 40 {
		t.Errorf("first %+v", got[0])
	}
	last := got[2]
	if end := last.x + last.w; end < 500-rowPad-0.1 || end > 500-rowPad+0.1 {
		t.Errorf("ends at %v", end)
	}
	for _, s := range spans(columns, 10) {
		if s.w < 0 {
			t.Errorf("negative width in a tiny list: %+v", s)
		}
	}
}

func TestIndexOf(t *testing.T) {
	for _, c := range []struct {
		r    rune
		n    int
		want int
		ok   bool
	}{
		{'1', 1, 0, true},
		{'2', 1, 1, false},
		{'9', 9, 8, true},
		{'0', 9, 9, false},
		{'0', 10, 9, true},
		{'a', 10, 0, false},
		{'٣', 10, 0, false},
	} {
		if got, ok := indexOf(c.r, c.n); ok != c.ok || (ok && got != c.want) {
			t.Errorf("indexOf(%q, %d) = %d, %v", c.r, c.n, got, ok)
		}
	}
}
