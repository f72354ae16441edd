package fieldwork

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// OpenWork is all that is open in a hamlet's work: what whoever comes next has
// to know.
type OpenWork struct {
	Hamlet   registry.HamletRow
	From     string                  // who types here now
	Guardian string                  // of the data: stands on the paper
	Revisits []registry.HouseholdRow // promised another visit, the soonest first as the list has them
	Drafts   int
	Disputes int
	Held     int        // rows of imported lists that wait
	Lists    []OpenList // at the police
	Devices  []registry.Device
	Sync     registry.SyncState
}

// OpenList is a list at the police that is not answered in full.
type OpenList struct {
	registry.PoliceList
	Waiting int // children without an answer
	Days    int // since it was handed over; -1 when that can't be told
}

// AtPolice counts the children who wait for an answer.
func (o OpenWork) AtPolice() (n int) {
	for _, l := range o.Lists {
		n += l.Waiting
	}
	return n
}

// OpenWork gathers what is open in a hamlet.
func (w *Work) OpenWork(ctx context.Context, hamlet uuid.UUID) (out OpenWork, err error) {
	out.From = w.name
	if out.Guardian, err = w.Guardian(ctx); err != nil {
		return out, err
	}
	if out.Hamlet, err = w.Hamlet(ctx, hamlet); err != nil {
		return out, err
	}
	keys, err := w.store.HouseholdKeys(ctx, registry.HouseholdQuery{Hamlet: hamlet, Filter: registry.ToRevisit})
	if err != nil {
		return out, err
	}
	if out.Revisits, err = w.store.HouseholdRows(ctx, keys); err != nil {
		return out, err
	}
	drafts, err := w.store.Drafts(ctx, w.user)
	if err != nil {
		return out, err
	}
	disputes, err := w.store.Disputes(ctx, hamlet, len(keys)+1000)
	if err != nil {
		return out, err
	}
	held, err := w.store.ImportedRows(ctx, uuid.Nil, registry.RowHeld, 0, 1000)
	if err != nil {
		return out, err
	}
	out.Drafts, out.Disputes, out.Held = len(drafts), len(disputes), len(held)
	if out.Lists, err = w.openLists(ctx, hamlet); err != nil {
		return out, err
	}
	if out.Devices, err = w.store.Devices(ctx, out.Hamlet.Scope); err != nil {
		return out, err
	}
	out.Sync, err = w.store.SyncState(ctx)
	return out, err
}

func (w *Work) openLists(ctx context.Context, hamlet uuid.UUID) (out []OpenList, err error) {
	lists, err := w.store.PoliceLists(ctx, hamlet)
	if err != nil {
		return nil, err
	}
	for _, l := range lists {
		open := OpenList{PoliceList: l.Value, Days: -1}
		if days, ok := l.Value.On.DaysUntil(w.Today()); ok {
			open.Days = days
		}
		for _, id := range l.Value.Lines {
			rec, err := w.store.Person(ctx, id)
			if registry.IgnoreGone(err) != nil {
				return nil, err
			}
			if err == nil && rec.Value.Police == registry.Sent {
				open.Waiting++
			}
		}
		if open.Waiting > 0 {
			out = append(out, open)
		}
	}
	return out, nil
}

// HandOver writes down that the open work goes to somebody else. Nothing has to
// be sent first: what waits goes later, under its author's name. An empty name
// is a registry.Error with the key receiver_missing.
func (w *Work) HandOver(ctx context.Context, o OpenWork, to string) error {
	to = cleanLines(to)
	if to == "" {
		return registry.Bad("receiver_missing", "nhan", nil)
	}
	if err := w.audit(ctx, registry.AuditEntry{Act: registry.AuditHandover, Unit: o.Hamlet.Unit}); err != nil {
		return err
	}
	fields, err := registry.Encode(registry.Handover{
		Unit: o.Hamlet.Unit, From: o.From, To: to, On: w.Today(), Revisits: len(o.Revisits), Disputes: o.Disputes, AtPolice: o.AtPolice(),
	})
	if err != nil {
		return err
	}
	change := ledger.Draft{Kind: registry.KindHandover, Record: w.newID(), Op: ledger.OpCreate, Fields: fields}
	return w.store.Write(ctx, o.Hamlet.Scope, []ledger.Draft{change}, "") // a hand-over is not undone, another one follows it
}
