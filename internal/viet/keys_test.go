package viet

import "testing"

func TestMatchKeyPutsEveryToneInItsPlace(t *testing.T) {
	for in, want := range map[string]string{
		"Tòan": "toàn", "Hòang": "hoàng", "Qúy": "quý", "Thúyên": "thuyến", "Gía": "giá", "Gìau": "giàu",
		"Húynh": "huýnh", "Thủyên": "thuyển", "Ngọăn": "ngoặn", "Lọai": "loại", "Khủyu": "khuỷu",
		"Bíêt": "biết", "Tiêń": "tiến", "Cửơng": "cưởng", "Mùôn": "muồn", "Yêń": "yến", "Ngòai": "ngoài",
		"Thaí": "thái", "Maĩ": "mãi", "Cuả": "của", "Mưà": "mừa", "Kía": "kía", "Nguỹên": "nguyễn",
		"Nguyêñ": "nguyễn", "Hoang\u0300": "hoàng", "Quỳ": "quỳ", "Quảng": "quảng", "Qủang": "quảng",
		"Giúp": "giúp", "Gìn": "gìn", "Giếng": "giếng", "Gíêng": "giếng", "Thuở": "thuở", "Hụê": "huệ",
		"Goòng": "goòng", "Gòong": "goòng", "Khuya": "khuya", "Ngoéo": "ngoéo", "Ngóeo": "ngoéo",
		"Đắk": "đắk", "Lọk": "lọk",
	} {
		if got := MatchKey(in); got != want {
			t.Errorf("MatchKey(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMatchKeyLeavesWhatIsNoSyllable(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Krông Păc": "krông păc", "Zoë": "zoë", "Peña": "peña", "Ấp 12A": "ấp 12a", "Hòá": "hòá",
		"NGUYỄNVĂNAN": "nguyễnvănan", "Y–Blô": "y blô", "H‘Mai": "hmai", "M'Nông": "mnông", " - ": "",
		"Cà Mau (cũ)": "cà mau (cũ)", "(Hoà), Tòan.2oà": "(hòa), toàn.2òa", "Ka - Ly": "ka ly", "Ðào": "đào",
	} {
		if got := MatchKey(in); got != want {
			t.Errorf("MatchKey(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLettersMakeDifferentPeople(t *testing.T) {
	for _, pair := range [][2]string{{"An", "Ân"}, {"Ăn", "Ân"}, {"Đung", "Dung"}, {"Thơ", "Thô"}, {"Thu", "Thư"}, {"Lan", "Làn"}, {"Thủy", "Thúy"}} {
		if MatchKey(pair[0]) == MatchKey(pair[1]) {
			t.Errorf("%s and %s have one match key", pair[0], pair[1])
		}
		if LooseKey(pair[0]) == LooseKey(pair[1]) {
			t.Errorf("%s and %s have one loose key", pair[0], pair[1])
		}
	}
}

func TestLooseKeyFoldsOnlyTheClosingY(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Mỹ", "Mĩ", true},
		{"LÝ", "lí", true},
		{"Kỳ", "Kì", true},
		{"Quý", "Qúi", true},
		{"Vy", "Vi", true},
		{"Thy", "Thi", true},
		{"Hoà Mỹ", "Hòa Mĩ", true},
		{"Sỹ", "Sĩ", true},
		{"Thúy", "Thúi", false},
		{"Mây", "Mâi", false},
		{"Tay", "Tai", false},
		{"Y", "I", false},
		{"Mỹ", "Mị", false},
		{"Huy", "Hui", false},
		{"Yên", "Iên", false},
	} {
		if got := LooseKey(c.a) == LooseKey(c.b); got != c.same {
			t.Errorf("LooseKey %q and %q: same %v, want %v", LooseKey(c.a), LooseKey(c.b), got, c.same)
		}
		if c.same && MatchKey(c.a) == MatchKey(c.b) {
			t.Errorf("%s and %s must not share a match key", c.a, c.b)
		}
	}
}

func TestSearchKey(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "  Đầm   Dơi ": "dam doi", "TP.Cà Mau": "tp ca mau", "Ấp 12-A/3": "ap 12 a 3", "Ɖặng Ðào": "dang dao",
		"H`Mai": "hmai", "Zoë Müller": "zoe muller", "Čư M’gar": "cu mgar", "ＡＮ　１２": "an 12", "Ấp №3": "ap no3",
		"---": "", "ĐOÀN": "doan", "o\u0302\u0301n": "on", "a\xFFb": "a b", "Ng\u200Buyễn": "nguyen", "a\tb\nc": "a b c",
		"(An)": "an", "Ƭ": "ƭ",
	} {
		if got := SearchKey(in); got != want {
			t.Errorf("SearchKey(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSearchKeyTakesBothRoadsToOnePlace(t *testing.T) {
	allSyllables(func(word string) {
		if fast, slow := SearchKey(word), searchSlowly(word); fast != slow {
			t.Errorf("SearchKey(%q) is %q by the table, %q by Unicode", word, fast, slow)
		}
	})
}
