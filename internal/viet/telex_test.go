package viet

import (
	"strings"
	"testing"
	"unicode/utf8"
)

type composer func(before string, key rune) (string, bool)

// typeAll types keys one by one from an empty field.
func typeAll(compose composer, keys string) string {
	text := ""
	for _, k := range keys {
		text, _ = compose(text, k)
	}
	return text
}

func TestTelex(t *testing.T) {
	for keys, want := range map[string]string{
		"Nguyeenx Thij Kim Ngaan": "Nguyễn Thị Kim Ngân", "Ddaafm Dowi": "Đầm Dơi", "DDAAFM DOWI": "ĐẦM DƠI",
		"Nguyenex": "Nguyễn", "Nguyenxe": "Nguyễn", "dduwowngf": "đường", "duongdwf": "đường", "dduongwf": "đường",
		"Hoaf": "Hoà", "hofa": "hoà", "Hoangf": "Hoàng", "hofang": "hoàng", "Thuys": "Thuý", "thusy": "thuý",
		"toans": "toán", "tosan": "toán", "Khoer": "Khoẻ", "quys": "quý", "qusy": "quý", "Quyeenr": "Quyển",
		"gif": "gì", "gifa": "già", "gias": "giá", "giups": "giúp", "gieengs": "giếng", "gifn": "gìn",
		"thuowr": "thuở", "thuor": "thủo", "thuorw": "thuở", "huow": "huơ", "khuow": "khuơ", "huowng": "hương", "huowu": "hươu",
		"thuowngf": "thường", "quow": "quơ", "quowr": "quở", "uow": "ươ", "tuowi": "tươi", "tuwoi": "tươi", "tuwowi": "tươi",
		"ruowuj": "rượu", "luwongf": "lường", "muown": "mươn", "muonwj": "mượn", "luaw": "lưa", "xuaan": "xuân", "xuana": "xuân",
		"hoawcj": "hoặc", "ngoawn": "ngoăn", "Quaangr": "Quẩng", "quawcj": "quặc", "khuyur": "khuỷu", "khuyar": "khuỷa", "ngoaof": "ngoào",
		"ngoeos": "ngoéo", "gooongf": "goòng", "xooong": "xoong", "sooocs": "soóc", "w": "ư", "tw": "tư", "Wngs": "Ứng", "tuwf": "từ",
		"nghieeng": "nghiêng", "yeeus": "yếu", "Ys": "Ý", "Kddawm": "Kđăm", "Eeban": "Êban", "Y-Bloo": "Y-Blô",
		"H'Mai": "H'Mai", "Dawks Lawks": "Dắk Lắk", "Ruowl": "Rươl", "dend": "đen", "did": "đi", "didd": "did", "danhd": "đanh", "Dd": "Đ", "dD": "đ",
		"muaf": "mùa", "mufa": "mùa", "cuar": "của", "tuaanr": "tuẩn", "tuansa": "tuấn", "hueej": "huệ",
		"tieengs": "tiếng", "tiesng": "tiéng", "tiesnge": "tiếng", "VIEETJ": "VIỆT", "Vieetj nam": "Việt nam", "asz": "a", "asf": "à", "hoafz": "hoa",
	} {
		if got := typeAll(Telex, keys); got != want {
			t.Errorf("%s gives %q, want %q", keys, got, want)
		}
	}
}

func TestTelexTwiceGivesTheLetter(t *testing.T) {
	for keys, want := range map[string]string{
		"aaa": "aa", "eee": "ee", "ooo": "oo", "ddd": "dd", "aww": "aw", "oww": "ow", "tuww": "tuw", "ww": "w", "WW": "W", "www": "ww",
		"ass": "as", "aff": "af", "arr": "ar", "axx": "ax", "ajj": "aj", "z": "z", "az": "az", "asss": "ass", "aaaa": "aaa", "dddd": "ddd",
		"Jesssica": "Jessica", "Hanaa": "Hana", "Wwilliam": "William", "tuoww": "tuow", "thuoww": "thuow", "muonoo": "muono", "dendd": "dend",
		"Annna": "Annna", "Anna": "Anna", "facebook": "facebook", "Diana": "Diana", "Anha": "Anha", "tuanw": "tuanw", "hocw": "hocw", "hoaa": "hoaa", "tooss": "tôs",
	} {
		if got := typeAll(Telex, keys); got != want {
			t.Errorf("%s gives %q, want %q", keys, got, want)
		}
	}
}

