package ledger

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
)

func TestBlockRoundTrip(t *testing.T) {
	for _, n := range []int{1, 2, 3, MaxChanges - 1, MaxChanges} {
		b := makeBlock(t, n)

		got, err := ParseBlock(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}

		if err := got.Verify(publicOf(testKey(1))); err != nil {
			t.Errorf("%d changes: %v", n, err)
		}
		lines, err := got.Lines()
		if err != nil || len(lines) != n || got.Hash != b.Hash || got.Size() != len(b.Bytes()) {
			t.Errorf("%d changes: %d lines, %v", n, len(lines), err)
		}
	}
}

func TestSealRefuses(t *testing.T) {
	lines := []Line{makeLine(t, 1, &State{}, map[string]string{"a": "x"}), makeLine(t, 3, &State{}, map[string]string{"a": "y"})}
	header := Header{Stream: testID(2), Scope: testID(3), Grant: testID(4)}

	if _, err := Seal(header, nil, testKey(1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("no changes: %v", err)
	}
	if _, err := Seal(header, lines, testKey(1)); !errors.Is(err, ErrMalformed) {
		t.Errorf("a gap between changes: %v", err)
	}
	if _, err := Seal(header, lines[1:], testKey(1)); !errors.Is(err, ErrMalformed) {
		t.Errorf("change 3 without the block before it: %v", err)
	}
}

// Every bit of a block is under the signature, the root or the form: whatever
// single bit is flipped, reading it fails somewhere.
func TestEveryBitIsGuarded(t *testing.T) {
	good := makeBlock(t, 3).Bytes()
	want, err := ParseBlock(good)
	if err != nil {
		t.Fatal(err)
	}
	wantLines, err := want.Lines()
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(good) * 8 {
		bad := bytes.Clone(good)
		bad[i/8] ^= 1 << (i % 8)
		b, err := ParseBlock(bad)
		if err != nil || b.Verify(publicOf(testKey(1))) != nil {
			continue
		}
		lines, err := b.Lines()
		if err != nil {
			continue
		}
		for j := range lines { // zstd has bits without meaning: then the lines are the same
			if !bytes.Equal(lines[j].Raw(), wantLines[j].Raw()) {
				t.Fatalf("bit %d changed line %d unseen", i, j)
			}
		}
	}
}

func TestVerifyRefusesAnotherKey(t *testing.T) {
	if err := makeBlock(t, 1).Verify(publicOf(testKey(2))); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("got %v", err)
	}
}

func TestUnpackStopsAtTheLimit(t *testing.T) {
	bomb := pack(make([]byte, MaxRaw+1))

	if _, err := unpack(bomb); err == nil {
		t.Error("a body beyond MaxRaw was unpacked")
	}
	if raw, err := unpack(pack(make([]byte, MaxRaw))); err != nil || len(raw) != MaxRaw {
		t.Errorf("a body of MaxRaw: %d bytes, %v", len(raw), err)
	}
}

func TestWithholdKeepsTheSignature(t *testing.T) {
	b := makeBlock(t, 3)
	lines, err := b.Lines()
	if err != nil {
		t.Fatal(err)
	}

	hidden, err := lines[1].Withhold()
	if err != nil {
		t.Fatal(err)
	}

	if hidden.Leaf() != lines[1].Leaf() || bytes.Contains(hidden.Raw(), []byte("Nguyễn")) {
		t.Errorf("withheld line %s", hidden.Raw())
	}
	lines[1] = hidden
	if root, err := rootOf(lines); err != nil || root != b.Header.Root {
		t.Errorf("root after withholding: %v, %v", root, err)
	}
	if s := (State{}); len(s.Apply(hidden, testID(2), RankHamlet)) != 1 || s.Value("ho_ten", noOrder) != nil {
		t.Error("a withheld value is shown")
	}
}

func FuzzParseBlock(f *testing.F) {
	f.Add(makeBlock(f, 2).Bytes())
	f.Add([]byte{})
	f.Add(binary.BigEndian.AppendUint32(nil, 1<<31))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := ParseBlock(data)
		if err != nil {
			return
		}
		if !bytes.Equal(b.Bytes(), data) {
			t.Fatal("a block that was read is not written as it came")
		}
		_, _ = b.Lines()
	})
}

func FuzzParseEntry(f *testing.F) {
	b := makeBlock(f, 1)
	admission, err := SignDoc(testKey(3), ForAdmission, Admission{Scope: testID(3), Block: b.Hash, Rank: RankHamlet, Epoch: testID(5), Seq: 1})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(Entry{Block: &b, Admission: &admission}.Bytes())
	f.Add(Entry{Admission: &admission}.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		if e, err := ParseEntry(data); err == nil && e.Block == nil && e.Admission == nil {
			t.Fatal("an empty entry was read")
		}
	})
}
