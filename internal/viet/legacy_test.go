package viet

import (
	"encoding/hex"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// legacyRow is one letter of legacy_encodings.csv.
type legacyRow struct {
	char, tcvn3, vni, cp1258 string // the codes as they look in a cell
	halfDecomposed           string
}

func legacyRows(t *testing.T) []legacyRow {
	t.Helper()
	var rows []legacyRow
	for _, r := range table(t, "legacy_encodings.csv") {
		raw, err := hex.DecodeString(r[6])
		if err != nil {
			t.Fatal(err)
		}
		cell, err := charmap.Windows1252.NewDecoder().Bytes(raw)
		if err != nil {
			t.Fatal(err)
		}
		half, err := charmap.Windows1258.NewDecoder().Bytes(raw)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, legacyRow{r[0], r[3], r[5], string(cell), string(half)})
	}
	return rows
}

func TestEveryLetterOfEveryEncoding(t *testing.T) {
	for _, r := range legacyRows(t) {
		wantTCVN3 := r.char
		if c := []rune(r.char)[0]; unicode.IsUpper(c) && !strings.ContainsRune("ĐÂĂÊÔƠƯ", c) {
			wantTCVN3 = strings.ToLower(r.char) // the font made it a capital
		}
		for _, c := range []struct {
			enc        Encoding
			cell, want string
		}{
			{TCVN3, r.tcvn3, wantTCVN3},
			{VNIWindows, r.vni, r.char},
			{CP1258, r.cp1258, r.char},
			{CP1258, r.halfDecomposed, r.char},
			{Unicode, r.char, r.char},
		} {
			if got := Decode(c.enc, c.cell); got != c.want {
				t.Errorf("%v: %q gives %q, want %q", c.enc, c.cell, got, c.want)
			}
		}
	}
}

func TestDecodeCells(t *testing.T) {
	for _, c := range []struct {
		enc        Encoding
		cell, want string
	}{
		{TCVN3, "§Çm D¬i", "Đầm Dơi"},
		{TCVN3, "NguyÔn ThÞ ¸nh TuyÕt", "Nguyễn Thị ánh Tuyết"},
		{TCVN3, "Ph\u00adêng H\u00ADng", "Phường Hưng"},
		{TCVN3, "NGUYÔN THÞ H¦¥NG", "NGUYỄN THỊ HƯƠNG"},
		{TCVN3, "L£ THÞ Hµ", "LÊ THỊ HÀ"},
		{TCVN3, "Hµ", "Hà"},
		{TCVN3, "L\u00ad Hµ", "Lư Hà"},
		{TCVN3, "A¸nh ¢Ên ¡¾n", "Ánh Ấn Ắn"},
		{TCVN3, "An 12/3 (Êp 2)", "An 12/3 (ấp 2)"},
		{VNIWindows, "Ñaàm Dôi", "Đầm Dơi"},
		{VNIWindows, "Nguyeãn Thò AÙnh Tuyeát", "Nguyễn Thị Ánh Tuyết"},
		{VNIWindows, "NGUYEÃN THÒ HÖÔNG", "NGUYỄN THỊ HƯƠNG"},
		{VNIWindows, "Aùnh Eám", "Ánh Ếm"},
		{VNIWindows, "Hö\u00F5u", "Hữu"},
		{CP1258, "Nguyên Thi\u0323", "Nguyên Thị"},
		{CP1258, "Nguyê\u00DEn Thi\u00F2 Hýõng Ðâ\u00CCm", "Nguyễn Thị Hương Đầm"},
		{CP1258, "H\u00E1", "Há"},
		{Unicode, "NguyÔn", "NguyÔn"},
		{Encoding(99), "NguyÔn", "NguyÔn"},
	} {
		if got := Decode(c.enc, c.cell); got != c.want {
			t.Errorf("Decode(%v, %q) = %q, want %q", c.enc, c.cell, got, c.want)
		}
	}
}

// Rule 3 of the cleaning order must come after decoding: Ð is é in TCVN3, and ư
// is the soft hyphen that cleaning removes.
func TestCleaningComesAfterDecoding(t *testing.T) {
	cell := "BÐ H\u00adng"
	if got := Clean(Decode(TCVN3, cell)); got != "Bé Hưng" {
		t.Errorf("decoded, then cleaned: %q", got)
	}
	if got := Decode(TCVN3, Clean(cell)); got == "Bé Hưng" {
		t.Error("the other order should not work; is the rule still needed?")
	}
}

// encoder writes text in an old encoding as it would look in a cell. TCVN3
// capitals fall to small letters, as its one font has them.
func encoder(t *testing.T, enc Encoding) func(string) string {
	t.Helper()
	codes := map[rune]string{}
	for _, r := range legacyRows(t) {
		code := map[Encoding]string{TCVN3: r.tcvn3, VNIWindows: r.vni, CP1258: r.cp1258, Unicode: r.char}[enc]
		codes[[]rune(r.char)[0]] = code
	}
	return func(s string) string {
		var b strings.Builder
		for _, r := range norm.NFC.String(s) {
			if code, ok := codes[r]; ok {
				b.WriteString(code)
			} else {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
}

func TestEveryNameAndSyllableSurvivesTheOldEncodings(t *testing.T) {
	for _, enc := range []Encoding{TCVN3, VNIWindows, CP1258} {
		encode := encoder(t, enc)
		for _, name := range people {
			if got := Decode(enc, encode(name)); MatchKey(got) != MatchKey(name) || enc != TCVN3 && got != name {
				t.Errorf("%v: %q came back as %q", enc, name, got)
			}
			capitals := strings.ToUpper(name)
			if got := Decode(enc, encode(capitals)); got != capitals {
				t.Errorf("%v: %q came back as %q", enc, capitals, got)
			}
		}
		allSyllables(func(word string) {
			if got := Decode(enc, encode(word)); got != word {
				t.Errorf("%v: %q came back as %q", enc, word, got)
			}
		})
	}
}
