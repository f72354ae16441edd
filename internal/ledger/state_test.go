package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// written is a line with its stream and rank, as a replica receives it.
type written struct {
	line   Line
	stream uuid.UUID
	rank   Rank
}

// drawHistory lets a few replicas edit one record, each seeing a random part
// of what the others wrote.
func drawHistory(t *rapid.T) []written {
	ranks := []Rank{RankHamlet, RankHamlet, RankCommune, RankPolice}
	seqs := make([]uint64, len(ranks))
	var all []written
	for range rapid.IntRange(1, 14).Draw(t, "changes") {
		who := rapid.IntRange(0, len(ranks)-1).Draw(t, "who")
		var state State
		for _, w := range all {
			if w.stream == testID(100+who) || rapid.Bool().Draw(t, "seen") {
				state.Apply(w.line, w.stream, w.rank)
			}
		}
		seqs[who]++
		draft := Draft{Kind: "person", Record: testID(1), Op: OpSet, Fields: map[string]json.RawMessage{
			rapid.SampledFrom([]string{"a", "b"}).Draw(t, "field"): fmt.Append(nil, rapid.IntRange(0, 3).Draw(t, "value")),
		}}
		change, values := draft.Change(seqs[who], &state, Author{User: testID(9)})
		line, err := NewLine(change, values, Salt{byte(len(all))})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, written{line, testID(100 + who), ranks[who]})
	}
	return all
}

func merged(history []written) State {
	var s State
	for _, w := range history {
		s.Apply(w.line, w.stream, w.rank)
	}
	return s
}

// Whatever the order and however often changes arrive, the state is the same
// to the byte, and it survives its own encoding.
func TestMergeIsCommutativeAndIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history := drawHistory(t)
		want := merged(history)
		other := rapid.Permutation(append(history, history...)).Draw(t, "order")

		got := merged(other)

		if !bytes.Equal(got.AppendBinary(nil), want.AppendBinary(nil)) {
			t.Fatalf("got %+v\nwant %+v", got, want)
		}
		back, err := DecodeState(want.Kind, want.Record, want.AppendBinary(nil))
		if err != nil || !bytes.Equal(back.AppendBinary(nil), want.AppendBinary(nil)) {
			t.Fatalf("decoded %+v, %v", back, err)
		}
	})
}

// A slow, obvious merge: keep every write; a write is dead if some write of at
// least its rank names its dot. The fast one must agree.
func TestMergeAgreesWithTheObviousOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history := drawHistory(t)
		got := merged(history)

		alive := map[string]map[Dot]bool{}
		for _, w := range history {
			name, dot := w.line.Change.Names[0], w.line.Dot(w.stream)
			dead := false
			for _, by := range history {
				for _, d := range by.line.Change.Replaces[name] {
					dead = dead || d == dot && by.rank >= w.rank
				}
			}
			if alive[name] == nil {
				alive[name] = map[Dot]bool{}
			}
			if !dead {
				alive[name][dot] = true
			}
		}

		for name, want := range alive {
			seen := got.Seen(name)
			if len(seen) != len(want) {
				t.Fatalf("field %s: %d values, want %d", name, len(seen), len(want))
			}
			for _, d := range seen {
				if !want[d] {
					t.Fatalf("field %s: dead value %v survived", name, d)
				}
			}
		}
	})
}

func TestRankGuardsAValue(t *testing.T) {
	var s State
	police := makeLine(t, 1, &s, map[string]string{"so": "096215900123"})
	s.Apply(police, testID(10), RankPolice)
	hamlet := makeLine(t, 1, &s, map[string]string{"so": "096215900999"})

	s.Apply(hamlet, testID(11), RankHamlet)

	if got := string(s.Value("so", noOrder)); got != `"096215900123"` {
		t.Errorf("the hamlet's value is shown: %s", got)
	}
	if c := s.Conflicts(); len(c) != 1 {
		t.Errorf("conflicts %v: both values must stay", c)
	}
	again := makeLine(t, 2, &s, map[string]string{"so": "096215900123"})
	s.Apply(again, testID(10), RankPolice)
	if c := s.Conflicts(); len(c) != 0 {
		t.Errorf("the police settled it, still %v", c)
	}
}

