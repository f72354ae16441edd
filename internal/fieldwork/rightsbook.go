package fieldwork

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// RightsBook is what the law has a hamlet keep of its people's rights.
type RightsBook struct {
	Hamlet     registry.HamletRow
	Requests   []registry.Record[registry.Request]
	Complaints []registry.Record[registry.Complaint]
	Consents   []registry.Record[registry.Consent]
	Children   []Listed
	Grown      []registry.Grown
}

// RightsBook reads it.
func (w *Work) RightsBook(ctx context.Context, hamlet uuid.UUID) (b RightsBook, err error) {
	if b.Hamlet, err = w.Hamlet(ctx, hamlet); err != nil {
		return b, err
	}
	requests, err := w.store.Requests(ctx)
	if err != nil {
		return b, err
	}
	complaints, err := w.store.Complaints(ctx)
	if err != nil {
		return b, err
	}
	consents, err := w.store.Consents(ctx)
	if err != nil {
		return b, err
	}
	b.Requests, b.Complaints, b.Consents = within(b.Hamlet.Scope, requests), within(b.Hamlet.Scope, complaints), within(b.Hamlet.Scope, consents)
	if b.Children, err = w.Roll(ctx, hamlet); err != nil {
		return b, err
	}
	b.Grown, err = w.Grown(ctx, hamlet)
	return b, err
}

// within are the records of a scope.
func within[T any](scope uuid.UUID, all []registry.Record[T]) (out []registry.Record[T]) {
	for _, r := range all {
		if r.Scope == scope {
			out = append(out, r)
		}
	}
	return out
}

// Name returns the name of somebody in the book, "" for one who is not there.
func (b RightsBook) Name(id uuid.UUID) string {
	for _, c := range b.Children {
		if c.Child.ID == id {
			return c.Child.Value.Name
		}
	}
	for _, g := range b.Grown {
		if g.Person.ID == id {
			return g.Person.Value.Name
		}
	}
	return ""
}
