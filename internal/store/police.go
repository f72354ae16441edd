package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// PoliceLists returns the lists of a hamlet (zero: of all) that went to the
// police, in the order in which they were made.
func (s *Store) PoliceLists(ctx context.Context, hamlet uuid.UUID) ([]registry.Record[registry.PoliceList], error) {
	all, err := allOf[registry.PoliceList](ctx, s, registry.KindPolice)
	var out []registry.Record[registry.PoliceList]
	for _, rec := range all {
		if hamlet == uuid.Nil || rec.Value.Unit == hamlet {
			out = append(out, rec)
		}
	}
	return out, err
}

// allOf reads the records of a kind of which there are few.
func allOf[T any](ctx context.Context, s *Store, kind string) ([]registry.Record[T], error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, scope, state, wall FROM record WHERE kind = $1 AND away = 0 ORDER BY key`, kind)
	all, err := collect(rows, err, "read "+kind, func(scan scanFunc) (rec registry.Record[T], err error) {
		var state []byte
		var wall int64
		if err := scan(bin(&rec.ID), bin(&rec.Scope), &state, &wall); err != nil {
			return rec, err
		}
		st, err := ledger.DecodeState(kind, rec.ID, state)
		if err != nil {
			return rec, &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: err}
		}
		order := seqOf(ctx, s.read)
		if deleted, _ := st.Deleted(order); deleted {
			rec.ID = uuid.Nil
			return rec, nil
		}
		rec.Last.At = time.UnixMilli(wall)
		fill(&rec, &st, order)
		return rec, nil
	})
	out := all[:0]
	for _, rec := range all {
		if rec.ID != uuid.Nil {
			out = append(out, rec)
		}
	}
	return out, err
}
