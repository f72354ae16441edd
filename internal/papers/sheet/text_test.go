package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

func TestTextIsReadInItsEncoding(t *testing.T) {
	t.Parallel()
	const text = "Họ tên,Ấp\r\nNguyễn Văn Ân 😀,Tân Lập\r\n"
	want := []Row{{1, []string{"Họ tên", "Ấp"}}, {2, []string{"Nguyễn Văn Ân 😀", "Tân Lập"}}}
	utf16 := func(e unicode.Endianness) string {
		s, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for name, content := range map[string]string{
		"UTF-8": text, "UTF-8 with a mark": "\uFEFF" + text,
		"UTF-16, little end first": utf16(unicode.LittleEndian), "UTF-16, big end first": utf16(unicode.BigEndian),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sameRows(t, rowsOf(t, []byte(content)), want)
		})
	}
}

func TestTextOfAnOldFontComesAsItLooks(t *testing.T) {
	t.Parallel()
	sameRows(t, rowsOf(t, []byte("NguyÔn V¨n")), []Row{{1, []string{"NguyÔn V¨n"}}}) // valid UTF-8 stays
	got := rowsOf(t, []byte("Ph\xB9m V\xA8n \xB5,\xAD\xD7,\x80\x81\x8D\x8F\x90\x9D\x93"))
	sameRows(t, got, []Row{{1, []string{"Ph¹m V¨n µ", "\u00AD×", "€\u0081\u008D\u008F\u0090\u009D“"}}})
}

func TestAFaultTenMegabytesOnTellsTheEncoding(t *testing.T) {
	t.Parallel()
	// Each line is good UTF-8 by itself; only the last byte says what they were.
	content := strings.Repeat("Â¸,"+strings.Repeat("x", 1000)+"\n", 10<<10) + "\xB5"
	rows := rowsOf(t, []byte(content))
	if first, last := rows[0].Cells[0], rows[len(rows)-1].Cells[0]; first != "Ã‚Â¸" || last != "µ" {
		t.Errorf("got %q and %q", first, last)
	}
}

func TestAMarkHoldsTextToItsEncoding(t *testing.T) {
	t.Parallel()
	sameRows(t, rowsOf(t, []byte("\uFEFFẤp\xB5,1")), []Row{{1, []string{"Ấp\uFFFD", "1"}}})
}

func TestACharacterAcrossTwoBuffersIsWhole(t *testing.T) {
	t.Parallel()
	for pad := range 8 {
		content := strings.Repeat("a", 1000-pad) + "\n" + strings.Repeat(strings.Repeat("ế😀ù", 100)+"\n", 200)
		rows := rowsOf(t, []byte(content))
		if got := rows[len(rows)-1].Cells[0]; got != strings.Repeat("ế😀ù", 100) {
			t.Fatalf("pad %d: %q", pad, got)
		}
	}
	sameRows(t, rowsOf(t, []byte("ab\xE1\xBA")), []Row{{1, []string{"abáº"}}})
}

