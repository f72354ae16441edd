package fieldwork

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// FileAnswer is what a file from the police says about one line of a list, as it
// was read.
type FileAnswer struct {
	Row    int // in the file
	STT    int // 0 when it could not be read
	Name   string
	Birth  registry.Date
	Number string // as written
	State  registry.PoliceState
	Said   string // the result in the words of the file
	Unread bool   // those words are none of the answers
	Silent bool   // the row has no answer
	Note   string
}

// AnswerOutcome is what becomes of a row of such a file.
type AnswerOutcome string

// The outcomes.
const (
	AnswerReady  AnswerOutcome = "ready"  // will be written
	AnswerSame   AnswerOutcome = "same"   // stands already
	AnswerSilent AnswerOutcome = "silent" // the police said nothing yet
	AnswerHeld   AnswerOutcome = "held"   // for a person to type from the signed paper
)

// AnswerOutcomes lists them in the order of the summary.
var AnswerOutcomes = []AnswerOutcome{AnswerReady, AnswerSame, AnswerSilent, AnswerHeld}

// HeldAnswer says why a row is held.
type HeldAnswer string

// The reasons. A file has nobody who keys the number twice, so what a typed
// answer would only be warned of holds a row here.
const (
	AnswerNoLine      HeldAnswer = "no_line"        // the STT is none of the list's
	AnswerTwice       HeldAnswer = "twice"          // the file answers one STT in two ways
	AnswerOtherPerson HeldAnswer = "other_person"   // name or birth are not that line's
	AnswerUnread      HeldAnswer = "unread"         // the result is not understood
	AnswerNoNumber    HeldAnswer = "no_number"      // «có số» without one
	AnswerBadNumber   HeldAnswer = "bad_number"     // no number of a person
	AnswerOddNumber   HeldAnswer = "odd_number"     // says another sex or year of birth
	AnswerShared      HeldAnswer = "shared"         // stands with another child
	AnswerOtherNumber HeldAnswer = "other_number"   // another number is on record
	AnswerOther       HeldAnswer = "other_answer"   // another answer is on record
	AnswerGone        HeldAnswer = "gone"           // the child's record is no longer here
	AnswerNeedless    HeldAnswer = "number_besides" // a number beside an answer that brings none
)

// HeldAnswers lists them, for the guide.
var HeldAnswers = []HeldAnswer{
	AnswerNoLine, AnswerTwice, AnswerOtherPerson, AnswerUnread, AnswerNoNumber, AnswerBadNumber, AnswerOddNumber, AnswerShared,
	AnswerOtherNumber, AnswerOther, AnswerGone, AnswerNeedless,
}

// AnsweredRow is a row of the file with what becomes of it.
type AnsweredRow struct {
	FileAnswer
	Outcome AnswerOutcome
	Why     HeldAnswer
	Child   registry.Record[registry.Person] // whose line it is; zero when it is nobody's
	PIN     registry.PIN
}

// JudgeAnswers says what becomes of the rows of a file with the police's answers
// to a list. It writes nothing.
func (w *Work) JudgeAnswers(ctx context.Context, list registry.Record[registry.PoliceList], rows []FileAnswer) ([]AnsweredRow, error) {
	out := make([]AnsweredRow, len(rows))
	for i, row := range rows {
		var err error
		if out[i], err = w.judgeAnswer(ctx, list.Value, row); err != nil {
			return nil, err
		}
	}
	holdTwice(out)
	holdShared(out)
	return out, nil
}

