package fieldwork_test

import (
	"testing"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
)

// TestAFileOfAnswersIsHeldWhereItDoesNotFit: one row of each kind of fault, and
// the sound ones beside them.
func TestAFileOfAnswersIsHeldWhereItDoesNotFit(t *testing.T) {
	b := newBench(t)
	b.imported(t, listRow(2, "Lê Thị Bé", nil), listRow(3, "Lê Thị Ba", nil), listRow(4, "Lê Thị Tư", nil))
	people, err := b.Work.ForPolice(t.Context(), b.Hamlets[0].Unit)
	if err != nil || len(people) < 3 {
		t.Fatalf("%d to send, %v", len(people), err)
	}
	list, err := b.Work.HandToPolice(t.Context(), b.Hamlets[0].Unit, people)
	if err != nil {
		t.Fatal(err)
	}
	born := registry.Date{Year: 2016, Month: 5, Day: 20}
	row := func(stt int, set func(*fieldwork.FileAnswer)) fieldwork.FileAnswer {
		a := fieldwork.FileAnswer{STT: stt, Name: people[max(stt-1, 0)%len(people)].Value.Name, Birth: born, State: registry.NumberGiven, Number: "096316900123", Said: "có số"}
		if set != nil {
			set(&a)
		}
		return a
	}
	for _, c := range []struct {
		name string
		row  fieldwork.FileAnswer
		want fieldwork.AnswerOutcome
		why  fieldwork.HeldAnswer
	}{
		{"sound", row(1, nil), fieldwork.AnswerReady, ""},
		{"lost zero given back", row(1, func(a *fieldwork.FileAnswer) { a.Number = "96316900123" }), fieldwork.AnswerReady, ""},
		{"only the year of birth", row(1, func(a *fieldwork.FileAnswer) { a.Birth = registry.Date{Year: 2016} }), fieldwork.AnswerReady, ""},
		{"nothing said", row(1, func(a *fieldwork.FileAnswer) { a.Silent = true }), fieldwork.AnswerSilent, ""},
		{"STT beyond the list", row(99, nil), fieldwork.AnswerHeld, fieldwork.AnswerNoLine},
		{"STT unreadable", row(0, nil), fieldwork.AnswerHeld, fieldwork.AnswerNoLine},
		{"another child's name", row(1, func(a *fieldwork.FileAnswer) { a.Name = "Trần Văn Cua" }), fieldwork.AnswerHeld, fieldwork.AnswerOtherPerson},
		{"another birth date", row(1, func(a *fieldwork.FileAnswer) { a.Birth.Day = 21 }), fieldwork.AnswerHeld, fieldwork.AnswerOtherPerson},
		{"result not understood", row(1, func(a *fieldwork.FileAnswer) { a.Unread = true }), fieldwork.AnswerHeld, fieldwork.AnswerUnread},
		{"no number", row(1, func(a *fieldwork.FileAnswer) { a.Number = "" }), fieldwork.AnswerHeld, fieldwork.AnswerNoNumber},
		{"a parent's old card", row(1, func(a *fieldwork.FileAnswer) { a.Number = "381234567" }), fieldwork.AnswerHeld, fieldwork.AnswerBadNumber},
		{"digits lost", row(1, func(a *fieldwork.FileAnswer) { a.Number = "9.6316E+10" }), fieldwork.AnswerHeld, fieldwork.AnswerBadNumber},
		{"a boy's number for a girl", row(1, func(a *fieldwork.FileAnswer) { a.Number = "096216900123" }), fieldwork.AnswerHeld, fieldwork.AnswerOddNumber},
		{"another year's number", row(1, func(a *fieldwork.FileAnswer) { a.Number = "096314900123" }), fieldwork.AnswerHeld, fieldwork.AnswerOddNumber},
		{"a number beside «sai thông tin»", row(1, func(a *fieldwork.FileAnswer) { a.State = registry.DataDiffer }), fieldwork.AnswerHeld, fieldwork.AnswerNeedless},
		{"data differ", row(1, func(a *fieldwork.FileAnswer) { a.State, a.Number = registry.DataDiffer, "" }), fieldwork.AnswerReady, ""},
		{"a number that another child bears", row(1, func(a *fieldwork.FileAnswer) { a.Number = string(b.person(t).Value.Number.PIN) }), fieldwork.AnswerHeld, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := b.Work.JudgeAnswers(t.Context(), list, []fieldwork.FileAnswer{c.row})
			if err != nil || got[0].Outcome != c.want || c.why != "" && got[0].Why != c.why {
				t.Errorf("%s %s, %v; want %s %s", got[0].Outcome, got[0].Why, err, c.want, c.why)
			}
		})
	}

	two := func(a, b fieldwork.FileAnswer) []fieldwork.FileAnswer { return []fieldwork.FileAnswer{a, b} }
	for name, c := range map[string]struct {
		rows []fieldwork.FileAnswer
		why  fieldwork.HeldAnswer
	}{
		"one number for two children": {two(row(1, nil), row(2, nil)), fieldwork.AnswerShared},
		"one STT in two ways":         {two(row(1, nil), row(1, func(a *fieldwork.FileAnswer) { a.Number = "096316900124" })), fieldwork.AnswerTwice},
	} {
		got, err := b.Work.JudgeAnswers(t.Context(), list, c.rows)
		if err != nil || got[0].Why != c.why || got[1].Why != c.why {
			t.Errorf("%s: %s and %s, %v", name, got[0].Why, got[1].Why, err)
		}
	}
}

