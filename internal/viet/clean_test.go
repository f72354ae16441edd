package viet

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"only spaces", " \t\u00A0\u3000\n", ""},
		{"already clean is left alone", "Nguyễn Thị Đào", "Nguyễn Thị Đào"},
		{"African D", "Ɖầm Dơi", "Đầm Dơi"},
		{"Eth in the middle", "Lâm Ðồng, ðường", "Lâm Đồng, đường"},
		{"fully decomposed", norm.NFD.String("Nguyễn Thị Đượm"), "Nguyễn Thị Đượm"},
		{"marks in the wrong order", "Vie\u0323\u0302t", "Việt"},
		{"old combining tone marks", "Vi\u0340 Lo\u0341", "Vì Ló"},
		{"thin, figure, ideographic and line spaces", "A\u2009B\u2007C\u3000D\u2028E\r\nF", "A B C D E F"},
		{"zero width", "Ng\u200Buy\u200Cễ\u200Dn\uFEFF \u2060An\u00AD", "Nguyễn An"},
		{"direction marks and variation selectors", "\u200EAn\u202C\uFE0F", "An"},
		{"invisible between letter and tone", "Ha\u200B\u0300", "Hà"},
		{"controls", "A\x00n\x7F", "An"},
		{"broken bytes are shown, not dropped", "A\xFFn", "A\uFFFDn"},
		{"case, hyphen, quotes and tone place stay", "H’MAI Y-Blô Tòan", "H’MAI Y-Blô Tòan"},
		{"compatibility forms stay: they may be TCVN3", "ª¹µ¨¸", "ª¹µ¨¸"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Clean(c.in); got != c.want {
				t.Errorf("Clean(%+q) = %+q, want %+q", c.in, got, c.want)
			}
		})
	}
}

func TestCleanTextCostsNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Clean("Nguyễn Thị Kim Ngân") }); n != 0 {
		t.Errorf("%v allocations for text that is clean", n)
	}
}
