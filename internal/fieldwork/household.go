package fieldwork

import (
	"context"
	"sort"
	"strconv"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// AddHousehold writes a new household of the hamlet h.Hamlet and drops the
// draft of its form.
func (w *Work) AddHousehold(ctx context.Context, h registry.Household, draft string) (Saved, error) {
	h = tidyHousehold(h)
	found, err := w.checkHousehold(ctx, uuid.Nil, h)
	if err != nil {
		return Saved{}, err
	}
	hamlet, err := w.Hamlet(ctx, h.Hamlet)
	if err != nil {
		return Saved{}, err
	}
	id, n, err := create(ctx, w, home{scope: hamlet.Scope}, registry.KindHousehold, h, draft)
	return Saved{Record: id, Found: found, Fields: n}, err
}

// CorrectHousehold writes what differs from base, the record with which the
// form was opened.
func (w *Work) CorrectHousehold(ctx context.Context, base registry.Record[registry.Household], after registry.Household, draft string) (Saved, error) {
	after = tidyHousehold(after)
	found, err := w.checkHousehold(ctx, base.ID, after)
	if err != nil {
		return Saved{}, err
	}
	now, err := w.store.Household(ctx, base.ID)
	if err != nil {
		return Saved{}, err
	}
	meanwhile, err := changedMeanwhile(base.Value, now.Household.Value, after)
	if err != nil {
		return Saved{}, err
	}
	n, err := correct(ctx, w, home{base.Scope, base.ID}, registry.KindHousehold, base, after, draft)
	return Saved{Record: base.ID, Found: append(found, meanwhile...), Fields: n}, err
}

// checkHousehold applies the rules and looks for the same STT in the hamlet;
// a stop comes back as a *Refused.
func (w *Work) checkHousehold(ctx context.Context, id uuid.UUID, h registry.Household) ([]registry.Finding, error) {
	found := registry.CheckHousehold(h, w.Today())
	if err := refuse(found); err != nil || h.Number == 0 {
		return found, err
	}
	q := registry.HouseholdQuery{Hamlet: h.Hamlet, Text: strconv.Itoa(h.Number)}
	keys, err := w.store.HouseholdKeys(ctx, q)
	if err != nil {
		return found, err
	}
	rows, err := w.store.HouseholdRows(ctx, keys[:min(len(keys), 10)])
	if err != nil {
		return found, err
	}
	for _, row := range rows {
		if row.Number == h.Number && row.ID != id {
			return append(found, registry.Finding{Rule: registry.STTTaken, Args: registry.Args{"name": row.Head}}), nil
		}
	}
	return found, nil
}

func tidyHousehold(h registry.Household) registry.Household {
	h.Head, h.Line = viet.Clean(h.Head), viet.Clean(h.Line)
	h.Address, h.Phone = viet.Clean(h.Address), viet.Clean(h.Phone)
	h.Note = cleanLines(h.Note)
	return h
}

// Hamlet returns a hamlet that this laptop works for; another one is a
// registry.Error with code NotFound.
func (w *Work) Hamlet(ctx context.Context, id uuid.UUID) (registry.HamletRow, error) {
	rows, err := w.Hamlets(ctx)
	if err != nil {
		return registry.HamletRow{}, err
	}
	for _, row := range rows {
		if row.Unit == id {
			return row, nil
		}
	}
	return registry.HamletRow{}, &registry.Error{Code: registry.NotFound, Key: "no_hamlet"}
}

// Neighbour returns the household that comes by places after (negative:
// before) the given one in its hamlet's STT order; ok is false at the ends.
func (w *Work) Neighbour(ctx context.Context, of uuid.UUID, by int) (row registry.HouseholdRow, ok bool, err error) {
	page, err := w.store.Household(ctx, of)
	if err != nil {
		return row, false, err
	}
	keys, err := w.store.HouseholdKeys(ctx, registry.HouseholdQuery{Hamlet: page.Household.Value.Hamlet})
	if err != nil {
		return row, false, err
	}
	at, err := w.placeOf(ctx, keys, page.Household)
	if err != nil || at < 0 || at+by < 0 || at+by >= len(keys) {
		return row, false, err
	}
	return w.rowAt(ctx, keys, at+by)
}

// placeOf finds a household among keys that are in STT order: a few rows are
// read, however long the list is. -1 when it is not there.
func (w *Work) placeOf(ctx context.Context, keys []registry.Key, rec registry.Record[registry.Household]) (int, error) {
	var failed error
	at := sort.Search(len(keys), func(i int) bool {
		row, ok, err := w.rowAt(ctx, keys, i)
		if err != nil {
			failed = err
		}
		return !ok || row.Number >= rec.Value.Number
	})
	for ; at < len(keys) && failed == nil; at++ {
		row, ok, err := w.rowAt(ctx, keys, at)
		if err != nil || !ok || row.Number != rec.Value.Number {
			return -1, err
		}
		if row.ID == rec.ID {
			return at, nil
		}
	}
	return -1, failed
}

func (w *Work) rowAt(ctx context.Context, keys []registry.Key, i int) (registry.HouseholdRow, bool, error) {
	rows, err := w.store.HouseholdRows(ctx, keys[i:i+1])
	if err != nil || len(rows) == 0 {
		return registry.HouseholdRow{}, false, err
	}
	return rows[0], true, nil
}