func TestShownFollowsTheServersOrder(t *testing.T) {
	var a, b State
	first := makeLine(t, 1, &a, map[string]string{"x": "first"})
	second := makeLine(t, 1, &b, map[string]string{"x": "second"})
	a.Apply(first, testID(10), RankHamlet)
	a.Apply(second, testID(11), RankHamlet)
	order := func(d Dot) (uint64, bool) { return map[uuid.UUID]uint64{testID(10): 8, testID(11): 7}[d.Stream], true }

	if got := string(a.Value("x", order)); got != `"second"` {
		t.Errorf("shown %s", got)
	}
	unsent := func(d Dot) (uint64, bool) { return 8, d.Stream == testID(10) }
	if got := string(a.Value("x", unsent)); got != `"first"` {
		t.Errorf("an own unsent value is shown before an admitted one: %s", got)
	}
}

func TestDeletion(t *testing.T) {
	var s State
	s.Apply(makeLine(t, 1, &s, map[string]string{"x": "1"}), testID(10), RankHamlet)
	beside := makeLine(t, 1, &s, map[string]string{"x": "2"})
	value, err := s.DeletionOf()
	if err != nil {
		t.Fatal(err)
	}
	draft := Draft{Kind: "person", Record: testID(1), Op: OpDelete, Fields: map[string]json.RawMessage{FieldDeleted: value}}
	change, values := draft.Change(2, &s, Author{User: testID(9)})
	line, err := NewLine(change, values, Salt{})
	if err != nil {
		t.Fatal(err)
	}

	s.Apply(line, testID(10), RankHamlet)
	if deleted, disputed := s.Deleted(noOrder); !deleted || disputed {
		t.Errorf("after the deletion: %v %v", deleted, disputed)
	}

	s.Apply(beside, testID(11), RankHamlet)
	if deleted, disputed := s.Deleted(noOrder); deleted || !disputed {
		t.Errorf("after an edit beside it: %v %v", deleted, disputed)
	}
}

// Two delete a record of which each saw what the other did not; the server found
// something wrong with a value meanwhile. There is nothing to ask.
func TestDeletionsAddUp(t *testing.T) {
	var s State
	s.Apply(makeLine(t, 1, &s, map[string]string{"x": "1"}), testID(10), RankHamlet)
	remove := func(seq uint64) Line {
		value, err := s.DeletionOf()
		if err != nil {
			t.Fatal(err)
		}
		draft := Draft{Kind: "person", Record: testID(1), Op: OpDelete, Fields: map[string]json.RawMessage{FieldDeleted: value}}
		change, values := draft.Change(seq, &s, Author{User: testID(9)})
		line, err := NewLine(change, values, Salt{})
		if err != nil {
			t.Fatal(err)
		}
		return line
	}
	first := remove(2)
	s.Apply(makeLine(t, 1, &State{}, map[string]string{"y": "2"}), testID(11), RankHamlet)
	second := remove(2)
	s.Apply(makeLine(t, 1, &State{}, map[string]string{FieldReturned + "x": `{"luat":"name_missing"}`}), testID(12), RankServer)
	s.Apply(first, testID(10), RankHamlet)
	if deleted, disputed := s.Deleted(noOrder); deleted || !disputed {
		t.Errorf("with a value that was not seen: %v %v", deleted, disputed)
	}

	s.Apply(second, testID(11), RankHamlet)

	if deleted, disputed := s.Deleted(noOrder); !deleted || disputed || len(s.Conflicts()) > 0 {
		t.Errorf("deleted by two: %v %v, conflicts %v", deleted, disputed, s.Conflicts())
	}
}

func TestDecodeStateRefusesDamage(t *testing.T) {
	var s State
	s.Apply(makeLine(t, 1, &s, map[string]string{"x": "1", "y": "2"}), testID(10), RankHamlet)
	good := s.AppendBinary(nil)
	for n := range good {
		if _, err := DecodeState("person", testID(1), good[:n]); err == nil {
			t.Fatalf("a state cut at %d bytes was read", n)
		}
	}
}

func FuzzDecodeState(f *testing.F) {
	var s State
	s.Apply(makeLine(f, 1, &s, map[string]string{"x": "1"}), testID(10), RankHamlet)
	f.Add(s.AppendBinary(nil))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = DecodeState("person", testID(1), data) })
}
