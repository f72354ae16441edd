package words

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/lang"

	langfiles "thamho.vn/assets/lang"
	"thamho.vn/internal/viet"
)

// The two languages hold the same keys with the same places to fill in.
func TestLanguagesAgree(t *testing.T) {
	vi, en := mustRead(Vietnamese), mustRead(English)
	if a, b := keys(vi), keys(en); !slices.Equal(a, b) {
		t.Errorf("only in one language: %v", diff(a, b))
	}
	place := regexp.MustCompile(`\{\{\.\w+\}\}`)
	for key, text := range vi {
		a, b := place.FindAllString(text, -1), place.FindAllString(en[key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: %v in Vietnamese, %v in English", key, a, b)
		}
	}
}

// The app writes hoá and thuỷ, not hóa and thủy, and says its texts in NFC.
func TestVietnameseIsWrittenOneWay(t *testing.T) {
	old := regexp.MustCompile(`(?i)[óòỏõọ]a(\P{L}|$)|[úùủũụ]y(\P{L}|$)`)
	for key, text := range mustRead(Vietnamese) {
		if old.MatchString(text) {
			t.Errorf("%s: old tone style in %q", key, text)
		}
		if viet.Clean(text) != strings.TrimSpace(text) && !strings.Contains(text, "  ") {
			t.Errorf("%s: not clean: %q", key, text)
		}
	}
}

// Every text that the toolkit itself asks for is there in both languages; a
// missing one would be English on a Vietnamese screen.
func TestToolkitHasItsTexts(t *testing.T) {
	for _, language := range []string{Vietnamese, English} {
		raw, err := langfiles.Files.ReadFile("fyne." + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]any{}
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		if len(got) < 39 {
			t.Errorf("%s: %d texts", language, len(got))
		}
	}
	t.Cleanup(func() { texts = mustRead(Vietnamese) })
	if err := Install(Vietnamese); err != nil {
		t.Fatal(err)
	}
	if s := lang.L("Cancel"); s != "Thôi" {
		t.Errorf("the toolkit says %q", s)
	}
}

func TestInstallUnknownLanguage(t *testing.T) {
	if Install("xx") == nil {
		t.Error("a language that is not there was installed")
	}
	if Say("save") != "Lưu" {
		t.Error("a failed install changed the language")
	}
}

func TestSayFillsIn(t *testing.T) {
	if s := Say("child.means", Args{"province": "Cà Mau", "sex": "nam", "year": 2015}); s != "Cà Mau · nam · 2015" {
		t.Errorf("said %q", s)
	}
	if s := Say("no such key"); s != "no such key" {
		t.Errorf("a missing text is hidden: %q", s)
	}
}

func TestClock(t *testing.T) {
	now := time.Date(2023, 1, 10, 16, 20, 0, 0, time.Local)
	if s := Clock(now.Add(-time.Hour), now); s != "15:20" {
		t.Errorf("today: %q", s)
	}
	if s := Clock(now.AddDate(0, 0, -1), now); s != "16:20 09/01/2023" {
		t.Errorf("yesterday: %q", s)
	}
}

func keys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

func diff(a, b []string) []string {
	var out []string
	for _, k := range append(slices.Clone(a), b...) {
		if slices.Contains(a, k) != slices.Contains(b, k) {
			out = append(out, k)
		}
	}
	return out
}
