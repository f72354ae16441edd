package fieldwork

import (
	"context"
	"encoding/json"
	"maps"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/match"
)

// Task is something about a child that wants looking at: a proposal that can be
// agreed to, or a remark of a rule that only a paper can settle.
type Task struct {
	Household registry.HouseholdRow
	Child     registry.Record[registry.Person]
	Proposal  registry.Proposal // zero for a remark
	Finding   registry.Finding  // zero for a proposal
}

// Code names the kind of the task: of its proposal or of its rule.
func (t Task) Code() string {
	if t.Proposal.Code != "" {
		return t.Proposal.Code
	}
	return t.Finding.Code
}

// IsProposal tells whether the task can be agreed to.
func (t Task) IsProposal() bool { return t.Proposal.Code != "" }

// taskRules are the rules that make work at the desk: what a child only lacks
// is told by the lists of the walk.
var taskRules = map[string]bool{
	"number_sex": true, "number_year": true, "number_century": true, "number_adult": true, "number_province": true,
	"number_length": true, "number_cmnd": true, "number_bhyt": true, "number_dummy": true, "number_letters": true,
	"birth_no_such_day": true, "birth_future": true, "birth_too_old": true, "name_digit": true, "name_missing": true,
	"cert_before_birth": true, "parent_young": true, "parent_number": true, "phone_odd": true, "health_card_odd": true,
	"father_both": true, "death_before_birth": true,
}

// Tasks returns what there is to clean among the children of a hamlet (zero: of
// all), in the order of the list. What was skipped is left out.
func (w *Work) Tasks(ctx context.Context, hamlet uuid.UUID) ([]Task, error) {
	var out []Task
	err := w.store.Children(ctx, hamlet, func(h registry.HouseholdRow, rec registry.Record[registry.Person]) {
		for _, p := range registry.Propose(rec.Value) {
			out = append(out, Task{Household: h, Child: rec, Proposal: p})
		}
		for _, f := range registry.CheckPerson(rec.Value, w.Today()) {
			if taskRules[f.Code] && f.Severity != registry.Info && rec.Value.Handled[f.Code] != registry.Skipped {
				out = append(out, Task{Household: h, Child: rec, Finding: f})
			}
		}
	})
	return out, err
}

// Agree writes what the tasks propose; those without a proposal are left alone.
// Undo takes all of it back together.
func (w *Work) Agree(ctx context.Context, tasks ...Task) error {
	var acts []act
	for _, t := range tasks {
		if t.IsProposal() {
			acts = append(acts, w.patch(t.Child, t.Household.ID, t.Proposal.Patch))
		}
	}
	return w.commitAll(ctx, acts)
}

// Decide notes that a task is to be left as it is, or is the commune officer's.
func (w *Work) Decide(ctx context.Context, t Task, what registry.Handling) error {
	return w.handle(ctx, t.Child, t.Code(), what)
}

// handle notes on a child what was decided about something.
func (w *Work) handle(ctx context.Context, rec registry.Record[registry.Person], code string, what registry.Handling) error {
	after := rec.Value
	after.Handled = maps.Clone(after.Handled)
	if after.Handled == nil {
		after.Handled = map[string]registry.Handling{}
	}
	after.Handled[code] = what
	return w.amend(ctx, rec, after)
}

// amend writes what differs of a child from the record that its author saw.
func (w *Work) amend(ctx context.Context, rec registry.Record[registry.Person], after registry.Person) error {
	a, err := w.change(rec, after)
	if err != nil {
		return err
	}
	return w.commitAll(ctx, []act{a})
}

// change is the act that writes what differs.
func (w *Work) change(rec registry.Record[registry.Person], after registry.Person) (act, error) {
	fields, err := registry.Diff(rec.Value, after)
	return w.patch(rec, rec.Value.Household, fields), err
}

// patch is an act that writes fields of a child that its author saw.
func (w *Work) patch(rec registry.Record[registry.Person], household uuid.UUID, fields registry.Fields) act {
	before, err := registry.Encode(rec.Value)
	if err != nil {
		before = registry.Fields{} // undo then finds nothing to give back
	}
	return act{
		home:   home{rec.Scope, household},
		change: ledger.Draft{Kind: registry.KindPerson, Record: rec.ID, Op: ledger.OpSet, Fields: fields, Seen: rec.Seen},
		before: before,
	}
}

// Held returns the rows of imported lists that wait for somebody, at most limit.
func (w *Work) Held(ctx context.Context, limit int) ([]HeldRow, error) {
	rows, err := w.store.ImportedRows(ctx, uuid.Nil, registry.RowHeld, 0, limit)
	if err != nil {
		return nil, err
	}
	out := make([]HeldRow, len(rows))
	for i, row := range rows {
		out[i].ImportedRow = row
		if err := json.Unmarshal(row.Parsed, &out[i].Read); err != nil {
			out[i].Read = ListRow{Row: row.Row, Cells: row.Cells}
		}
	}
	return out, nil
}

// HeldRow is a row that waits, with what was read from it.
type HeldRow struct {
	registry.ImportedRow
	Read ListRow
}

// SettleHeld ends the waiting of a row. same takes it for the child it may be;
// otherwise it becomes a new child, of the hamlet that it names or of the given
// one. Undoing the import takes this back too.
func (w *Work) SettleHeld(ctx context.Context, row HeldRow, same bool, hamlet uuid.UUID) error {
	hamlets, err := w.Hamlets(ctx)
	if err != nil {
		return err
	}
	im := &Importer{work: w, record: registry.Import{ID: row.Import}, places: newPlaces(w.store, hamlets, hamlet), recent: newRecent(), before: newRecent()}
	out := row.ImportedRow
	out.Reason = ""
	var drafts []ledger.Draft
	if same {
		rec, err := w.store.Person(ctx, row.Record)
		if err != nil {
			return err
		}
		out.Scope = rec.Scope
		if out, drafts, err = im.meet(out, rec, tidyPerson(row.Read.Person)); err != nil {
			return err
		}
	} else if out, drafts, err = im.settleNew(ctx, out, row.Read, hamlet); err != nil {
		return err
	}
	return w.store.WriteImported(ctx, out.Scope, drafts, []registry.ImportedRow{out})
}

func (im *Importer) settleNew(ctx context.Context, out registry.ImportedRow, row ListRow, hamlet uuid.UUID) (registry.ImportedRow, []ledger.Draft, error) {
	place, ok := im.places.hamlet(row)
	if !ok {
		place, ok = im.places.byID(hamlet)
	}
	if !ok && len(im.places.hamlets) == 1 {
		place, ok = im.places.hamlets[0], true
	}
	if !ok {
		return out, nil, &registry.Error{Code: registry.Invalid, Key: "pick_hamlet"}
	}
	p := tidyPerson(row.Person)
	if err := refuse(registry.CheckPerson(p, im.work.Today())); err != nil {
		return out, nil, err
	}
	out.Scope = place.Scope
	return im.create(ctx, out, place, row, p, match.KeysOf(p))
}

// DropHeld lets a row go: it stays in the import's log and asks no more.
func (w *Work) DropHeld(ctx context.Context, row HeldRow) error {
	out := row.ImportedRow
	out.Outcome, out.Reason = registry.RowMatched, ""
	return w.store.WriteImported(ctx, row.Scope, nil, []registry.ImportedRow{out})
}
