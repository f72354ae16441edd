package ledger

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/uuid"
)

func asLine(t testing.TB, seq uint64, d Draft) Line {
	t.Helper()
	change, values := d.Change(seq, &State{}, Author{User: testID(9), Version: LineVersion})
	l, err := NewLine(change, values, Salt{byte(seq)})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestRulingsSayWhatTheyName(t *testing.T) {
	hashes := []Hash{Sum([]byte("a")), Sum([]byte("b"))}
	dots := []Dot{{Stream: testID(2), Seq: 7, Mark: Mark{1}}}

	lost, err := RuleBlocks(KindLost, testID(5), hashes, "gậy USB mất")
	if err != nil {
		t.Fatal(err)
	}
	redact, err := Redact(testID(6), Redaction{Record: testID(1), Dots: dots}, "")
	if err != nil {
		t.Fatal(err)
	}
	move, err := Move(testID(7), Moving{To: testID(8), Records: []MovedRecord{{Record: testID(1), Number: 3}}}, "")
	if err != nil {
		t.Fatal(err)
	}

	if got := asLine(t, 1, lost).RuledBlocks(); len(got) != 2 || got[1] != hashes[1] {
		t.Errorf("lost names %v", got)
	}
	if got, ok := asLine(t, 1, redact).Redaction(); !ok || got.Record != testID(1) || len(got.Dots) != 1 || got.Dots[0] != dots[0] {
		t.Errorf("redaction names %v, %v", got, ok)
	}
	if got, ok := asLine(t, 1, move).Moving(); !ok || got.To != testID(8) || len(got.Records) != 1 || got.Records[0].Number != 3 {
		t.Errorf("move names %v, %v", got, ok)
	}
	if _, ok := asLine(t, 1, lost).Redaction(); ok {
		t.Error("a lost ruling was read as a redaction")
	}
	for _, d := range []Draft{lost, redact, move} {
		if asLine(t, 1, d).Redactable() {
			t.Errorf("a ruling of kind %s may be redacted", d.Kind)
		}
	}
	if _, err := RuleBlocks(KindLost, testID(5), nil, ""); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a ruling about nothing: %v", err)
	}
}

// The most that a ruling may name fits into a field.
func TestTheLongestRulingsFit(t *testing.T) {
	dots := make([]Dot, MaxRedacted)
	moved := make([]MovedRecord, MaxMoved)
	for i := range dots {
		dots[i] = Dot{Stream: testID(2), Seq: 1 << 62, Mark: Mark{255, 254}}
	}
	for i := range moved {
		moved[i] = MovedRecord{Record: testID(i), Number: 1 << 62}
	}

	_, errB := RuleBlocks(KindAdmit, testID(5), make([]Hash, MaxRuledBlocks), "")
	_, errR := Redact(testID(6), Redaction{Record: testID(1), Dots: dots}, "")
	_, errM := Move(testID(7), Moving{To: testID(8), Records: moved}, "")

	if err := errors.Join(errB, errR, errM); err != nil {
		t.Error(err)
	}
}

// A record that was carried is the same record: values, dots, contexts and
// ranks, in whatever order and however often its lines come.
func TestCarriedLinesMakeTheSameRecord(t *testing.T) {
	streams := []uuid.UUID{testID(20), testID(21)}
	var lines []said
	var state State
	for i := range 12 {
		rank := []Rank{RankHamlet, RankPolice}[i%2]
		l := makeLine(t, uint64(i+1), &state, map[string]string{"ho_ten": string(rune('a' + i)), "me": "m"})
		state.Apply(l, streams[i%2], rank)
		lines = append(lines, said{l, streams[i%2], rank})
	}
	want := state.AppendBinary(nil)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		var got State
		for i, at := range append(rng.Perm(len(lines)), rng.Perm(len(lines))...) {
			s := lines[at]
			d, err := Carry(Carried{Line: s.line, Stream: s.stream, Rank: s.rank})
			if err != nil {
				t.Fatal(err)
			}
			got.Apply(asLine(t, uint64(i+1), d), testID(30), RankServer)
		}
		if !bytes.Equal(got.AppendBinary(nil), want) {
			t.Fatal("the carried record differs")
		}
	}
}

type said struct {
	line   Line
	stream uuid.UUID
	rank   Rank
}

func TestOnlyTheServerCarries(t *testing.T) {
	l := makeLine(t, 1, &State{}, map[string]string{"ho_ten": "x"})
	d, err := Carry(Carried{Line: l, Stream: testID(2), Rank: RankPolice})
	if err != nil {
		t.Fatal(err)
	}
	var s State

	s.Apply(asLine(t, 1, d), testID(3), RankProvince)

	if s.Register("ho_ten") != nil {
		t.Error("a forged carrier wrote a value of the police")
	}
	if _, err := Carry(Carried{Line: asLine(t, 1, d)}); !errors.Is(err, ErrMalformed) {
		t.Errorf("carrying a carrier: %v", err)
	}
}

