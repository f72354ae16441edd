package viet

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func encodeAll(names []string, encode func(string) string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = encode(n)
	}
	return out
}

func TestDetectFindsTheEncodingOfAColumn(t *testing.T) {
	for _, enc := range encodings {
		encode := encoder(t, enc)
		for style, change := range map[string]func(string) string{
			"as written": func(s string) string { return s },
			"capitals":   strings.ToUpper,
			"small":      strings.ToLower,
			"wild tones": func(s string) string {
				return strings.NewReplacer("oà", "òa", "uý", "úy", "uỳ", "ùy").Replace(s)
			},
		} {
			column := encodeAll(people, func(s string) string { return encode(change(s)) })
			got, sure := Detect(column)
			if got != enc || sure < Sure {
				t.Errorf("%v, %s: found %v with %.2f", enc, style, got, sure)
			}
		}
	}
}

func TestDetectNeedsOnlyAFewNames(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	wrong, unsure := 0, 0
	const runs = 2000
	for range runs {
		enc := encodings[rnd.IntN(len(encodings))]
		encode := encoder5(t, enc)
		column := make([]string, 5)
		for i := range column {
			column[i] = encode(people[rnd.IntN(len(people))])
		}
		got, sure := Detect(column)
		if got != enc {
			wrong++
			if sure >= Sure {
				t.Errorf("sure of %v for %q, which is %v", got, column, enc)
			}
		} else if sure < Sure {
			unsure++
		}
	}
	t.Logf("columns of five names: %d of %d wrong, %d right but unsure", wrong, runs, unsure)
	if wrong > runs/200 {
		t.Errorf("%d of %d columns of five names misjudged", wrong, runs)
	}
}

var encoders = map[Encoding]func(string) string{}

// encoder5 keeps the encoders: reading the table 2,000 times is no test.
func encoder5(t *testing.T, enc Encoding) func(string) string {
	if encoders[enc] == nil {
		encoders[enc] = encoder(t, enc)
	}
	return encoders[enc]
}

func TestDetectColumnsThatNeedNoDecoding(t *testing.T) {
	for name, column := range map[string][]string{
		"nothing":          nil,
		"empty cells":      {"", "", " "},
		"no accents":       {"nguyen van an", "12/3/2015", "096215900123"},
		"half decomposed":  {"Nguyê\u0303n Thi\u0323", "Đâ\u0300m Dơi", "Trâ\u0300n Văn Be\u0301", "Lê Thi\u0323 Ha\u0300", "Pha\u0323m Ba\u0309o", "Vo\u0303 Ha\u0309i", "Ly\u0301 Ngo\u0323c", "Hô\u0300 Ha\u0323nh"},
		"names of the Ede": {"Y-Blô Kđăm", "H’Mai Niê Kđăm", "Y Đôn Mlô", "Kơnia Ayŭn", "Y Bhĭng Kđoh", "H’Đăm Êñuôl", "Y Krăng Čil", "Rơ Châm Đăm", "Ksor Hơ Bŏ"},
		"eth":              {"Ðặng Thị Ðào", "Ðỗ Văn Ðức", "Ðinh Thị Tuyết", "Trần Văn Ðược", "Nguyễn Ðình Ðạt"},
	} {
		if got, sure := Detect(column); got != Unicode || sure < Sure {
			t.Errorf("%s: found %v with %.2f", name, got, sure)
		}
	}
}

func TestDetectIsUnsureOfOneWordThatFitsTwice(t *testing.T) {
	if got, sure := Detect([]string{"Phó"}); got != Unicode || sure >= Sure {
		t.Errorf("found %v with %.2f", got, sure)
	}
}

func TestDetectReadsToTheEndOfALongColumn(t *testing.T) {
	column := make([]string, 0, 60_000)
	encode := encoder(t, TCVN3)
	for len(column) < 20_000 {
		column = append(column, "Nguyễn Văn Bé")
	}
	for len(column) < 60_000 {
		column = append(column, encode("Nguyễn Văn Bé"))
	}
	if got, sure := Detect(column); got != TCVN3 || sure >= Sure {
		t.Errorf("two thirds TCVN3: found %v with %.2f; a person must look", got, sure)
	}
}

func TestSamplesShowDifferentCells(t *testing.T) {
	column := []string{"An", "BÐ", "BÐ", "Hµ", "H\u00adng", "Bình", "ThÞ", "§µo", "TuyÕt"}
	got := Samples(TCVN3, column, 5)
	if len(got) != 5 || got[0] != (Sample{"BÐ", "Bé"}) || got[4] != (Sample{"ThÞ", "Thị"}) && got[4] != (Sample{"§µo", "Đào"}) {
		t.Errorf("samples %q", got)
	}
	if got := Samples(Unicode, column, 5); len(got) != 0 {
		t.Errorf("Unicode changes %q", got)
	}
}
