package store

import (
	"context"

	"thamho.vn/internal/registry"
)

// Requests returns what people asked about their data, in the order in which it
// was written down.
func (s *Store) Requests(ctx context.Context) ([]registry.Record[registry.Request], error) {
	return allOf[registry.Request](ctx, s, registry.KindRequest)
}

// Consents returns what was agreed to.
func (s *Store) Consents(ctx context.Context) ([]registry.Record[registry.Consent], error) {
	return allOf[registry.Consent](ctx, s, registry.KindConsent)
}

// Complaints returns the complaints.
func (s *Store) Complaints(ctx context.Context) ([]registry.Record[registry.Complaint], error) {
	return allOf[registry.Complaint](ctx, s, registry.KindComplaint)
}

// Exports returns what left the program.
func (s *Store) Exports(ctx context.Context) ([]registry.Record[registry.Export], error) {
	return allOf[registry.Export](ctx, s, registry.KindExport)
}
