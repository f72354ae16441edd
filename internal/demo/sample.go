package demo

import "fmt"

// SampleLines returns n ledger lines as laptops of the province write them, a
// few hamlets' worth mixed, to train the compression dictionary on. The caller
// owns them.
func SampleLines(of uint64, n int) ([][]byte, error) {
	l, err := newLoader(nil, Options{Seed: of})
	if err != nil {
		return nil, fmt.Errorf("plan the sample: %w", err)
	}
	out := make([][]byte, 0, n)
	for i := 0; len(out) < n; i++ {
		c := &l.communes[i*37%len(l.communes)]
		h := &c.hamlets[i%len(c.hamlets)]
		lines, err := l.sampleOf(c, h)
		if err != nil {
			return nil, fmt.Errorf("sample of %s: %w", h.path, err)
		}
		out = append(out, lines[:min(len(lines), n-len(out))]...)
	}
	return out, nil
}

// sampleOf returns every third line of a hamlet: all kinds, no long runs of
// one family.
func (l *loader) sampleOf(c *commune, h *hamlet) ([][]byte, error) {
	acts, err := l.writeCensus(c, h)
	if err != nil {
		return nil, err
	}
	pen := l.pen(office{path: h.path, ids: l.seed, scope: h.scope()})
	pen.watch(acts)
	var out [][]byte
	for i, a := range acts {
		line, err := pen.line(a)
		if err != nil {
			return nil, err
		}
		if i%3 == 0 {
			out = append(out, line.Raw())
		}
	}
	return out, nil
}
