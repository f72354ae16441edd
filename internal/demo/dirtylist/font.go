package dirtylist

import (
	"strings"
	"sync"
	"unicode"

	"thamho.vn/internal/viet"
)

// letters are the accented letters of the alphabet, small and capital.
const letters = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"

// fonts are the encoders, found by decoding every byte, so that they are right
// as far as the decoder is, which is tested against the published table.
var fonts = sync.OnceValue(func() map[viet.Encoding]map[rune]string {
	out := map[viet.Encoding]map[rune]string{viet.TCVN3: {}, viet.VNIWindows: {}}
	note := func(enc viet.Encoding, code string) {
		got := []rune(viet.Decode(enc, code))
		if len(got) == 1 && strings.ContainsRune(letters, unicode.ToLower(got[0])) {
			if _, taken := out[enc][got[0]]; !taken {
				out[enc][got[0]] = code
			}
		}
	}
	for b := rune(0x80); b <= 0xFF; b++ {
		note(viet.TCVN3, string(b))
		note(viet.VNIWindows, string(b))
	}
	for base := 'A'; base <= 'z'; base++ {
		for b := rune(0x80); b <= 0xFF; b++ {
			note(viet.VNIWindows, string([]rune{base, b}))
		}
	}
	for _, base := range "ÔÖôö" { // ơ and ư are bytes of their own, with marks after them
		for b := rune(0x80); b <= 0xFF; b++ {
			note(viet.VNIWindows, string([]rune{base, b}))
		}
	}
	return out
})

// encode writes a text as it looks in a cell when its font is lost. TCVN3 had
// no accented capitals: a second font drew them, so they come out small.
func encode(enc viet.Encoding, s string) string {
	table := fonts()[enc]
	var b strings.Builder
	for _, r := range s {
		code, ok := table[r]
		if !ok && r >= 0x80 {
			code, ok = table[unicode.ToLower(r)]
		}
		if !ok {
			code = string(r)
		}
		b.WriteString(code)
	}
	return b.String()
}
