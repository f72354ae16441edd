package viet

import (
	"strings"
	"testing"
)

func TestVNI(t *testing.T) {
	for keys, want := range map[string]string{
		"Nguye6n4 Thi5 Kim Nga6n": "Nguyễn Thị Kim Ngân", "D9a62m Do7i": "Đầm Dơi", "DD": "DD", "d9u7o7ng2": "đường", "duong972": "đường",
		"thuo73": "thuở", "huo7": "huơ", "huo7ng": "hương", "tuo7i": "tươi", "Hoa2": "Hoà", "Ho2a": "Hoà", "qu1y": "quý", "a8n": "ăn", "xoa8n": "xoăn",
		"a11": "a1", "a66": "a6", "a88": "a8", "o77": "o7", "d99": "d9", "a10": "a", "a0": "a0", "a111": "a11", "As": "As", "ww": "ww", "aa": "aa",
		"Ap 1": "Ap 1", "12": "12", "A1 2": "Á 2", "to6i": "tôi", "e6": "ê", "tie6ng1": "tiếng", "tieng61": "tiếng", "ba6t2": "bât2",
	} {
		if got := typeAll(VNI, keys); got != want {
			t.Errorf("%s gives %q, want %q", keys, got, want)
		}
	}
}

func TestVNITypesEverySyllable(t *testing.T) {
	marks := map[rune]string{'ă': "a8", 'â': "a6", 'ê': "e6", 'ô': "o6", 'ơ': "o7", 'ư': "u7", 'đ': "d9"}
	tones := [toneCount]string{"", "2", "3", "4", "1", "5"}
	allSyllables(func(word string) {
		for _, keys := range streams(word, marks, tones) {
			if got := typeAll(VNI, keys); got != word {
				t.Errorf("%s gives %q, want %q", keys, got, word)
			}
			if got := typeAll(VNI, strings.ToUpper(keys)); got != strings.ToUpper(word) {
				t.Errorf("%s in capitals gives %q", keys, got)
			}
		}
	})
}