func TestTelexSaysWhetherItComposed(t *testing.T) {
	for _, c := range []struct {
		before string
		key    rune
		after  string
		used   bool
	}{
		{"", 'a', "a", false},
		{"", 's', "s", false},
		{"Nguyễn Văn ", 's', "Nguyễn Văn s", false},
		{"Nguyễn Văn", ' ', "Nguyễn Văn ", false},
		{"toa", 'n', "toan", false},
		{"toa", 's', "toá", true},
		{"hò", 'a', "hoà", true},
		{"hòa", ' ', "hòa ", false},
		{"hòa", 'n', "hoàn", true},
		{"thuơ", 'n', "thươn", true},
		{"A1", 's', "A1s", false},
		{"12a", 'a', "12aa", false},
		{"bat", 'f', "batf", false},
		{"strongs", 's', "strongss", false},
		{"Hòá", 's', "Hòás", false},
		{"hó", 'â', "hóâ", false},
		{"hưo", 'w', "hươ", true},
		{"ñ", 'b', "ñb", false},
		{"dñ", 'd', "dñd", false},
		{"nguyễnvănannguyễn", 's', "nguyễnvănannguyễns", false},
		{"\xff", 'a', "\xffa", false},
		{"ha\xff", 's', "ha\xffs", false},
		{"зa", 's', "зas", false},
		{"nghiê\u0301ng", 's', "nghiêngs", true},
	} {
		after, used := Telex(c.before, c.key)
		if after != c.after || used != c.used {
			t.Errorf("Telex(%q, %q) = %q, %v; want %q, %v", c.before, c.key, after, used, c.after, c.used)
		}
	}
}

func TestComposersLeaveFinishedLettersAlone(t *testing.T) {
	for name, compose := range map[string]composer{"Telex": Telex, "VNI": VNI} {
		allSyllables(func(word string) {
			if strings.Contains(SearchKey(word), "oo") {
				return // plain letters alone can't tell xoong from xôn on its way
			}
			if got := typeAll(compose, "Bé "+word); got != "Bé "+word {
				t.Errorf("%s: %q arrived as %q", name, word, got)
			}
			for _, r := range word {
				if r < utf8.RuneSelf {
					continue
				}
				if after, used := compose(word, r); used || after != word+string(r) {
					t.Errorf("%s touched the finished letter %q after %q", name, r, word)
				}
			}
		})
	}
}

// An input method that works by Backspace and finished letters sends the word
// again; composing on must go from what stands there.
func TestTelexGoesOnAfterBackspace(t *testing.T) {
	text := typeAll(Telex, "Nguyeenx")
	text = strings.TrimSuffix(text, "n")
	if text, _ = Telex(text, 'n'); text != "Nguyễn" {
		t.Errorf("retyped n gives %q", text)
	}
	if text, _ = Telex(text, 's'); text != "Nguyến" {
		t.Errorf("another tone gives %q", text)
	}
	if text, _ = Telex(text, 'z'); text != "Nguyên" {
		t.Errorf("no tone gives %q", text)
	}
}

var telexMarks = map[rune]string{'ă': "aw", 'â': "aa", 'ê': "ee", 'ô': "oo", 'ơ': "ow", 'ư': "uw", 'đ': "dd"}

var telexTones = [toneCount]string{"", "f", "r", "x", "s", "j"}

// streams returns the ways in which people type a syllable: marks at once and
// tone last; tone behind its vowels; marks last; one w for ươ.
func streams(word string, marks map[rune]string, tones [toneCount]string) []string {
	s, _ := spell(word)
	var atOnce, early, bare, late string
	for i, r := range s.plain[:s.n] {
		keys, marked := marks[r]
		if !marked {
			keys = string(r)
		}
		atOnce += keys
		early += keys
		if i == s.coda-1 {
			early += tones[s.tone]
		}
		bare += string(rune(asciiOf(r)))
		if marked && (r != 'ư' || s.letter(i+1) != 'ơ') {
			late += keys[1:]
		}
	}
	out := []string{atOnce + tones[s.tone], early, bare + late + tones[s.tone], bare + tones[s.tone] + late}
	return append(out, strings.ReplaceAll(out[0], marks['ư']+marks['ơ'], "u"+marks['ơ']))
}

func TestTelexTypesEverySyllable(t *testing.T) {
	n := 0
	allSyllables(func(word string) {
		n++
		for _, keys := range streams(word, telexMarks, telexTones) {
			if strings.Contains(word, "oo") || strings.Contains(SearchKey(word), "oo") {
				keys = strings.Replace(keys, "oo", "ooo", 1)
			}
			if got := typeAll(Telex, keys); got != word {
				t.Errorf("%s gives %q, want %q", keys, got, word)
			}
			if got := typeAll(Telex, strings.ToUpper(keys)); got != strings.ToUpper(word) {
				t.Errorf("%s in capitals gives %q", keys, got)
			}
		}
	})
	if n < 15_000 {
		t.Errorf("only %d syllables", n)
	}
}