func TestTextIsSplit(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, text string
		want       []Row
	}{
		{"commas", "a,b\nc,d\n", []Row{{1, []string{"a", "b"}}, {2, []string{"c", "d"}}}},
		{"no end of line", "a,b\nc,d", []Row{{1, []string{"a", "b"}}, {2, []string{"c", "d"}}}},
		{"CR", "a,b\rc,d\r", []Row{{1, []string{"a", "b"}}, {2, []string{"c", "d"}}}},
		{"CR LF and blank lines", "\r\na\r\n\r\n,,\r\nb\r\n", []Row{{2, []string{"a"}}, {5, []string{"b"}}}},
		{"one cell", "a", []Row{{1, []string{"a"}}}},
		{"rows of different length", "a,b,c\nd\n,e\n", []Row{{1, []string{"a", "b", "c"}}, {2, []string{"d"}}, {3, []string{"", "e"}}}},
		{"quotes", `"a,1","b ""x""","` + "c\r\nd" + `"` + "\n" + `"",e`, []Row{{1, []string{"a,1", `b "x"`, "c\r\nd"}}, {2, []string{"", "e"}}}},
		{"bare quotes", `Ba "Nam",6" x` + "\n" + `"Ba" Nam,"x"y"z` + "\n", []Row{{1, []string{`Ba "Nam"`, `6" x`}}, {2, []string{"Ba Nam", `xy"z`}}}},
		{"a quote without end", "a,b\n\"c,d\ne,f", []Row{{1, []string{"a", "b"}}, {2, []string{"c,d\ne,f"}}}},
		{"a quote at the end", "a,\"", []Row{{1, []string{"a"}}}},
		{"NUL", "a\x00b and more text,c", []Row{{1, []string{"a\x00b and more text", "c"}}}},
		{"semicolons before addresses", "Tên;Địa chỉ\nA;Ấp 1, xã B, huyện C\nD;Ấp 2, xã B, huyện C\n", []Row{{1, []string{"Tên", "Địa chỉ"}}, {2, []string{"A", "Ấp 1, xã B, huyện C"}}, {3, []string{"D", "Ấp 2, xã B, huyện C"}}}},
		{"tabs", "a\tb,c\nd\te\n", []Row{{1, []string{"a", "b,c"}}, {2, []string{"d", "e"}}}},
		{"pipes", "a|b\nc|d;e\n", []Row{{1, []string{"a", "b"}}, {2, []string{"c", "d;e"}}}},
		{"separators within quotes do not count", "\"a;b;c\",d\n\"e;f;g\",h\n", []Row{{1, []string{"a;b;c", "d"}}, {2, []string{"e;f;g", "h"}}}},
		{"a title first", "DANH SÁCH TRẺ EM\nTên;Ngày sinh\nA;1\nB;2\n", []Row{{1, []string{"DANH SÁCH TRẺ EM"}}, {2, []string{"Tên", "Ngày sinh"}}, {3, []string{"A", "1"}}, {4, []string{"B", "2"}}}},
		{"the separator is named", "sep=;\r\na,b;c\r\n", []Row{{1, []string{"a,b", "c"}}}},
		{"the separator is named in quotes", "\"SEP=#\"\na,b#c\n", []Row{{1, []string{"a,b", "c"}}}},
		{"a tab is named", "sep=\t\na,b\tc\n", []Row{{1, []string{"a,b", "c"}}}},
		{"the separator is named after a mark", "\uFEFFsep=|\na;b|c;d", []Row{{1, []string{"a;b", "c;d"}}}},
		{"no name of a separator", "sep=;", []Row{{1, []string{"sep="}}}},
		{"columns beyond the last, all empty", "a" + strings.Repeat(",", 5000) + "\nb,c", []Row{{1, []string{"a"}}, {2, []string{"b", "c"}}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sameRows(t, rowsOf(t, []byte(c.text)), c.want)
		})
	}
}

func TestTextIsHeldToTheLimits(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, text, key string }{
		{"the longest cell", "a,b\n" + strings.Repeat("ế", maxCell), ""},
		{"a longer one", "a,b\n" + strings.Repeat("ế", maxCell+1), keyLongCell},
		{"a line without end", "a,b\n" + strings.Repeat("x", 3<<20), keyLongCell},
		{"a quote without end", "a,b\n\"" + strings.Repeat("x,y\n", 1<<20), keyLongCell},
		{"the last column", "a,b\n" + strings.Repeat(",", maxColumns-1) + "x", ""},
		{"one more", "a,b\n" + strings.Repeat(",", maxColumns) + "x", keyTooWide},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows, err := all(t, open(t, []byte(c.text)))
			if len(rows) == 0 {
				t.Error("the row before is lost")
			}
			if c.key != "" || err != nil {
				wantKey(t, err, c.key)
			}
			if err != nil && !strings.Contains(fmt.Sprintf("%#v", err), `"row":2`) {
				t.Errorf("no row in %#v", err)
			}
		})
	}
}

func TestHoldsFindsWhatLiesAcrossBuffers(t *testing.T) {
	t.Parallel()
	for at := 64<<10 - 40; at < 64<<10+10; at++ {
		b := append(make([]byte, at), encryptedName...)
		if !holds(bytes.NewReader(b), encryptedName) {
			t.Errorf("not found at %d", at)
		}
	}
	if holds(bytes.NewReader(encryptedName[:20]), encryptedName) {
		t.Error("found half a name")
	}
}