// A long line goes into several fields.
func TestALongLineIsCarried(t *testing.T) {
	fields := map[string]string{}
	rng := rand.New(rand.NewPCG(3, 4))
	for _, name := range []string{"a", "b", "c"} {
		value := make([]byte, 12<<10)
		for i := range value {
			value[i] = byte('a' + rng.IntN(26))
		}
		fields[name] = string(value)
	}
	want := makeLine(t, 5, &State{}, fields)
	d, err := Carry(Carried{Line: want, Stream: testID(2), Rank: RankHamlet})
	if err != nil {
		t.Fatal(err)
	}

	got, ok := asLine(t, 1, d).Carried(RankServer)

	if !ok || !bytes.Equal(got.Line.Raw(), want.Raw()) || got.Stream != testID(2) || len(d.Fields) < 2 {
		t.Errorf("carried in %d fields: %v", len(d.Fields), ok)
	}
}

// What was redacted before it arrives and what is redacted afterwards end as
// the same record, and what it had replaced does not come back.
func TestRedactedEitherWay(t *testing.T) {
	first := makeLine(t, 1, &State{}, map[string]string{"ho_ten": "old"})
	var seen State
	seen.Apply(first, testID(2), RankHamlet)
	second := makeLine(t, 2, &seen, map[string]string{"ho_ten": "secret"})
	hidden, err := second.Withhold()
	if err != nil {
		t.Fatal(err)
	}

	var after, before State
	after.Apply(first, testID(2), RankHamlet)
	after.Apply(second, testID(2), RankHamlet)
	if !after.Withhold(second.Dot(testID(2))) || after.Withhold(second.Dot(testID(2))) {
		t.Error("a value is withheld once")
	}
	before.Apply(hidden, testID(2), RankHamlet)
	before.Apply(first, testID(2), RankHamlet)

	if !bytes.Equal(after.AppendBinary(nil), before.AppendBinary(nil)) {
		t.Error("the two orders differ")
	}
	if before.Value("ho_ten", noOrder) != nil || len(before.Conflicts()) > 0 {
		t.Error("a redacted value left the old one or a question behind")
	}
}

func TestAWithheldBlockIsTheSameBlock(t *testing.T) {
	b := makeBlock(t, 4)
	lines, err := b.Lines()
	if err != nil {
		t.Fatal(err)
	}

	purged, left, err := b.Withhold(lines, func(l Line) bool { return l.Change.Seq%2 == 0 })
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseBlock(purged.Bytes())
	if err != nil {
		t.Fatal(err)
	}

	if back.Hash != b.Hash || back.Verify(publicOf(testKey(1))) != nil || !left[1].Withheld || left[0].Withheld {
		t.Errorf("hash %v, lines %v %v", back.Hash == b.Hash, left[0].Withheld, left[1].Withheld)
	}
	parsed, err := back.Lines()
	if err != nil || !parsed[3].Withheld {
		t.Errorf("the stored block: %v", err)
	}
	whole, full, err := back.Complete(parsed, lines)
	if err != nil || full[3].Withheld || whole.Hash != b.Hash {
		t.Errorf("completed: %v", err)
	}
}

func TestOneHome(t *testing.T) {
	low, high := Hash{1}, Hash{2}
	homes := []Home{{To: testID(1), Number: 1, By: high}, {To: testID(2), Number: 2, By: high}, {To: testID(3), Number: 2, By: low}}
	want := homes[2]
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		best := homes[order[0]]
		for _, i := range order[1:] {
			if homes[i].Beats(best) {
				best = homes[i]
			}
		}
		if best != want {
			t.Errorf("order %v: %v", order, best)
		}
	}
}

func FuzzCarried(f *testing.F) {
	l := makeLine(f, 1, &State{}, map[string]string{"ho_ten": "x"})
	d, err := Carry(Carried{Line: l, Stream: testID(2), Rank: RankHamlet})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(d.Fields["_mang.000"]))
	f.Add(`"` + "AAAA" + `"`)
	f.Fuzz(func(t *testing.T, value string) {
		change := Change{Seq: 1, Kind: "person", Record: testID(1), Op: OpCreate, Names: []string{"_mang.000"}, Version: 1, User: testID(9)}
		outer, err := NewLine(change, Values{[]byte(value)}, Salt{})
		if err != nil {
			return
		}
		var s State
		s.Apply(outer, testID(3), RankServer)
		if c, ok := outer.Carried(RankServer); ok && c.Line.Change.Record != testID(1) {
			t.Fatal("a line of another record was carried")
		}
	})
}
