package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// shownVersion grows whenever a release shows something new of records that are
// there already: their rows are then made anew, once, at the next start.
const (
	shownVersion     = "2" // likeness keys, who stands for whom
	metaShownVersion = "shown"
	rebuildBatch     = 2000
)

// rebuild makes the rows of all persons anew when an older release made them.
// It goes by batches, so that being cut costs nothing but time.
func (s *Store) rebuild(ctx context.Context) error {
	have, err := getMeta(ctx, s.write, metaShownVersion)
	if err != nil || string(have) == shownVersion {
		return err
	}
	for after, more := int64(0), true; more; {
		err := s.update(ctx, func(tx *sql.Tx) (err error) {
			after, more, err = s.rebuildSome(ctx, tx, after)
			return err
		})
		if err != nil {
			return fmt.Errorf("rebuild rows: %w", err)
		}
	}
	return s.update(ctx, func(tx *sql.Tx) error { return setMeta(ctx, tx, metaShownVersion, []byte(shownVersion)) })
}

// rebuildSome makes the rows of the next persons after a key.
func (s *Store) rebuildSome(ctx context.Context, tx *sql.Tx, after int64) (last int64, more bool, err error) {
	type at struct {
		key       int64
		id, scope uuid.UUID
	}
	rows, err := tx.QueryContext(ctx, `SELECT key, id, scope FROM record WHERE kind = $1 AND key > $2 ORDER BY key LIMIT $3`,
		registry.KindPerson, after, rebuildBatch)
	all, err := collect(rows, err, "read persons", func(scan scanFunc) (a at, err error) {
		return a, scan(&a.key, bin(&a.id), bin(&a.scope))
	})
	if err != nil {
		return after, false, err
	}
	batches := map[uuid.UUID]*batch{}
	for _, a := range all {
		b := batches[a.scope]
		if b == nil {
			b = s.newBatch(ctx, tx, a.scope)
			batches[a.scope] = b
		}
		rec, err := b.load(registry.KindPerson, a.id)
		if err != nil {
			return after, false, err
		}
		if err := b.project(rec); err != nil {
			return after, false, err
		}
		after = a.key
	}
	return after, len(all) == rebuildBatch, nil
}
