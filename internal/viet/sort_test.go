package viet

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

func wantOrder(t *testing.T, key func(string) []byte, ordered ...string) {
	t.Helper()
	for i := 1; i < len(ordered); i++ {
		if bytes.Compare(key(ordered[i-1]), key(ordered[i])) >= 0 {
			t.Errorf("%q must come before %q", ordered[i-1], ordered[i])
		}
	}
}

func TestSortKeyOrdersByGivenThenFamilyThenMiddleName(t *testing.T) {
	wantOrder(t, SortKey,
		"An", "Lê Thị An", "Nguyễn Văn An", "Nguyễn Văn Bé An", "Trần An", "Trần Thị An",
		"Bùi Văn Án", "Lê Ẩn", "Lê Bảo", "Lê Dương", "Lê Đào", "Phan Hoà", "Phan Hoàng", "Võ Lan", "Bùi Làn", "Lê Mã", "Y-Blô Êban Ý")
}

func TestSortKeyKeepsTheOrderOfTonesAndLetters(t *testing.T) {
	wantOrder(t, SortKey, "ma", "mà", "mả", "mã", "má", "mạ", "măng", "mân")
	wantOrder(t, LabelKey, "a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "f", "g", "h", "i", "j", "k", "l", "m", "n",
		"o", "ô", "ơ", "p", "q", "r", "s", "t", "u", "ư", "v", "w", "x", "y", "z")
}

func TestOneNameHasOneSortKey(t *testing.T) {
	for _, pair := range [][2]string{{"Hoà", "HÒA"}, {"Thuý Hằng", "Thúy Hằng"}, {"Tòan", "Toàn"}, {"Ðào", "Đào"}, {"H'Mai", "H’Mai"}, {"Nguyễn Văn An", "Nguyễn Văn An ."}, {"TP.Cà Mau", "TP. Cà Mau"}} {
		if !bytes.Equal(SortKey(pair[0]), SortKey(pair[1])) {
			t.Errorf("%s and %s are sorted apart", pair[0], pair[1])
		}
	}
}

func TestLabelKeyOrdersNumbersByValue(t *testing.T) {
	wantOrder(t, LabelKey, "Ấp 1", "Ấp 1A", "Ấp 1B", "Ấp 02", "Ấp 2 Bắc", "Ấp 2 Nam", "Ấp 10", "Ấp 100", "Ấp Tân An", "Ấp Tân Đức",
		"Ấp Tân Đức 2", "Ấp Tân Đức 10", "Khóm 1", "Khóm 12", "Phường 2", "Phường 10", "Xã Khánh Hoà", "Xã Tân Ân", "Xã Tân Ân Tây")
	wantOrder(t, LabelKey, "Ấp 9", "Ấp 99999999999999999999999999999998", "Ấp 99999999999999999999999999999999")
}

// The weights are the package's own; a collation library is the oracle.
func TestWordsSortAsTheCollationOfVietnameseDoes(t *testing.T) {
	var words []string
	allSyllables(func(w string) { words = append(words, MatchKey(w)) })
	oracle := collate.New(language.Vietnamese)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		a, b := words[rnd.IntN(len(words))], words[rnd.IntN(len(words))]
		if got, want := bytes.Compare(SortKey(a), SortKey(b)), oracle.CompareString(a, b); got != want {
			t.Fatalf("%s against %s: %d, collation says %d", a, b, got, want)
		}
	}
	slices.SortFunc(words, func(a, b string) int { return bytes.Compare(SortKey(a), SortKey(b)) })
	if !slices.IsSortedFunc(words, oracle.CompareString) {
		t.Error("sorted list is out of order for the collation")
	}
}

func TestSortKeyComparesNamePartByPart(t *testing.T) {
	oracle := collate.New(language.Vietnamese)
	parts := func(name string) []string {
		w := strings.Fields(MatchKey(name))
		return append(w[len(w)-1:], w[:len(w)-1]...)
	}
	for _, a := range people {
		for _, b := range people {
			want := slices.CompareFunc(parts(a), parts(b), oracle.CompareString)
			if got := bytes.Compare(SortKey(a), SortKey(b)); got != want {
				t.Errorf("%s against %s: %d, want %d", a, b, got, want)
			}
		}
	}
}
