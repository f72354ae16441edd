package store

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const sqlReturned = `SELECT r.id, r.scope, r.kind, r.state, coalesce(h.id, x''), coalesce(h.number, 0), coalesce(p.name, h.head, ''), coalesce(u.name, '')
	FROM record r LEFT JOIN person p ON p.key = r.key LEFT JOIN visit v ON v.key = r.key
	LEFT JOIN household h ON h.id = coalesce(p.household, v.household, r.id) LEFT JOIN unit u ON u.id = h.hamlet
	WHERE r.returned = 1 AND ($1 = x'' OR h.hamlet = $1) ORDER BY h.number, r.key LIMIT $2`

// Returned returns the values of a hamlet's records (zero: of all) that the
// server returned and that still stand, those of at most limit records.
func (s *Store) Returned(ctx context.Context, hamlet uuid.UUID, limit int) ([]registry.ReturnedValue, error) {
	rows, err := s.read.QueryContext(ctx, sqlReturned, hamletArg(hamlet), limit)
	var out []registry.ReturnedValue
	_, err = collect(rows, err, "read returned values", func(scan scanFunc) (struct{}, error) {
		var v registry.ReturnedValue
		var state []byte
		if err := scan(bin(&v.Record), bin(&v.Scope), &v.Kind, &state, bin(&v.Household), &v.Number, &v.Name, &v.Hamlet); err != nil {
			return struct{}{}, err
		}
		st, err := ledger.DecodeState(v.Kind, v.Record, state)
		if err != nil {
			return struct{}{}, &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: err}
		}
		out = append(out, v.Of(registry.Returned(&st, true))...)
		return struct{}{}, nil
	})
	return out, err
}
