package lock

import (
	"bytes"
	"strings"
	"testing"
)

func TestPromise02TheMeterKnowsVietnamese(t *testing.T) {
	t.Parallel()
	for pass, want := range map[string]string{
		"":                        "lock.short",
		"camau2026":               "lock.short",
		"con cá lội":              "lock.short",
		"ghe dua lua tom":         "lock.enough",
		"Ghe Dừa Lúa Tôm":         "lock.enough",
		"con cá lội ngược dòng":   "lock.good",
		"ghe dua lua tom kenh":    "lock.good",
		"ghe dua lua tom kenh oc": "lock.good",
		"con con con con con con": "lock.easy", // a word twice is no word more
		"aaaaaaaaaaaaaaaa":        "lock.easy",
		"123456789012":            "lock.easy",
		"1234567890123456":        "lock.easy",
		"mật khẩu tham ho":        "lock.easy",
		"Việt Nam Cà Mau":         "lock.easy",
		"nguyễn thị út bé":        "lock.easy", // the name itself
		"qwertyqwerty":            "lock.easy",
		"k7#pLq92!xVd":            "lock.good",
		"dkjtyzplmwqh":            "lock.enough",
	} {
		if got := Judge(pass, "Nguyễn Thị Út Bé"); got.Why != want {
			t.Errorf("%q: %+v, want %s", pass, got, want)
		}
	}
}

func TestProposedPassphrases(t *testing.T) {
	t.Parallel()
	if len(wordList) != 256 {
		t.Fatalf("%d words", len(wordList))
	}
	seen := map[string]bool{}
	for _, w := range wordList {
		if seen[w] || len(w) > 7 || strings.ToLower(w) != w {
			t.Errorf("word %q", w)
		}
		seen[w] = true
	}
	rnd := bytes.NewReader(append(bytes.Repeat([]byte{7}, 5), 1, 2, 3, 4, 250)) // five times the same is drawn anew
	got, err := Propose(rnd)
	if err != nil || len(strings.Fields(got)) != proposedWords {
		t.Fatal(got, err)
	}
	if !Judge(got, "Chị Út").Enough {
		t.Errorf("%q is not enough", got)
	}
}
