package fieldwork

import (
	"cmp"
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/places"
)

// Hamlets returns the hamlets that this laptop works for, each in the commune to
// which it belongs today. The records are not rewritten by a reform: what it
// means is told by the day.
func (w *Work) Hamlets(ctx context.Context) ([]registry.HamletRow, error) {
	rows, err := w.store.Hamlets(ctx)
	if err != nil {
		return nil, err
	}
	today := w.Today()
	for i := range rows {
		rows[i] = inTime(rows[i], today)
	}
	return rows, nil
}

// inTime says where a hamlet lies on a day: before the reform where its records
// say, after it where its commune went, or where an officer said.
func inTime(h registry.HamletRow, on registry.Date) registry.HamletRow {
	a, ok := moveOf(h, on)
	if !ok {
		return h
	}
	h.Was, h.Area, h.District = a.From.FullName(), places.OldDistrict(a.From), ""
	if !a.Settled() {
		h.Waits = true
		h.Commune = a.From.FullName() + " (cũ)"
		return h
	}
	h.Commune = a.To.FullName()
	return h
}

// moveOf is where a hamlet went by the reform, as far as is known; false when it
// did not move, or not yet.
func moveOf(h registry.HamletRow, on registry.Date) (places.Assignment, bool) {
	if h.Code == "" || !on.After(places.LastOldDay) {
		return places.Assignment{}, false
	}
	commune, ok := places.At(h.Code, since(h.From))
	if !ok || !commune.Until.Known() {
		return places.Assignment{}, false
	}
	a := places.Reform([]places.Hamlet{{ID: h.Unit, Name: h.Name, Commune: commune.Key}})[0]
	if !a.Settled() && h.Placed.Code != "" {
		if settled, err := places.Assign(a, places.Key{Code: h.Placed.Code, From: h.Placed.From}); err == nil {
			a = settled
		}
	}
	return a, a.From.Name != ""
}

// since is a day on which a unit surely bore its code: the one from which it did,
// or that of the first list.
func since(from registry.Date) registry.Date {
	if from.Known() {
		return from
	}
	return registry.Date{Year: 2022, Month: 10, Day: 1}
}

// Moved is a hamlet whose commune was divided, with where it may have gone.
type Moved struct {
	registry.HamletRow
	places.Assignment
	// Namesake is set when another hamlet of the new commune bears the name.
	Namesake bool
}

// Divided returns the hamlets of this laptop whose communes were divided by the
// reform, those that wait first.
func (w *Work) Divided(ctx context.Context) ([]Moved, error) {
	rows, err := w.Hamlets(ctx)
	if err != nil {
		return nil, err
	}
	var waiting, settled []Moved
	var all []places.Assignment
	names := map[uuid.UUID]string{}
	for _, h := range rows {
		a, ok := moveOf(h, w.Today())
		if !ok {
			continue
		}
		all = append(all, a)
		names[h.Unit] = h.Name
		switch {
		case !a.Settled():
			waiting = append(waiting, Moved{HamletRow: h, Assignment: a})
		case len(a.Candidates) > 1:
			settled = append(settled, Moved{HamletRow: h, Assignment: a})
		}
	}
	alike := map[uuid.UUID]bool{}
	for _, ids := range places.Clashes(all, func(id uuid.UUID) string { return names[id] }) {
		for _, id := range ids {
			alike[id] = true
		}
	}
	out := append(waiting, settled...)
	for i := range out {
		out[i].Namesake = alike[out[i].Unit]
	}
	return out, nil
}

// Place notes to which of the new communes a hamlet went. A commune that it can't
// have gone to is Invalid "not_a_candidate".
func (w *Work) Place(ctx context.Context, m Moved, to places.Key) error {
	settled, err := places.Assign(m.Assignment, to)
	if err != nil {
		return err
	}
	fields, err := registry.Encode(registry.Placed{Hamlet: m.Unit, Code: settled.To.Code, From: settled.To.From, On: w.Today(), By: w.name})
	if err != nil {
		return err
	}
	before, err := registry.Encode(m.Placed)
	if err != nil {
		return err
	}
	// It is set, never created: what was taken back can be said again.
	return w.commitAll(ctx, []act{{
		home: home{scope: m.Scope}, before: before,
		change: ledger.Draft{Kind: registry.KindPlaced, Record: registry.PlacedID(m.Unit), Op: ledger.OpSet, Fields: fields},
	}})
}

// placed is what is on record of where a hamlet went.
func (w *Work) placed(ctx context.Context, id uuid.UUID) (rec registry.Record[registry.Placed], err error) {
	rows, err := w.store.Hamlets(ctx)
	for _, h := range rows {
		if registry.PlacedID(h.Unit) == id {
			return registry.Record[registry.Placed]{ID: id, Scope: h.Scope, Value: h.Placed}, nil
		}
	}
	return rec, cmp.Or(err, error(&registry.Error{Code: registry.NotFound, Key: "no_hamlet"}))
}
