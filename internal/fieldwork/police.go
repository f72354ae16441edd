package fieldwork

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// ForPolice returns the children of a hamlet who have no number and are not on
// a list at the police already, in the order of the hamlet's list.
func (w *Work) ForPolice(ctx context.Context, hamlet uuid.UUID) ([]registry.Record[registry.Person], error) {
	var out []registry.Record[registry.Person]
	err := w.store.Children(ctx, hamlet, func(_ registry.HouseholdRow, rec registry.Record[registry.Person]) {
		p := rec.Value
		if !p.HasNumber() && p.Police != registry.Sent && !gone(p.Presence.Where) {
			out = append(out, rec)
		}
	})
	return out, err
}

// gone tells whether nobody is there whose number could be asked for.
func gone(w registry.Where) bool {
	return w == registry.Dead || w == registry.Duplicate || w == registry.NeverExisted
}

// HandToPolice makes a numbered list of these children of a hamlet, in this
// order, and notes on each that it was sent. It is one act of one scope: the
// hamlet's.
func (w *Work) HandToPolice(ctx context.Context, hamlet uuid.UUID, children []registry.Record[registry.Person]) (registry.Record[registry.PoliceList], error) {
	var none registry.Record[registry.PoliceList]
	place, err := w.Hamlet(ctx, hamlet)
	if err != nil {
		return none, err
	}
	if len(children) == 0 {
		return none, &registry.Error{Code: registry.Invalid, Key: "list_empty"}
	}
	before, err := w.store.PoliceLists(ctx, hamlet)
	if err != nil {
		return none, err
	}
	list := registry.PoliceList{Unit: hamlet, Code: fmt.Sprintf("DS-%02d", len(before)+1), On: w.Today(), By: w.name}
	acts := make([]act, 1, len(children)+1)
	for _, c := range children {
		if c.Scope != place.Scope {
			return none, &registry.Error{Code: registry.Denied, Key: "list_scopes"}
		}
		list.Lines = append(list.Lines, c.ID)
		after := c.Value
		after.Police = registry.Sent
		a, err := w.change(c, after)
		if err != nil {
			return none, err
		}
		acts = append(acts, a)
	}
	fields, err := registry.Encode(list)
	if err != nil {
		return none, err
	}
	id := w.newID()
	acts[0] = act{home: home{scope: place.Scope}, change: ledger.Draft{Kind: registry.KindPolice, Record: id, Op: ledger.OpCreate, Fields: fields}}
	return registry.Record[registry.PoliceList]{ID: id, Scope: place.Scope, Value: list}, w.commitAll(ctx, acts)
}

// PoliceAnswer is what the signed paper says about one line.
type PoliceAnswer struct {
	STT    int // from 1
	State  registry.PoliceState
	Number registry.PIN // as keyed the first time
	Again  registry.PIN // and the second
	Note   string
	File   string // from which it was read; "" when somebody typed it
}

// AnswerLine writes the answer to one line: beside the list, and on the child.
// The paper is typed by STT; the number twice, since it has no check digit. The
// errors are *registry.Error with the keys no_such_line, answer_missing,
// keyed_differently (with the place n of the first digit that differs),
// number_missing and number_shared_stop, or a *Refused with what is wrong with
// the number.
func (w *Work) AnswerLine(ctx context.Context, list registry.Record[registry.PoliceList], a PoliceAnswer) error {
	if a.STT < 1 || a.STT > len(list.Value.Lines) {
		return registry.Bad("no_such_line", "stt", map[string]any{"n": len(list.Value.Lines)})
	}
	if !slices.Contains(registry.PoliceAnswers, a.State) {
		return registry.Bad("answer_missing", "tra_loi", nil)
	}
	child, err := w.store.Person(ctx, list.Value.Lines[a.STT-1])
	if err != nil {
		return err
	}
	if err := w.checkAnswer(ctx, child, a); err != nil {
		return err
	}
	acts, err := w.answerActs(list, child, a)
	if err != nil {
		return err
	}
	return w.commitAll(ctx, acts)
}

func (w *Work) checkAnswer(ctx context.Context, child registry.Record[registry.Person], a PoliceAnswer) error {
	if !a.State.GivesNumber() {
		return nil
	}
	if a.Number == "" {
		return registry.Bad("number_missing", registry.FieldNumber, nil)
	}
	if at := differAt(string(a.Number), string(a.Again)); at > 0 {
		return registry.Bad("keyed_differently", registry.FieldNumber, map[string]any{"n": at})
	}
	p := child.Value
	p.Number = registry.Number{PIN: a.Number, Reason: "cax"} // the paper is the police's: what is strange only warns
	if stops := registry.Stops(registry.CheckPerson(p, w.Today())); len(stops) > 0 {
		return refuse(stops)
	}
	holders, err := w.store.NumberHolders(ctx, a.Number, child.ID)
	if err != nil || len(holders) == 0 {
		return err
	}
	return registry.Bad("number_shared_stop", registry.FieldNumber, nil)
}

// differAt is the place of the first sign in which two texts differ, from 1; 0
// when they are equal.
func differAt(a, b string) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i + 1
		}
	}
	return 0
}

// CloseList notes that the signed paper is back, with the clerk's number.
func (w *Work) CloseList(ctx context.Context, list registry.Record[registry.PoliceList], number string) error {
	after := list.Value
	after.Number, after.Back = cleanLines(number), w.Today()
	before, err := registry.Encode(list.Value)
	if err != nil {
		return err
	}
	fields, err := registry.Diff(list.Value, after)
	if err != nil || len(fields) == 0 {
		return err
	}
	change := ledger.Draft{Kind: registry.KindPolice, Record: list.ID, Op: ledger.OpSet, Fields: fields, Seen: list.Seen}
	return w.commitAll(ctx, []act{{home: home{scope: list.Scope}, change: change, before: before}})
}

// MarkEntered notes that children stand in the ministry's software since today,
// by the word of who types. Those who share a number with another are left out: one
// of the two is wrong. It returns how many were marked.
func (w *Work) MarkEntered(ctx context.Context, children []registry.Record[registry.Person]) (int, error) {
	var acts []act
	for _, c := range children {
		after := c.Value
		after.Entered = registry.Entered{On: w.Today(), By: w.name}
		if holders, err := w.store.NumberHolders(ctx, c.Value.Number.PIN, c.ID); err != nil || len(holders) > 0 {
			if err != nil {
				return 0, err
			}
			continue
		}
		a, err := w.change(c, after)
		if err != nil {
			return 0, err
		}
		acts = append(acts, a)
	}
	return len(acts), w.commitAll(ctx, acts)
}
