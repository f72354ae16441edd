package fieldwork

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// TakeReport counts the children of a hamlet as they stand today and keeps the
// count in the ledger.
func (w *Work) TakeReport(ctx context.Context, hamlet uuid.UUID) (registry.Report, error) {
	r := registry.Report{Unit: hamlet, AsOf: w.Today(), By: w.name, Reasons: map[registry.Reason]int{}}
	place, err := w.Hamlet(ctx, hamlet)
	if err != nil {
		return r, err
	}
	err = w.store.Children(ctx, hamlet, func(_ registry.HouseholdRow, rec registry.Record[registry.Person]) {
		p := rec.Value
		if gone(p.Presence.Where) {
			return
		}
		r.Children++
		if p.IsEntered() {
			r.Entered++
		}
		if !p.HasNumber() {
			r.NoNumber++
			if p.Police == registry.Sent {
				r.AtPolice++
			}
		}
		for code, holds := range p.Reasons {
			if holds {
				r.Reasons[code]++
			}
		}
	})
	if err != nil {
		return r, err
	}
	fields, err := registry.Encode(r)
	if err != nil {
		return r, err
	}
	change := ledger.Draft{Kind: registry.KindReport, Record: w.newID(), Op: ledger.OpCreate, Fields: fields}
	return r, w.store.Write(ctx, place.Scope, []ledger.Draft{change}, "") // a report is not undone
}
