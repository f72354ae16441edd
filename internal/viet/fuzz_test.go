package viet

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// seeds is hostile text: loose marks, odd case pairs, singletons of NFC, every
// kind of space, broken bytes, other scripts.
var seeds = []string{
	"", "Nguyễn Thị Kim Ngân", "Ðầm  Dơi", "H’Mai Niê Kđăm", "Gia - rai", "Tòan Qúy", "NguyÔn V¨n H\u00adng", "Nguyeãn Thò AÙnh",
	"\u0300\u0301a\u0323\u0302", "a'\u0300", "h-\u0331", "H\u0331", "İıſK\u212A\u2126\u212BẞǅŉΐΣς", "`\u1FEF´\u1FFD\u0374", "\xff\xfe\x80", "\u200B\u0300\u00AD",
	"a" + strings.Repeat("\u0301", 40), "\u1100\u1161\u11A8", "កម្ពុជា", "ａＡ１", "ﬁ½№⓪Ⅷ", "12 007 0 99999999999999999999999999999999999999", "\U0001F600\u200D\U0001F600", "\u0344\u0958\u2ADC",
	strings.Repeat("ễ", 40), "a\u0300\u0300\u0300", "ấp 2", "ƠƯơư\u0309", "\u0345ᾳ", "…—-‐", "q\u0300u", "gi\u0300",
}

func addSeeds(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
}

func FuzzClean(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if again := Clean(got); again != got {
			t.Errorf("Clean is not idempotent: %+q, then %+q", got, again)
		}
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Errorf("Clean(%+q) = %+q is not NFC", s, got)
		}
		if strings.TrimSpace(got) != got || strings.Contains(got, "  ") || strings.ContainsAny(got, "ÐðƉ\u00A0\t\n\u200B") {
			t.Errorf("Clean(%+q) = %+q is not clean", s, got)
		}
	})
}

func FuzzKeys(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		for name, key := range map[string]func(string) string{"MatchKey": MatchKey, "LooseKey": LooseKey, "SearchKey": SearchKey, "ProperCase": ProperCase} {
			got := key(s)
			if again := key(got); again != got {
				t.Errorf("%s(%+q) = %+q, again %+q", name, s, got, again)
			}
			if fromClean := key(Clean(s)); fromClean != got {
				t.Errorf("%s(%+q) = %+q, of the clean text %+q", name, s, got, fromClean)
			}
			if !utf8.ValidString(got) {
				t.Errorf("%s(%+q) is not UTF-8", name, s)
			}
		}
		if a, b := LooseKey(s), LooseKey(MatchKey(s)); a != b {
			t.Errorf("LooseKey %+q, of the match key %+q", a, b)
		}
		for _, r := range SearchKey(s) {
			if r != ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				t.Errorf("SearchKey(%+q) holds %+q", s, r)
			}
		}
	})
}

func FuzzSortKeys(f *testing.F) {
	for i := range seeds {
		f.Add(seeds[i], seeds[len(seeds)-1-i])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for name, key := range map[string]func(string) []byte{"SortKey": SortKey, "LabelKey": LabelKey} {
			if !bytes.Equal(key(a), key(MatchKey(a))) {
				t.Errorf("%s of %+q and of its match key differ", name, a)
			}
			if onlyAlphabet(a) && onlyAlphabet(b) && bytes.Equal(key(a), key(b)) != (MatchKey(a) == MatchKey(b)) {
				t.Errorf("%s: %+q and %+q are equal as keys or as names, not both", name, a, b)
			}
		}
	})
}

func onlyAlphabet(s string) bool {
	for _, r := range s {
		if _, ok := letterOf(r); !ok && r != ' ' {
			return false
		}
	}
	return true
}

func FuzzComposers(f *testing.F) {
	for _, s := range seeds {
		for _, key := range "asfrxjzeowduhg19670 'ếW\u0301\x00" {
			f.Add(s, key)
		}
	}
	f.Fuzz(func(t *testing.T, before string, key rune) {
		for name, compose := range map[string]composer{"Telex": Telex, "VNI": VNI} {
			after, used := compose(before, key)
			if !used && after != before+string(key) {
				t.Errorf("%s(%+q, %q) = %+q without composing", name, before, key, after)
			}
			if used && after == before+string(key) {
				t.Errorf("%s(%+q, %q) claims to compose and does not", name, before, key)
			}
			if used && !keepsLetters(bareWord(before), bareWord(after), key) {
				t.Errorf("%s(%+q, %q) = %+q lost or made up letters", name, before, key, after)
			}
			kept := before[:lastWord(before)]
			if !strings.HasPrefix(after, kept) {
				t.Errorf("%s(%+q, %q) = %+q touched the words before", name, before, key, after)
			}
			if grown := utf8.RuneCountInString(after) - utf8.RuneCountInString(before); grown > 1 {
				t.Errorf("%s(%+q, %q) = %+q grew by %d", name, before, key, after, grown)
			}
		}
	})
}

// bareWord is the last word with all marks off.
func bareWord(s string) string {
	return SearchKey(s[lastWord(s):])
}

// keepsLetters reports whether key was a mark, a letter, or a w for ư.
func keepsLetters(before, after string, key rune) bool {
	typed := SearchKey(before + string(key))
	return after == before || after == typed || bareWord(typed) == after || (key|0x20) == 'w' && (after == before+"u" || before == "u" && after == "w") ||
		lastWord(before+string(key)) == len(before)+len(string(key))
}

func FuzzTelexStream(f *testing.F) {
	for _, keys := range []string{"Nguyeenx Thij", "thuowrng", "aaaa dddd wwww", "quyzsfrxj", "giuaewd"} {
		f.Add(keys)
	}
	f.Fuzz(func(t *testing.T, keys string) {
		for _, compose := range []composer{Telex, VNI} {
			text := typeAll(compose, keys)
			if utf8.ValidString(keys) && norm.NFC.IsNormalString(keys) && !norm.NFC.IsNormalString(text) {
				t.Errorf("%+q gives %+q, not NFC", keys, text)
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		for _, enc := range encodings {
			got := Decode(enc, s)
			if isASCII(s) && got != s {
				t.Errorf("%v changed plain text %q", enc, s)
			}
			if utf8.ValidString(s) && !utf8.ValidString(got) {
				t.Errorf("%v of %+q is not UTF-8", enc, s)
			}
		}
		if enc, sure := Detect([]string{s}); sure < 0 || sure > 1 || int(enc) >= len(encodings) {
			t.Errorf("Detect: %v with %v", enc, sure)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	addSeeds(f)
	for _, s := range []string{"5/3/2015", "05032015", "2015-03-05", "ngày 5 tháng 3 năm 2015", "31/02/2021", "0/0/0", "--2015"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := ParseDate(s)
		if err != nil {
			if _, typed := err.(*DateError); !typed || w != (Written{}) {
				t.Errorf("ParseDate(%+q) = %v, %v", s, w, err)
			}
			return
		}
		if again, err := ParseDate(FormatDate(w)); err != nil || again != w {
			t.Errorf("%+q was read %v, written %q and read %v, %v", s, w, FormatDate(w), again, err)
		}
	})
}
