package ledger

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
)

// recordOfAKilobyte are 20 fields of about 50 bytes, different each time.
func recordOfAKilobyte(n int) Draft {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	d := Draft{Kind: "person", Record: testID(n), Op: OpCreate, Fields: map[string]json.RawMessage{}}
	for i := range 20 {
		d.Fields[fmt.Sprintf("muc_%02d", i)] = fmt.Appendf(nil, `"Nguyễn Thị %08x, ấp %d, xã Tạ An"`, rng.Uint32(), rng.IntN(20))
	}
	return d
}

func benchLines(b *testing.B, n int) []Line {
	b.Helper()
	lines := make([]Line, n)
	for i := range lines {
		change, values := recordOfAKilobyte(i).Change(uint64(i+1), &State{}, Author{User: testID(9), Version: 1})
		line, err := NewLine(change, values, Salt{byte(i), byte(i >> 8)})
		if err != nil {
			b.Fatal(err)
		}
		lines[i] = line
	}
	return lines
}

func BenchmarkParseLine(b *testing.B) {
	raw := benchLines(b, 1)[0].Raw()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := ParseLine(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkApplyAndEncode(b *testing.B) {
	line := benchLines(b, 1)[0]
	for b.Loop() {
		var s State
		s.Apply(line, testID(2), RankHamlet)
		_ = s.AppendBinary(nil)
	}
}

func BenchmarkSeal(b *testing.B) {
	lines := benchLines(b, 150)
	for b.Loop() {
		if _, err := Seal(Header{Stream: testID(2), Scope: testID(3), Grant: testID(4)}, lines, testKey(1)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBlockLines(b *testing.B) {
	block, err := Seal(Header{Stream: testID(2), Scope: testID(3), Grant: testID(4)}, benchLines(b, 150), testKey(1))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := block.Lines(); err != nil {
			b.Fatal(err)
		}
	}
}
