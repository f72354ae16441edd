package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// What two replicas hold, joined, is what one holds that saw the changes of
// both, whoever joins whom.
func TestJoiningStatesIsApplyingBothHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history := drawHistory(t)
		var a, b, both []written
		for _, w := range history {
			where := rapid.IntRange(0, 2).Draw(t, "where")
			if where != 1 {
				a = append(a, w)
			}
			if where != 0 {
				b = append(b, w)
			}
			both = append(both, w)
		}
		want := merged(both)
		for _, pair := range [][2][]written{{a, b}, {b, a}} {
			left, right := merged(pair[0]), merged(pair[1])
			left.Join(right)
			if !bytes.Equal(left.AppendBinary(nil), want.AppendBinary(nil)) {
				t.Fatalf("joined %+v\nwant %+v", left, want)
			}
			if left.Join(right) {
				t.Fatal("joined again, it says that something changed")
			}
		}
	})
}

func makeSnapshot(t testing.TB, n int) (refs []SegmentRef, packed [][]byte, records []SnapshotRecord) {
	t.Helper()
	g := NewSegments(func(_ SegmentRef, p []byte) error { packed = append(packed, p); return nil })
	for i := range n {
		s := State{Kind: "person", Record: uuid.UUID{15: byte(i), 14: byte(i >> 8), 0: 1}}
		for q := range uint64(1 + i%3) {
			line := makeLine(t, q+1, &s, map[string]string{"ho_ten": fmt.Sprint("Nguyễn Văn ", i, q), fmt.Sprint("muc_", q): "x"})
			s.Apply(line, testID(2+i%2), RankHamlet)
		}
		rec := SnapshotRecord{State: s, User: testID(9), Wall: 1673337600000 - int64(i)}
		for j, dot := range s.Surviving() {
			rec.Said = append(rec.Said, Said{Dot: dot, User: testID(9 + j%2), Wall: int64(-j), Seq: uint64(i)})
		}
		if err := g.Add(rec); err != nil {
			t.Fatal(err)
		}
		records = append(records, rec)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	return g.Refs, packed, records
}

func TestSegmentsBringTheRecordsBack(t *testing.T) {
	for _, n := range []int{0, 1, 2, 500} {
		refs, packed, want := makeSnapshot(t, n)
		var got []SnapshotRecord
		for i, ref := range refs {
			records, err := ParseSegment(ref, packed[i])
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, records...)
		}
		if len(got) != len(want) {
			t.Fatalf("%d records of %d", len(got), len(want))
		}
		for i := range got {
			a, b := got[i], want[i]
			if !bytes.Equal(a.State.AppendBinary(nil), b.State.AppendBinary(nil)) || a.User != b.User || a.Wall != b.Wall || !reflect.DeepEqual(a.Said, b.Said) {
				t.Errorf("record %d: %+v, want %+v", i, a, b)
			}
		}
	}
	if refs, _, _ := makeSnapshot(t, 500); len(refs) < 2 {
		t.Errorf("500 records in %d segments", len(refs))
	}
}

// A record that changes renames its own segment; a laptop that came half way
// keeps the others.
func TestSegmentsKeepTheirNamesBesideAChange(t *testing.T) {
	before, _, records := makeSnapshot(t, 1000)
	var after []SegmentRef
	g := NewSegments(func(SegmentRef, []byte) error { return nil })
	for i, rec := range records {
		if i == 300 {
			rec.Wall++
		}
		if err := g.Add(rec); err != nil {
			t.Fatal(err)
		}
	}
	_ = g.Close()
	after = g.Refs
	changed := 0
	for i := range after {
		if before[i].Hash != after[i].Hash {
			changed++
		}
	}
	if len(after) != len(before) || changed != 1 {
		t.Errorf("%d of %d segments have another name", changed, len(after))
	}
}

func signedManifest(t testing.TB, refs []SegmentRef, records int) (*Trust, SignedManifest) {
	t.Helper()
	trust := NewTrust(publicOf(testKey(1)))
	cert, err := SignDoc(testKey(1), ForServer, ServerCert{Server: testID(7), Sign: publicOf(testKey(2))})
	if err != nil {
		t.Fatal(err)
	}
	if err := trust.AddServer(cert); err != nil {
		t.Fatal(err)
	}
	last, err := SignDoc(testKey(2), ForAdmission, Admission{Scope: testID(3), Epoch: testID(6), Seq: 12, Rank: RankHamlet})
	if err != nil {
		t.Fatal(err)
	}
	m, err := SignDoc(testKey(2), ForSnapshot, Manifest{
		Version: ManifestVersion, Server: testID(7), Scope: testID(3), Epoch: testID(6), Seq: 12, Last: last,
		Records: records, Segments: refs, Root: RootOf(refs),
	})
	if err != nil {
		t.Fatal(err)
	}
	return trust, m
}

