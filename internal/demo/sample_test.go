package demo

import (
	"crypto/ed25519"
	"testing"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

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

// A block of one change, which is what a visit over a weak line sends, is much
// smaller with the dictionary; lines of another seed than it was made from.
func TestDictionaryShrinksASingleChange(t *testing.T) {
	lines, err := SampleLines(testSeed, 300)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(false))
	if err != nil {
		t.Fatal(err)
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	with, without := 0, 0
	for _, raw := range lines {
		line, err := ledger.ParseLine(raw)
		if err != nil {
			t.Fatal(err)
		}
		at := line.Change.Seq
		header := ledger.Header{Stream: uuid.New(), Scope: uuid.New(), Grant: uuid.New(), First: at}
		if at > 1 {
			header.Prev = ledger.Sum(raw)
		}
		b, err := ledger.Seal(header, []ledger.Line{line}, key)
		if err != nil {
			t.Fatal(err)
		}
		with += b.BodySize()
		without += len(plain.EncodeAll(raw, nil))
	}
	if with*3 > without*2 {
		t.Errorf("%d bytes with the dictionary, %d without", with, without)
	}
}
