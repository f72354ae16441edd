package viet

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
)

// table reads a CSV of testdata without its header.
func table(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 2 {
		t.Fatalf("%s holds no vectors", name)
	}
	return rows[1:]
}

func TestEveryTextVector(t *testing.T) {
	for _, row := range table(t, "text_vectors.csv") {
		input, note := row[0], row[6]
		for _, c := range []struct {
			what, got, want string
		}{
			{"Clean", Clean(input), row[2]},
			{"MatchKey", MatchKey(input), row[3]},
			{"LooseKey", LooseKey(input), row[4]},
			{"SearchKey", SearchKey(input), row[5]},
		} {
			if c.got != c.want {
				t.Errorf("%s(%q) = %q, want %q (%s)", c.what, input, c.got, c.want, note)
			}
		}
	}
}

func TestEveryTonePlacementPairIsOneName(t *testing.T) {
	for _, row := range table(t, "tone_placement_pairs.csv") {
		for _, onset := range []string{"", "h", "th", "ngh", "kh"} {
			oldName, newName := onset+row[0], onset+row[1]
			if got := MatchKey(newName); got != oldName {
				t.Errorf("MatchKey(%q) = %q, want %q", newName, got, oldName)
			}
			if got := MatchKey(strings.ToUpper(oldName)); got != oldName {
				t.Errorf("MatchKey of capitals of %q = %q", oldName, got)
			}
		}
	}
}
