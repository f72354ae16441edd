package fieldwork

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// Rights are what people may ask of whoever holds their data, and what the law
// wants to be kept of it.
type Rights interface {
	Requests(ctx context.Context) ([]registry.Record[registry.Request], error)
	Consents(ctx context.Context) ([]registry.Record[registry.Consent], error)
	Complaints(ctx context.Context) ([]registry.Record[registry.Complaint], error)
	Exports(ctx context.Context) ([]registry.Record[registry.Export], error)
	// Grown returns everybody of a hamlet (zero: of all) who was a child after a
	// day and is none any more.
	Grown(ctx context.Context, hamlet uuid.UUID, since registry.Date) ([]registry.Grown, error)
	// MergedInto returns the records that were found to be the same person and
	// stand behind this one.
	MergedInto(ctx context.Context, person uuid.UUID) ([]uuid.UUID, error)
	// Drafted tells whether anybody's form about a record is being typed here.
	Drafted(ctx context.Context, record uuid.UUID) (bool, error)
}

// SaveRequest writes a request down, or what came of it; base is what the form
// was opened with, without an id for a new one. Its errors are those of
// Request.Check.
func (w *Work) SaveRequest(ctx context.Context, base registry.Record[registry.Request], after registry.Request, draft string) (uuid.UUID, error) {
	if bad := after.Check(); bad != nil {
		return uuid.Nil, bad
	}
	return keep(ctx, w, registry.KindRequest, base, after, after.Unit, draft)
}

// SaveComplaint writes a complaint down, or its answer. A new one gets the next
// number of its year.
func (w *Work) SaveComplaint(ctx context.Context, base registry.Record[registry.Complaint], after registry.Complaint, draft string) (uuid.UUID, error) {
	if bad := after.Check(); bad != nil {
		return uuid.Nil, bad
	}
	if base.ID == uuid.Nil {
		all, err := w.store.Complaints(ctx)
		if err != nil {
			return uuid.Nil, err
		}
		after.Number = 1
		for _, c := range all {
			if c.Value.Received.Year == after.Received.Year {
				after.Number = max(after.Number, c.Value.Number+1)
			}
		}
	}
	return keep(ctx, w, registry.KindComplaint, base, after, after.Unit, draft)
}

// SaveConsent writes down what somebody agreed to, or took back. Its errors are
// those of Consent.Check.
func (w *Work) SaveConsent(ctx context.Context, base registry.Record[registry.Consent], after registry.Consent, draft string) (uuid.UUID, error) {
	person, err := w.store.Person(ctx, after.Person)
	if err != nil {
		return uuid.Nil, err
	}
	if bad := after.Check(person.Value.Birth); bad != nil {
		return uuid.Nil, bad
	}
	unit, err := w.unitOf(ctx, person.Value.Household)
	if err != nil {
		return uuid.Nil, err
	}
	return keep(ctx, w, registry.KindConsent, base, after, unit, draft)
}

// Agreed tells whether a collection that needs consent may be made of a person
// today.
func (w *Work) Agreed(ctx context.Context, person uuid.UUID, collection string) (bool, error) {
	if c, known := registry.BasisOf(collection); !known || c.Basis == registry.ByDuty {
		return known, nil
	}
	all, err := w.store.Consents(ctx)
	return err == nil && slices.ContainsFunc(all, func(c registry.Record[registry.Consent]) bool {
		return c.Value.Person == person && c.Value.Collection == collection && c.Value.Holds(w.Today())
	}), err
}

// keep writes a new record into the scope of a hamlet, or the changed fields of
// one that is there, and drops the draft of its form.
func keep[T any](ctx context.Context, w *Work, kind string, base registry.Record[T], after T, unit uuid.UUID, draft string) (uuid.UUID, error) {
	if base.ID != uuid.Nil {
		_, err := correct(ctx, w, home{scope: base.Scope}, kind, base, after, draft)
		return base.ID, err
	}
	place, err := w.Hamlet(ctx, unit)
	if err != nil {
		return uuid.Nil, err
	}
	id, _, err := create(ctx, w, home{scope: place.Scope}, kind, after, draft)
	return id, err
}

// Compliance counts what was done with people's data from one day to another,
// and what is late.
func (w *Work) Compliance(ctx context.Context, from, to registry.Date) (registry.Compliance, error) {
	c := registry.Compliance{From: from, To: to, By: w.name}
	exports, err := w.store.Exports(ctx)
	if err != nil {
		return c, err
	}
	for _, e := range exports {
		c.AddExport(e.Value, e.Last.Name)
	}
	requests, err := w.store.Requests(ctx)
	if err != nil {
		return c, err
	}
	for _, r := range requests {
		c.AddRequest(r.Value)
	}
	complaints, err := w.store.Complaints(ctx)
	if err != nil {
		return c, err
	}
	for _, p := range complaints {
		c.AddComplaint(p.Value)
	}
	consents, err := w.store.Consents(ctx)
	if err != nil {
		return c, err
	}
	for _, a := range consents {
		c.AddConsent(a.Value)
	}
	grown, err := w.Grown(ctx, uuid.Nil)
	c.PastAge = len(grown)
	return c, err
}
