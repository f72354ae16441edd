package places

import "testing"

func BenchmarkNation(b *testing.B) {
	for b.Loop() {
		newList(append(homeUnits, "nation_units.csv.zst"), append(homeChanges, "nation_changes.csv.zst"))
	}
}

func BenchmarkHome(b *testing.B) {
	for b.Loop() {
		newList(homeUnits, homeChanges)
	}
}
