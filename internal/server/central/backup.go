package central

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/sync/wire"
)

const (
	sqlAllEnds   = `SELECT id, seq FROM scope ORDER BY id`
	sqlAddBackup = `INSERT INTO backup (scope, last, earlier, made_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (scope) DO UPDATE SET earlier = backup.last, last = excluded.last, made_at = excluded.made_at`
	sqlNoBackups = `DELETE FROM backup`
	sqlBackedUp  = `SELECT b.last, b.hash FROM backup k JOIN block b ON b.scope = k.scope AND b.stream = $2 AND b.status = 'admitted'
		AND b.seq <= k.earlier WHERE k.scope = $1 ORDER BY b.last DESC, b.hash LIMIT 1`
)

// Ends is where the order of every scope ends: in a database, or in its backup.
type Ends struct {
	Epoch uuid.UUID
	Of    map[uuid.UUID]uint64
}

// ReadEnds reads what the copy of a database holds.
func ReadEnds(ctx context.Context, db *sql.DB) (e Ends, err error) {
	if err := db.QueryRowContext(ctx, sqlGetMeta, metaEpoch).Scan(text{&e.Epoch}); err != nil {
		return e, fmt.Errorf("read epoch: %w", err)
	}
	e.Of, err = ends(ctx, db)
	return e, err
}

// Ends returns what the database holds now: a copy that is begun later holds at
// least that.
func (c *Central) Ends(ctx context.Context) (e Ends, err error) {
	e.Epoch = c.Epoch()
	if e.Of, err = ends(ctx, c.read); err != nil {
		return e, fmt.Errorf("read ends: %w", err)
	}
	return e, nil
}

func ends(ctx context.Context, q querier) (map[uuid.UUID]uint64, error) {
	out := map[uuid.UUID]uint64{}
	_, err := collect(ctx, q, func(scan scanFunc) (struct{}, error) {
		var id uuid.UUID
		var seq uint64
		err := scan(text{&id}, &seq)
		out[id] = seq
		return struct{}{}, err
	}, sqlAllEnds)
	return out, err
}

// BackedUp notes a backup that was written and verified. One of another epoch
// says nothing of this one's orders and is not noted. What stands in the last
// two counts as backed up: one of the two may turn out to be unreadable.
func (c *Central) BackedUp(ctx context.Context, held Ends) error {
	err := c.update(ctx, func(m *merge) error {
		if held.Epoch != m.epoch {
			return nil
		}
		for scope, seq := range held.Of {
			if err := m.noteBackup(scope, seq, 0); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note backup: %w", err)
	}
	return nil
}

func (m *merge) noteBackup(scope uuid.UUID, last, earlier uint64) error {
	return m.do(sqlAddBackup, scope.String(), int64(last), int64(earlier), m.c.Now().UnixMilli())
}

// restoredFrom makes the backup from which this database was restored the only
// one that counts, until a new one is verified.
func (m *merge) restoredFrom() error {
	all, err := ends(m.ctx, m.tx)
	for scope, seq := range all {
		if err := m.noteBackup(scope, seq, seq); err != nil {
			return err
		}
	}
	return err
}

// backedUp returns the last block of a stream that stands in both of the last
// two verified backups, if there is one.
func (m *merge) backedUp(key streamKey) (wire.Head, bool, error) {
	h := wire.Head{Scope: key.scope, Stream: key.stream}
	there, err := m.find(sqlBackedUp, []any{key.scope.String(), key.stream.String()}, &h.Last, text{&h.Hash})
	return h, there, err
}
