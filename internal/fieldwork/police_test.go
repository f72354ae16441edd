package fieldwork_test

import (
	"errors"
	"testing"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
)

// handed is a bench whose two children without a number are on a list.
func handed(t *testing.T) (*bench, registry.Record[registry.PoliceList]) {
	t.Helper()
	b := newBench(t)
	b.imported(t, listRow(2, "Lê Thị Bé", nil), listRow(3, "Lê Thị Ba", nil))
	list, err := b.Work.ForPolice(t.Context(), b.Hamlets[0].Unit)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := b.Work.HandToPolice(t.Context(), b.Hamlets[0].Unit, list)
	if err != nil {
		t.Fatal(err)
	}
	return b, rec
}

func TestAListToThePoliceAndItsAnswer(t *testing.T) {
	b, list := handed(t)
	if left, err := b.Work.ForPolice(t.Context(), b.Hamlets[0].Unit); err != nil || len(left) != 0 {
		t.Errorf("%d children are still to be sent, %v", len(left), err)
	}
	kept, err := b.Store.PoliceLists(t.Context(), b.Hamlets[0].Unit)
	if err != nil || len(kept) != 1 || kept[0].Value.Code != "DS-01" || len(kept[0].Value.Lines) != len(list.Value.Lines) {
		t.Fatalf("lists %+v, %v", kept, err)
	}
	n := len(list.Value.Lines)
	answer := fieldwork.PoliceAnswer{STT: n, State: registry.NumberGiven, Number: "096316900123", Again: "096316900123"}

	if err := b.Work.AnswerLine(t.Context(), list, answer); err != nil {
		t.Fatal(err)
	}

	child := b.child1(t, list.Value.Lines[n-1]).Value
	if child.Number.PIN != "096316900123" || child.Number.Standing != registry.Verified || child.Police != registry.NumberGiven {
		t.Errorf("after the answer: %+v %s", child.Number, child.Police)
	}
	if err := b.Work.CloseList(t.Context(), kept[0], "15/DS-UBND"); err != nil {
		t.Fatal(err)
	}
	if kept, err := b.Store.PoliceLists(t.Context(), b.Hamlets[0].Unit); err != nil || kept[0].Value.Number != "15/DS-UBND" || !kept[0].Value.Back.Known() {
		t.Errorf("after closing: %+v, %v", kept, err)
	}
}

func TestAnAnswerThatCantBeIsRefused(t *testing.T) {
	b, list := handed(t)
	give := func(pin, again registry.PIN) fieldwork.PoliceAnswer {
		return fieldwork.PoliceAnswer{STT: 1, State: registry.NumberGiven, Number: pin, Again: again}
	}
	for _, c := range []struct {
		name   string
		answer fieldwork.PoliceAnswer
		key    string
	}{
		{"a line that is not there", fieldwork.PoliceAnswer{STT: 99, State: registry.CannotGive}, "no_such_line"},
		{"no result", fieldwork.PoliceAnswer{STT: 1}, "answer_missing"},
		{"given, but no number", give("", ""), "number_missing"},
		{"keyed differently", give("096316900123", "096316900132"), "keyed_differently"},
		{"eleven digits", give("09631690012", "09631690012"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := b.Work.AnswerLine(t.Context(), list, c.answer)
			var refused *fieldwork.Refused
			if c.key == "" && !errors.As(err, &refused) || c.key != "" && registry.KeyOf(err) != c.key {
				t.Errorf("got %v, want %q", err, c.key)
			}
		})
	}
	if err := b.Work.AnswerLine(t.Context(), list, give("096316900123", "096316900123")); err != nil {
		t.Fatal(err)
	}
	second := give("096316900123", "096316900123")
	second.STT = 2
	if err := b.Work.AnswerLine(t.Context(), list, second); registry.KeyOf(err) != "number_shared_stop" {
		t.Errorf("one number for two children: %v", err)
	}
}

func TestAnAnswerIsUndone(t *testing.T) {
	b, list := handed(t)
	if err := b.Work.AnswerLine(t.Context(), list, fieldwork.PoliceAnswer{STT: 1, State: registry.DataDiffer}); err != nil {
		t.Fatal(err)
	}
	if got := b.child1(t, list.Value.Lines[0]).Value; !got.Reasons["sl1"] || got.Police != registry.DataDiffer {
		t.Errorf("after «sai thông tin»: %+v", got)
	}
	if _, err := b.Work.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := b.child1(t, list.Value.Lines[0]).Value; got.Reasons["sl1"] || got.Police != registry.Sent {
		t.Errorf("after undo: %v %s", got.Reasons, got.Police)
	}
}

func TestMarkEnteredLeavesSharedNumbersOut(t *testing.T) {
	b := newBench(t)
	same := func(p *registry.Person) { p.Number = registry.Number{PIN: "096316900123", Standing: registry.Declared} }
	_, rows := b.imported(t, listRow(2, "Lê Thị Bé", same), listRow(3, "Đỗ Thị Ba", func(p *registry.Person) {
		same(p)
		p.Mother, p.Father = "Đỗ Thị Tư", ""
	}))
	one, two := b.child1(t, rows[0].Record), b.child1(t, rows[1].Record)
	n, err := b.Work.MarkEntered(t.Context(), []registry.Record[registry.Person]{one, two, b.person(t)})
	if err != nil || n != 1 {
		t.Fatalf("%d marked, %v; want the one with a number of its own", n, err)
	}
	if b.child1(t, one.ID).Value.IsEntered() || !b.person(t).Value.IsEntered() {
		t.Error("the wrong one was marked")
	}
	sample, err := b.Work.Sample(t.Context(), b.Hamlets[0].Unit, 5, "2023-01")
	if err != nil || len(sample) != 1 {
		t.Fatalf("sample of %d, %v", len(sample), err)
	}
	if err := b.Work.Resurvey(t.Context(), sample[0], registry.Agrees); err != nil {
		t.Fatal(err)
	}
	if agreed, looked, err := b.Work.AgreementRate(t.Context(), b.Hamlets[0].Unit); err != nil || agreed != 1 || looked != 1 {
		t.Errorf("%d of %d agreed, %v", agreed, looked, err)
	}
}
