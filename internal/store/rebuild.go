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
	shownVersion     = "4"
	metaShownVersion = "shown"
	rebuildBatch     = 2000
)

// shownSince names the version since which the rows of a kind are what they are
// now. Only kinds that changed since the store's own are made anew.
var shownSince = []struct {
	kind    string
	version string
}{
	{registry.KindPerson, "2"},    // likeness keys, who stands for whom
	{registry.KindUnit, "3"},      // codes
	{registry.KindHousehold, "4"}, // words of places marked
}

// rebuild makes the rows anew that an older release made. It goes by batches, so
// that being cut costs nothing but time.
func (s *Store) rebuild(ctx context.Context) error {
	have, err := getMeta(ctx, s.write, metaShownVersion)
	if err != nil || string(have) == shownVersion {
		return err
	}
	for _, since := range shownSince {
		if string(have) >= since.version {
			continue
		}
		if err := s.rebuildKind(ctx, since.kind); err != nil {
			return fmt.Errorf("rebuild rows of %s: %w", since.kind, err)
		}
	}
	return s.update(ctx, func(tx *sql.Tx) error { return setMeta(ctx, tx, metaShownVersion, []byte(shownVersion)) })
}

func (s *Store) rebuildKind(ctx context.Context, kind string) error {
	for after, more := int64(0), true; more; {
		err := s.update(ctx, func(tx *sql.Tx) (err error) {
			after, more, err = s.rebuildSome(ctx, tx, kind, after)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rebuildSome makes the rows of the next records of a kind after a key.
func (s *Store) rebuildSome(ctx context.Context, tx *sql.Tx, kind string, after int64) (last int64, more bool, err error) {
	type at struct {
		key       int64
		id, scope uuid.UUID
	}
	rows, err := tx.QueryContext(ctx, `SELECT key, id, scope FROM record WHERE kind = $1 AND key > $2 ORDER BY key LIMIT $3`,
		kind, after, rebuildBatch)
	all, err := collect(rows, err, "read "+kind, func(scan scanFunc) (a at, err error) {
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
		rec, err := b.load(kind, a.id)
		if err != nil {
			return after, false, err
		}
		if err := b.project(rec); err != nil {
			return after, false, err
		}
		after = a.key
	}
	for _, b := range batches {
		if err := b.sumUpTouched(); err != nil {
			return after, false, err
		}
	}
	return after, len(all) == rebuildBatch, nil
}
