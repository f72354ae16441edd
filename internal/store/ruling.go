package store

import (
	"context"
	"database/sql"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// Rank returns at which rank this laptop writes in a scope; no right there is a
// registry.Error with code Denied.
func (s *Store) Rank(ctx context.Context, scope uuid.UUID) (rank ledger.Rank, err error) {
	err = s.view(ctx, func(tx *sql.Tx) error {
		r, err := rightIn(ctx, tx, scope)
		rank = r.rank
		return err
	})
	return rank, explain("read right", err)
}

// HouseholdRecords returns a household with everybody and every visit of it,
// also the records that were found to be somebody else's: what moves together.
func (s *Store) HouseholdRecords(ctx context.Context, household uuid.UUID) ([]uuid.UUID, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id FROM person WHERE household = $1 UNION SELECT id FROM visit WHERE household = $1`, household[:])
	ids, err := collect(rows, err, "read household", func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(bin(&id)) })
	return append([]uuid.UUID{household}, ids...), err
}