func TestAManifestIsBelievedOnlyWhole(t *testing.T) {
	refs, _, records := makeSnapshot(t, 300)
	trust, good := signedManifest(t, refs, len(records))
	if err := trust.CheckManifest(good); err != nil {
		t.Fatal(err)
	}
	again, err := ParseManifest(good.Bytes())
	if err != nil || trust.CheckManifest(again) != nil {
		t.Fatalf("read again: %v", err)
	}
	for name, bend := range map[string]func(*Manifest){
		"another version":      func(m *Manifest) { m.Version = 2 },
		"no scope":             func(m *Manifest) { m.Scope = uuid.Nil },
		"place zero":           func(m *Manifest) { m.Seq = 0 },
		"another place":        func(m *Manifest) { m.Seq++ },
		"another epoch":        func(m *Manifest) { m.Epoch = testID(99) },
		"a segment less":       func(m *Manifest) { m.Segments = m.Segments[1:] },
		"segments exchanged":   func(m *Manifest) { s := m.Segments; m.Segments = append([]SegmentRef{s[1], s[0]}, s[2:]...) },
		"a count that is off":  func(m *Manifest) { m.Records++ },
		"a segment of nothing": func(m *Manifest) { m.Segments = []SegmentRef{{Hash: Hash{1}}}; m.Root = RootOf(m.Segments) },
		"a giant segment": func(m *Manifest) {
			m.Segments = []SegmentRef{{Hash: Hash{1}, Size: MaxSegment + 1, Records: 1}}
			m.Root, m.Records = RootOf(m.Segments), 1
		},
	} {
		doc := good.Doc
		bend(&doc)
		bad, err := SignDoc(testKey(2), ForSnapshot, doc)
		if err != nil {
			t.Fatal(err)
		}
		if trust.CheckManifest(bad) == nil {
			t.Errorf("%s: believed", name)
		}
	}
	for name, key := range map[string]byte{"another's signature": 3, "the root's signature": 1} {
		bad, _ := SignDoc(testKey(key), ForSnapshot, good.Doc)
		if trust.CheckManifest(bad) == nil {
			t.Errorf("%s: believed", name)
		}
	}
	if bad, _ := SignDoc(testKey(2), ForHello, good.Doc); trust.CheckManifest(bad) == nil {
		t.Error("signed for another purpose: believed")
	}
}

// Each bit of a segment is under its hash.
func TestABentSegmentIsNotRead(t *testing.T) {
	refs, packed, _ := makeSnapshot(t, 3)
	for i := range packed[0] {
		bad := bytes.Clone(packed[0])
		bad[i] ^= 1
		if _, err := ParseSegment(refs[0], bad); !errors.Is(err, ErrRoot) {
			t.Fatalf("bit in byte %d: %v", i, err)
		}
	}
}

// A state whose parts are out of order, or that holds what a line may not, would
// be merged by each replica in another way.
func TestAStateOutOfOrderIsNotRead(t *testing.T) {
	dot := func(n uint64) Dot { return Dot{Stream: testID(2), Seq: n} }
	sib := func(n uint64, value string) Sibling {
		return Sibling{Dot: dot(n), Rank: 10, Value: json.RawMessage(value)}
	}
	for name, r := range map[string][]Register{
		"names":             {{Name: "b", Siblings: []Sibling{sib(1, "1")}}, {Name: "a", Siblings: []Sibling{sib(1, "1")}}},
		"a name twice":      {{Name: "a", Siblings: []Sibling{sib(1, "1")}}, {Name: "a", Siblings: []Sibling{sib(2, "1")}}},
		"values":            {{Name: "a", Siblings: []Sibling{sib(2, "1"), sib(1, "1")}}},
		"no JSON":           {{Name: "a", Siblings: []Sibling{sib(1, "{")}}},
		"an empty value":    {{Name: "a", Siblings: []Sibling{{Dot: dot(1), Rank: 10}}}},
		"a name of nothing": {{Name: "", Siblings: []Sibling{sib(1, "1")}}},
		"contexts":          {{Name: "a", Context: []Superseded{{Dot: dot(2)}, {Dot: dot(1)}}}},
		"a replaced value":  {{Name: "a", Siblings: []Sibling{sib(1, "1")}, Context: []Superseded{{Dot: dot(1), Rank: 10}}}},
	} {
		s := State{Kind: "person", Record: testID(1), Fields: r}
		if err := s.check(); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseSegment(f *testing.F) {
	_, packed, _ := makeSnapshot(f, 4)
	raw, _ := segmentDecoder().DecodeAll(packed[0], nil)
	f.Add(raw)
	f.Add([]byte{1, 0, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		records, err := readSegment(raw)
		if err != nil {
			return
		}
		// What was read is written again and read the same.
		var again []byte
		g := NewSegments(func(_ SegmentRef, p []byte) error {
			part, err := segmentDecoder().DecodeAll(p, nil)
			again = append(again, part...)
			return err
		})
		for _, rec := range records {
			if g.Add(rec) != nil {
				return
			}
		}
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
		if len(g.Refs) == 1 {
			back, err := readSegment(again)
			if err != nil || len(back) != len(records) {
				t.Fatalf("written again: %d records, %v", len(back), err)
			}
		}
	})
}

func FuzzParseManifest(f *testing.F) {
	refs, _, records := makeSnapshot(f, 3)
	trust, m := signedManifest(f, refs, len(records))
	f.Add(m.Bytes())
	f.Add([]byte(`{"doc":{},"key":"","sig":""}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := ParseManifest(data)
		if err != nil {
			return
		}
		if trust.CheckManifest(got) == nil && !bytes.Equal(got.Raw(), m.Raw()) {
			t.Fatalf("believed: %s", data)
		}
		_ = got.Doc.Validate()
	})
}
