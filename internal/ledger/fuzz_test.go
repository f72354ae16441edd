package ledger

import (
	"bytes"
	"encoding/json"
	"testing"
)

// A header is read in one way only: what was read, written again and read
// again, is the same header.
func FuzzHeader(f *testing.F) {
	b := makeBlock(f, 2)
	f.Add(b.header)
	f.Add([]byte(`{"v":1}`))
	f.Add(bytes.Replace(b.header, []byte(`"first":1`), []byte(`"first":1e0`), 1))
	f.Fuzz(func(t *testing.T, data []byte) {
		var h Header
		if len(data) > MaxHeader || json.Unmarshal(data, &h) != nil || h.Validate() != nil {
			return
		}
		again, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		var second Header
		if json.Unmarshal(again, &second) != nil || second != h || second.Last-second.First >= MaxChanges {
			t.Fatalf("%s was read as %+v", data, h)
		}
	})
}

// A change that is taken says the same to encoding/json, and its own writing of
// it says the same again.
func FuzzChange(f *testing.F) {
	l := makeLine(f, 7, &State{}, map[string]string{"ho_ten": "Út", "me": "Tư"})
	outer, err := splitLine(l.raw)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(outer.Change))
	f.Add([]byte(`{"q":1,"k":"person","r":"00000000-0000-4000-8000-000000000010","o":"set","n":["a"],"c":{"a":["00000000-0000-4000-8000-000000000005/1/pBEzQ740KR8"]},"v":1,"u":"00000000-0000-4000-8000-000000000002","w":-1}`))
	f.Add([]byte(`{"q":1,"q":2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return // members relies on it; splitLine checks
		}
		c, err := parseChange(data)
		if err != nil || c.Validate() != nil {
			return
		}
		var other Change
		if err := json.Unmarshal(data, &other); err != nil {
			t.Fatalf("%s: taken here, not by encoding/json: %v", data, err)
		}
		again, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		second, err := parseChange(again)
		if err != nil || second.Seq != c.Seq || second.Record != c.Record || len(second.Names) != len(c.Names) || other.Seq != c.Seq || other.Wall != c.Wall {
			t.Fatalf("%s was read as %+v, then %+v", data, c, second)
		}
	})
}

// Every bit of a block is under the signature: whatever is altered, the block
// is refused or says the same.
func FuzzAlteredBlock(f *testing.F) {
	for _, at := range []uint32{0, 3, 40, 330, 395, 460, 1 << 20} {
		f.Add(at, byte(1), uint8(3))
		f.Add(at, byte(0x80), uint8(1))
	}
	f.Fuzz(func(t *testing.T, at uint32, flip byte, lines uint8) {
		good := makeBlock(t, int(lines%16)+1)
		want, err := good.Lines()
		if err != nil {
			t.Fatal(err)
		}
		data := good.Bytes()
		data[int(at)%len(data)] ^= flip
		b, err := ParseBlock(data)
		if err != nil || b.Verify(publicOf(testKey(1))) != nil {
			return
		}
		got, err := b.Lines()
		if err != nil {
			return
		}
		if b.Header != good.Header || len(got) != len(want) {
			t.Fatalf("byte %d xor %x: another header was taken", at, flip)
		}
		for i := range got {
			if !bytes.Equal(got[i].Raw(), want[i].Raw()) {
				t.Fatalf("byte %d xor %x: another line %d was taken", at, flip, i)
			}
		}
	})
}
