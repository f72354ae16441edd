package store

import (
	"context"
	"database/sql"

	"github.com/google/uuid"

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

const (
	sqlGrown = `SELECT h.id, h.hamlet, h.number, h.head, p.id FROM household h JOIN person p ON p.household = h.id AND p.kept = x''
		WHERE ($1 = x'' OR h.hamlet = $1) AND p.child_until <= $2 AND p.child_until > $3 ORDER BY h.hamlet, h.number, h.key, p.key`
	sqlMergedInto = `SELECT id FROM person WHERE kept = $1 ORDER BY key`
	sqlDrafted    = `SELECT EXISTS (SELECT 1 FROM draft WHERE key LIKE '%' || $1 || '%')`
)

// Grown returns those of a hamlet (zero: of all) whose 16th birthday is over and
// was after a day, in the order of the list.
func (s *Store) Grown(ctx context.Context, hamlet uuid.UUID, since registry.Date) (out []registry.Grown, err error) {
	err = s.view(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, sqlGrown, hamletArg(hamlet), s.today(), since.ISO())
		out, err = collect(rows, err, "read grown", func(scan scanFunc) (g registry.Grown, err error) {
			h := &g.Household
			return g, scan(bin(&h.ID), bin(&h.Hamlet), &h.Number, &h.Head, bin(&g.Person.ID))
		})
		for i := 0; i < len(out) && err == nil; i++ {
			out[i].Person, err = readRecord[registry.Person](ctx, tx, registry.KindPerson, out[i].Person.ID)
		}
		return err
	})
	return out, explain("read grown", err)
}

// MergedInto returns the records that stand behind a person: merged into it.
func (s *Store) MergedInto(ctx context.Context, person uuid.UUID) ([]uuid.UUID, error) {
	rows, err := s.read.QueryContext(ctx, sqlMergedInto, person[:])
	return collect(rows, err, "read merged", func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(bin(&id)) })
}

// Drafted tells whether a form about a record is being typed, by anybody.
func (s *Store) Drafted(ctx context.Context, record uuid.UUID) (is bool, err error) {
	err = s.read.QueryRowContext(ctx, sqlDrafted, record.String()).Scan(&is)
	return is, explain("look for drafts", err)
}
