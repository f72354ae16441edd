package demo

import "testing"

// BenchmarkCommune makes and seals the people of xã Tạ An Khương.
func BenchmarkCommune(b *testing.B) {
	for b.Loop() {
		l := testLoader(b, Options{Seed: testSeed, Communes: []string{demoCommune}})
		lines, packed := 0, 0
		err := l.eachHamlet(l.wanted, func(c *commune, h *hamlet) error {
			for _, block := range streamOf(b, l, c, h) {
				lines += int(block.Header.Last - block.Header.First + 1)
				packed += block.Size()
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(lines), "changes")
		b.ReportMetric(float64(packed)/float64(lines), "B/change")
	}
}

func BenchmarkPlan(b *testing.B) {
	for b.Loop() {
		testPlan(b, 1)
	}
}
