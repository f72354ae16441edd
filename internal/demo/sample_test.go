package demo

import (
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

func TestSampleLines(t *testing.T) {
	lines, err := SampleLines(testSeed, 1000)
	if err != nil || len(lines) != 1000 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	kinds, ops := map[string]int{}, map[ledger.Op]int{}
	for _, raw := range lines {
		line, err := ledger.ParseLine(raw)
		if err != nil {
			t.Fatal(err)
		}
		kinds[line.Change.Kind]++
		ops[line.Change.Op]++
	}
	for _, kind := range []string{registry.KindHousehold, registry.KindPerson, registry.KindVisit} {
		if kinds[kind] < 50 {
			t.Errorf("%d lines of kind %s", kinds[kind], kind)
		}
	}
	if ops[ledger.OpSet] < 20 {
		t.Errorf("%d lines change a record", ops[ledger.OpSet])
	}
}
