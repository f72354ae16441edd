package demo

import (
	"fmt"
	"testing"

	"thamho.vn/internal/registry"
)

// At any scale each hamlet has exactly its children, no number comes twice,
// and the stream stays within the days of the census.
func TestCensusAtOtherScales(t *testing.T) {
	for scale, communes := range map[float64][]string{0.001: nil, 0.05: {demoCommune, "32002"}, 10: {"32239"}, maxScale: {"32239"}} {
		t.Run(fmt.Sprint(scale), func(t *testing.T) {
			t.Parallel()
			l := testLoader(t, Options{Seed: testSeed, Scale: scale, Communes: communes})
			pins := map[registry.PIN]bool{}
			err := l.eachHamlet(l.wanted, func(c *commune, h *hamlet) error {
				if scale > 1 && h.Order > 2 {
					return nil // two hamlets of thousands tell enough
				}
				_, families, err := l.census(l.tables, c, h)
				checkCensus(t, h, families, pins)
				if h.Order == 1 {
					checkClock(t, streamOf(t, l, c, h))
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func checkCensus(t *testing.T, h *hamlet, families []*family, pins map[registry.PIN]bool) {
	t.Helper()
	var got Counts
	for _, f := range families {
		for i := range f.children {
			c := &f.children[i]
			got.Children++
			if c.IsEntered() {
				got.Entered++
			}
			if !c.HasNumber() {
				got.NoNumber++
			} else if pins[c.Number.PIN] {
				t.Errorf("%s: a number twice", h.path)
			}
			pins[c.Number.PIN] = true
		}
	}
	if got != h.Counts {
		t.Errorf("%s has %+v, want %+v", h.path, got, h.Counts)
	}
}