func TestAnswersFromAFileReplaceNothing(t *testing.T) {
	b, list := handed(t)
	person := func(stt int) registry.Record[registry.Person] { return b.child1(t, list.Value.Lines[stt-1]) }
	typed := fieldwork.PoliceAnswer{STT: 1, State: registry.NumberGiven, Number: "096316900123", Again: "096316900123"}
	if err := b.Work.AnswerLine(t.Context(), list, typed); err != nil {
		t.Fatal(err)
	}
	file := []fieldwork.FileAnswer{
		{Row: 2, STT: 1, Name: person(1).Value.Name, State: registry.NumberGiven, Number: "096316900999", Said: "có số"},
		{Row: 3, STT: 2, Name: person(2).Value.Name, State: registry.NumberGiven, Number: "096316900124", Said: "có số"},
	}

	rows, err := b.Work.TakeAnswers(t.Context(), list, "tra-loi.xlsx", file)
	if err != nil || rows[0].Why != fieldwork.AnswerOtherNumber || rows[1].Outcome != fieldwork.AnswerReady {
		t.Fatalf("rows %+v, %v", rows, err)
	}
	if got := person(1).Value.Number.PIN; got != "096316900123" {
		t.Errorf("the typed number is now %s", got)
	}
	if got := person(2).Value; got.Number.PIN != "096316900124" || got.Number.Standing != registry.Verified || got.Police != registry.NumberGiven {
		t.Errorf("from the file: %+v %s", got.Number, got.Police)
	}

	again, err := b.Work.TakeAnswers(t.Context(), list, "tra-loi.xlsx", file)
	if err != nil || again[1].Outcome != fieldwork.AnswerSame {
		t.Errorf("the second time: %+v, %v", again, err)
	}
	if _, err := b.Work.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := person(2).Value; got.Number.PIN != "" || got.Police != registry.Sent {
		t.Errorf("after undo: %+v %s", got.Number, got.Police)
	}
}

// TestOurOwnNumberIsNoAnswer: the list that went out bears what the family said;
// coming back unmarked it confirms nothing.
func TestOurOwnNumberIsNoAnswer(t *testing.T) {
	b, list := handed(t)
	child := b.child1(t, list.Value.Lines[0])
	after := child.Value
	after.Number = registry.Number{PIN: "096316900123", Standing: registry.Declared, Source: registry.FromFamily}
	if _, err := b.Work.CorrectChild(t.Context(), child, after, ""); err != nil {
		t.Fatal(err)
	}
	rows, err := b.Work.JudgeAnswers(t.Context(), list, []fieldwork.FileAnswer{{STT: 1, Name: child.Value.Name, State: registry.NumberGiven, Number: "096316900123"}})
	if err != nil || rows[0].Outcome != fieldwork.AnswerSilent {
		t.Errorf("%s %s, %v", rows[0].Outcome, rows[0].Why, err)
	}
}
