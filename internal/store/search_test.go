package store

import (
	"fmt"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	for n, head := range []string{"", "Nguyễn Thị Hường", "Ðặng Văn Đầm", "Trâm Hoà Bình", "Trần Văn Hòa", "Lê Hướng Dương"} {
		if n > 0 {
			p.family(t, s, n, head)
		}
	}
	for text, want := range map[string]string{
		"nguyen thi huong": "[1 5]", // in 5 the words stand in two names: behind the one who bears them all
		"NGUYỄN thị Hường": "[1 5]",
		"dang van dam":     "[2]", // the head is typed with the Icelandic letter
		"tran":             "[4]",
		"tra":              "[3 4]",
		"hoa":              "[3 4]", // both ways to place the tone
		"huong":            "[1 5]",
		"kenh ba":          "[1 2 3 4 5]",
		"ke":               "[1 2 3 4 5]",
		"duong kenh":       "[5]", // a word of a name, a word of the place
		"kenh hoa":         "[3 4]",
		"dao":              "[1 2 3 4 5]", // a member
		"3":                "[3]",
		"003":              "[3]",
		"900004":           "[4]", // the last digits of a member's number
		"096 215 900 005":  "[5]",
		"không có":         "[]",
		`" OR 1=1 --`:      "[]",
		"* ( ) : ^ -":      "[]",
	} {
		t.Run(text, func(t *testing.T) {
			keys := must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{Text: text}))
			rows := must[[]registry.HouseholdRow](t)(s.HouseholdRows(t.Context(), keys))

			got := []int{}
			for _, r := range rows {
				got = append(got, r.Number)
			}
			if fmt.Sprint(got) != want {
				t.Errorf("got %v, want %s", got, want)
			}
		})
	}
}

func TestSearchWithinAFilter(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	p.family(t, s, 1, "Nguyễn Thị Ánh")
	visited := p.family(t, s, 2, "Nguyễn Thị Bông")
	write(t, s, p.scope, draftOf(t, registry.KindVisit, testID(5), registry.Visit{}, registry.Visit{Household: visited, Outcome: registry.MetNoChange}))

	keys := must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{Hamlet: p.hamlet, Text: "nguyen thi", Filter: registry.NotVisited}))

	if len(keys) != 1 {
		t.Errorf("%d households", len(keys))
	}
}
