package viet

import (
	_ "embed"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Encoding is how the text of a column was written before it reached a cell.
type Encoding uint8

// The encodings met in the files of communes. Numbers are never reused.
const (
	Unicode    Encoding = iota // as it should be; Decode changes nothing
	TCVN3                      // the ABC fonts, .VnTime
	VNIWindows                 // VNI-Times and its like, two bytes a letter
	CP1258                     // Windows-1258 read as Western, or half decomposed
)

// String returns the name by which officers know the encoding.
func (e Encoding) String() string {
	switch e {
	case Unicode:
		return "Unicode"
	case TCVN3:
		return "TCVN3 (ABC)"
	case VNIWindows:
		return "VNI-Windows"
	case CP1258:
		return "Windows-1258"
	}
	return fmt.Sprintf("Encoding(%d)", uint8(e))
}

// Decode turns text of an old encoding, as it looks in a Unicode cell
// («NguyÔn», «Nguyeãn»), into Vietnamese. What the encoding does not know stays
// as it is. It must run before Clean, and only once: decoded text decodes to
// nonsense.
func Decode(enc Encoding, s string) string {
	if isASCII(s) {
		return s
	}
	switch enc {
	case TCVN3:
		return decodeTCVN3(s)
	case VNIWindows:
		return decodeVNI(s)
	case CP1258:
		return decodeCP1258(s)
	case Unicode:
	}
	return s
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// legacyTable says which letter a byte, or a base letter with a mark byte, is.
// Bytes are seen as the Western characters of the same number.
type legacyTable struct {
	tcvn3 map[rune]rune
	vni   map[string]rune
}

//go:embed tables/legacy.csv
var legacyCSV string

var legacy = sync.OnceValue(func() legacyTable {
	t := legacyTable{tcvn3: map[rune]rune{}, vni: map[string]rune{}}
	_, rows, _ := strings.Cut(legacyCSV, "\n")
	for row := range strings.Lines(rows) {
		fields := strings.Split(strings.TrimSpace(row), ",")
		char := []rune(fields[0])[0]
		tcvn3, vni := western(fields[1]), western(fields[2])
		if _, taken := t.tcvn3[tcvn3[0]]; !taken { // small letters come first
			t.tcvn3[tcvn3[0]] = char
		}
		t.addVNI(vni, char)
	}
	return t
})

// addVNI also takes a mark of the other case (Aù beside AÙ), as mixed typing
// left it.
func (t *legacyTable) addVNI(code []rune, char rune) {
	t.vni[string(code)] = char
	if len(code) == 2 {
		t.vni[string([]rune{code[0], unicode.ToLower(code[1])})] = char
		t.vni[string([]rune{code[0], unicode.ToUpper(code[1])})] = char
	}
}

// western reads bytes in hexadecimal as the characters of Latin-1. The table is
// part of the program, so a slip in it is a slip of the programmer.
func western(digits string) []rune {
	raw, err := hex.DecodeString(digits)
	if err != nil {
		panic("viet: tables/legacy.csv: " + err.Error())
	}
	out := make([]rune, len(raw))
	for i, b := range raw {
		out[i] = rune(b)
	}
	return out
}

func decodeTCVN3(s string) string {
	table := legacy().tcvn3
	runes := []rune(s)
	for i, r := range runes {
		if char, ok := table[r]; ok {
			runes[i] = char
		}
	}
	return capitalsOfFont(s, joinCapitals(runes))
}

// joinCapitals mends «Aá», which some converters wrote for Á since TCVN3 has no
// such byte: no syllable has a capital before the same vowel with a tone.
func joinCapitals(runes []rune) []rune {
	out := runes[:0]
	for _, r := range runes {
		if n := len(out); n > 0 {
			base, isBase := letterOf(out[n-1])
			l, ok := letterOf(r)
			if isBase && ok && base.upper && base.tone == level && l.tone != level && !l.upper &&
				(base.plain == l.plain || rune(base.ascii) == base.plain && base.ascii == l.ascii) {
				out[n-1] = unicode.ToUpper(l.lower)
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

// capitalsOfFont raises the accented letters of a cell that is otherwise in
// capitals: their bytes had no capitals and a second font drew them.
func capitalsOfFont(raw string, decoded []rune) string {
	if inCapitals(raw) {
		for i, r := range decoded {
			decoded[i] = unicode.ToUpper(r)
		}
	}
	return string(decoded)
}

// inCapitals reports that every letter of undecoded TCVN3 that has a capital is
// one, and that two stand together: «Hµ» alone may be either.
func inCapitals(raw string) bool {
	together, run := false, 0
	for _, r := range raw {
		switch {
		case r >= 'A' && r <= 'Z', strings.ContainsRune("¡¢£¤¥¦§", r):
			run++
			together = together || run >= 2
		case r >= 'a' && r <= 'z', strings.ContainsRune("¨©ª«¬\u00AD®", r):
			return false
		default:
			run = 0
		}
	}
	return together
}

func decodeVNI(s string) string {
	table := legacy().vni
	runes := []rune(s)
	var b strings.Builder
	for i := 0; i < len(runes); i++ {
		if i+1 < len(runes) {
			if char, ok := table[string(runes[i:i+2])]; ok {
				b.WriteRune(char)
				i++
				continue
			}
		}
		if char, ok := table[string(runes[i])]; ok {
			b.WriteRune(char)
			continue
		}
		b.WriteRune(runes[i])
	}
	return b.String()
}

// decodeCP1258 reads Western characters back as the bytes they were, base letter
// and tone apart or in one; text that is merely half decomposed is put together.
func decodeCP1258(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(cp1258Rune(r))
	}
	return norm.NFC.String(b.String())
}

func cp1258Rune(r rune) rune {
	if raw, ok := charmap.Windows1252.EncodeRune(r); ok {
		if char := charmap.Windows1258.DecodeByte(raw); char != unicode.ReplacementChar {
			return char
		}
	}
	return r
}
