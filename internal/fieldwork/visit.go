package fieldwork

import (
	"context"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// RecordVisit writes a visit and drops the draft of its form.
func (w *Work) RecordVisit(ctx context.Context, v registry.Visit, draft string) (Saved, error) {
	page, err := w.store.Household(ctx, v.Household)
	if err != nil {
		return Saved{}, err
	}
	v = tidyVisit(v)
	found := registry.CheckVisit(v, w.Today())
	if err := refuse(found); err != nil {
		return Saved{}, err
	}
	if sameVisit(page.Visits, v) {
		found = append(found, registry.Finding{Rule: registry.VisitTwice})
	}
	home := home{page.Household.Scope, v.Household}
	id, n, err := create(ctx, w, home, registry.KindVisit, v, draft)
	return Saved{Record: id, Found: found, Fields: n}, err
}

func tidyVisit(v registry.Visit) registry.Visit {
	v.By, v.Note = viet.Clean(v.By), cleanLines(v.Note)
	return v
}

// sameVisit tells whether the same walk was typed before, here or by another.
func sameVisit(visits []registry.Record[registry.Visit], v registry.Visit) bool {
	for _, old := range visits {
		if old.Value.On == v.On && viet.MatchKey(old.Value.By) == viet.MatchKey(v.By) {
			return true
		}
	}
	return false
}