func (w *Work) judgeAnswer(ctx context.Context, list registry.PoliceList, row FileAnswer) (AnsweredRow, error) {
	out := AnsweredRow{FileAnswer: row, Outcome: AnswerHeld}
	if row.STT < 1 || row.STT > len(list.Lines) {
		out.Why = AnswerNoLine
		return out, nil
	}
	child, err := w.store.Person(ctx, list.Lines[row.STT-1])
	if registry.CodeOf(err) == registry.NotFound {
		out.Why = AnswerGone
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.Child = child
	if row.Silent {
		out.Outcome = AnswerSilent
		return out, nil
	}
	if out.PIN, out.Why = answerFits(child.Value, row); out.Why != "" {
		return out, nil
	}
	if row.Said == "" && out.PIN == child.Value.Number.PIN && child.Value.Number.Standing != registry.Verified {
		out.Outcome = AnswerSilent // our own list wrote the number there
		return out, nil
	}
	if out.Outcome, out.Why = beside(child.Value, row.State, out.PIN); out.Outcome != AnswerReady || out.PIN == "" {
		return out, nil
	}
	holders, err := w.store.NumberHolders(ctx, out.PIN, child.ID)
	if len(holders) > 0 {
		out.Outcome, out.Why = AnswerHeld, AnswerShared
	}
	return out, err
}

// answerFits tells whether a row is about the child and says something that can
// be; the number comes back as it is kept.
func answerFits(child registry.Person, row FileAnswer) (registry.PIN, HeldAnswer) {
	switch {
	case viet.SearchKey(row.Name) != viet.SearchKey(child.Name):
		return "", AnswerOtherPerson
	case row.Unread || !slices.Contains(registry.PoliceAnswers, row.State):
		return "", AnswerUnread
	case !row.State.GivesNumber() && row.Number != "":
		return "", AnswerNeedless
	case !row.State.GivesNumber():
		return "", ""
	case row.Birth.Known() && child.Birth.Known() && !row.Birth.Holds(child.Birth) && !child.Birth.Holds(row.Birth):
		return "", AnswerOtherPerson
	}
	j := registry.JudgePIN(row.Number, child.Birth, child.Sex)
	for _, f := range j.Findings {
		switch f {
		case registry.PINOk, registry.PINFixed, registry.PINForeign:
		case registry.PINMissing:
			return "", AnswerNoNumber
		case registry.PINOtherSex, registry.PINOtherYear, registry.PINOldCentury, registry.PINAdult, registry.PINNoProvince:
			return j.PIN, AnswerOddNumber
		default:
			return "", AnswerBadNumber
		}
	}
	return j.PIN, ""
}

// beside sets an answer beside what is on record: it may be new, the same, or
// other than what somebody wrote, and then nothing is replaced unasked.
func beside(child registry.Person, state registry.PoliceState, pin registry.PIN) (AnswerOutcome, HeldAnswer) {
	answered := slices.Contains(registry.PoliceAnswers, child.Police)
	switch {
	case answered && child.Police == state && (pin == "" || child.Number.PIN == pin):
		return AnswerSame, ""
	case state == registry.NumberReplaced && child.Number.PIN != pin && !answered:
		return AnswerReady, ""
	case pin != "" && child.Number.PIN != "" && child.Number.PIN != pin:
		return AnswerHeld, AnswerOtherNumber
	case answered:
		return AnswerHeld, AnswerOther
	}
	return AnswerReady, ""
}

// holdTwice holds rows that answer one line in two ways; of equal ones the first
// counts.
func holdTwice(rows []AnsweredRow) {
	first := map[int]int{}
	for i := range rows {
		r := &rows[i]
		if r.Outcome != AnswerReady && r.Outcome != AnswerHeld || r.Child.ID == uuid.Nil {
			continue
		}
		before, met := first[r.STT]
		if !met {
			first[r.STT] = i
			continue
		}
		if f := &rows[before]; f.State == r.State && f.PIN == r.PIN && f.Why == r.Why {
			r.Outcome, r.Why = AnswerSame, ""
			continue
		}
		for _, at := range []*AnsweredRow{&rows[before], r} {
			at.Outcome, at.Why = AnswerHeld, AnswerTwice
		}
	}
}

// holdShared holds rows that give one number to two children.
func holdShared(rows []AnsweredRow) {
	by := map[registry.PIN][]*AnsweredRow{}
	for i := range rows {
		if r := &rows[i]; r.Outcome == AnswerReady && r.PIN != "" {
			by[r.PIN] = append(by[r.PIN], r)
		}
	}
	for _, same := range by {
		if len(same) < 2 {
			continue
		}
		for _, r := range same {
			r.Outcome, r.Why = AnswerHeld, AnswerShared
		}
	}
}

// TakeAnswers writes the rows that are ready, as one act. They are judged once
// more: what came meanwhile is not replaced. It returns all rows as they ended.
func (w *Work) TakeAnswers(ctx context.Context, list registry.Record[registry.PoliceList], file string, rows []FileAnswer) ([]AnsweredRow, error) {
	judged, err := w.JudgeAnswers(ctx, list, rows)
	if err != nil {
		return nil, err
	}
	var acts []act
	for _, r := range judged {
		if r.Outcome != AnswerReady {
			continue
		}
		answer := PoliceAnswer{STT: r.STT, State: r.State, Number: r.PIN, Note: r.Note, File: file}
		both, err := w.answerActs(list, r.Child, answer)
		if err != nil {
			return nil, err
		}
		acts = append(acts, both...)
	}
	return judged, w.commitAll(ctx, acts)
}

// answerActs are the two changes of an answer: what it makes of the child, and
// the line as it was given.
func (w *Work) answerActs(list registry.Record[registry.PoliceList], child registry.Record[registry.Person], a PoliceAnswer) ([]act, error) {
	answered, err := w.change(child, child.Value.Answered(a.State, a.Number, w.Today()))
	if err != nil {
		return nil, err
	}
	line, err := registry.Encode(registry.PoliceLine{
		List: list.ID, STT: a.STT, Person: child.ID, Answer: a.State, Number: a.Number, Note: cleanLines(a.Note), File: a.File, On: w.Today(),
	})
	return []act{
		answered,
		{home: home{scope: child.Scope}, change: ledger.Draft{Kind: registry.KindPoliceLine, Record: w.newID(), Op: ledger.OpCreate, Fields: line}},
	}, err
}
