package viet

import "testing"

// benchNames runs do over names as an import brings them.
func benchNames(b *testing.B, do func(string)) {
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		do(people[i%len(people)])
		i++
	}
}

func BenchmarkClean(b *testing.B)     { benchNames(b, func(s string) { Clean(s) }) }
func BenchmarkMatchKey(b *testing.B)  { benchNames(b, func(s string) { MatchKey(s) }) }
func BenchmarkLooseKey(b *testing.B)  { benchNames(b, func(s string) { LooseKey(s) }) }
func BenchmarkSearchKey(b *testing.B) { benchNames(b, func(s string) { SearchKey(s) }) }
func BenchmarkSortKey(b *testing.B)   { benchNames(b, func(s string) { SortKey(s) }) }
func BenchmarkLabelKey(b *testing.B)  { benchNames(b, func(s string) { LabelKey(s) }) }

func BenchmarkSearchKeyOddText(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		SearchKey("Nguyê\u0303n Thi\u0323 Müller")
	}
}

func BenchmarkTelex(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Telex("Nguyễn Thị Kim ngaan", 's')
	}
}

func BenchmarkDetect10k(b *testing.B) {
	column := make([]string, 10_000)
	for i := range column {
		column[i] = people[i%len(people)]
	}
	for b.Loop() {
		Detect(column)
	}
}
