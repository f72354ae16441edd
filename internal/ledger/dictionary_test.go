package ledger_test

import (
	"testing"

	"github.com/klauspost/compress/zstd"

	"thamho.vn/internal/demo"
	"thamho.vn/internal/ledger"
)

// A block of one change, which is what a visit over a weak line sends, is much
// smaller with the dictionary; lines of another seed than it was made from.
func TestDictionaryShrinksASingleChange(t *testing.T) {
	lines, err := demo.SampleLines(77, 300)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(false))
	if err != nil {
		t.Fatal(err)
	}
	with, without := 0, 0
	for _, raw := range lines {
		with += len(ledger.Pack(raw))
		without += len(plain.EncodeAll(raw, nil))
	}
	if with*3 > without*2 {
		t.Errorf("%d bytes with the dictionary, %d without", with, without)
	}
}
