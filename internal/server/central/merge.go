package central

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// merge is what one transaction does: each record is read at most once, and
// the admitted blocks get their numbers at the very end.
type merge struct {
	c       *Central
	ctx     context.Context
	tx      *sql.Tx
	try     int       // 1 for the first
	before  uuid.UUID // the epoch when it began
	epoch   uuid.UUID // as the transaction sees it
	records map[recordKey]*held
	dirty   []*held                       // changed since they were saved
	blocks  []arrival                     // admitted, in the order in which they count
	pending map[ledger.Hash]ledger.Header // theirs
	grants  map[uuid.UUID]grantRow        // read so far
	touched []*held                       // written since their values were looked at
	moved   map[uuid.UUID]bool            // scopes whose order got longer
	scopes  map[uuid.UUID]bool            // whether they are here, as far as asked
	own     map[uuid.UUID]ownStream       // where the server's streams end that were written to, by scope
}

func (c *Central) newMerge(ctx context.Context, tx *sql.Tx) (*merge, error) {
	m := &merge{
		c: c, ctx: ctx, tx: tx, own: map[uuid.UUID]ownStream{}, records: map[recordKey]*held{},
		pending: map[ledger.Hash]ledger.Header{}, grants: map[uuid.UUID]grantRow{}, scopes: map[uuid.UUID]bool{}, moved: map[uuid.UUID]bool{},
	}
	_, err := m.find(sqlGetMeta, []any{metaEpoch}, text{&m.before})
	m.epoch = m.before
	return m, err
}

// exec runs a statement and returns how many rows it changed.
func (m *merge) exec(query string, args ...any) (int64, error) {
	res, err := m.tx.ExecContext(m.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// do runs a statement of which nothing but its success matters.
func (m *merge) do(query string, args ...any) error {
	_, err := m.exec(query, args...)
	return err
}

// find reads the one row of a query, if there is one.
func (m *merge) find(query string, args []any, dest ...any) (bool, error) {
	return found(m.tx.QueryRowContext(m.ctx, query, args...).Scan(dest...))
}

// findLocked is find for a row that will be changed: nobody else changes it
// until the transaction ends, and what is read is the newest.
func (m *merge) findLocked(query string, args []any, dest ...any) (bool, error) {
	return m.find(m.locked(query), args, dest...)
}

// locked is the text of a query whose rows will be changed.
func (m *merge) locked(query string) string { return m.c.engine.locking(query, changing) }

// findShared is find for a row that must stay as it is until the transaction
// ends: others may rely on it too, but whoever changes it waits.
func (m *merge) findShared(query string, args []any, dest ...any) (bool, error) {
	return m.find(m.c.engine.locking(query, relying), args, dest...)
}

// alone keeps everybody else from writing in a scope until the transaction ends,
// and waits for those who do.
func (m *merge) alone(scope uuid.UUID) error {
	var one int
	_, err := m.findLocked(sqlHasScope, []any{scope.String()}, &one)
	return err
}

// finish writes what is not written yet and, as the last statements, takes the
// scopes' next numbers for the admitted blocks.
func (m *merge) finish() error {
	if err := m.flush(); err != nil {
		return err
	}
	if err := m.sendBack(); err != nil {
		return err
	}
	if err := m.flush(); err != nil { // what was sent back
		return err
	}
	if len(m.blocks) == 0 {
		return nil
	}
	if err := m.sameEpoch(); err != nil {
		return err
	}
	return m.admitAll()
}

// sameEpoch keeps the epoch from ending before the transaction does. What it
// did counts in the epoch in which it began, or it runs again.
func (m *merge) sameEpoch() error {
	if m.epoch != m.before { // begun by itself, and locked since
		return nil
	}
	var now uuid.UUID
	if _, err := m.findShared(sqlGetMeta, []any{metaEpoch}, text{&now}); err != nil {
		return fmt.Errorf("hold epoch: %w", err)
	}
	if now != m.epoch {
		return errMoved
	}
	return nil
}

// orderOf is the server's order in a scope for the merge. A block of the
// running transaction has no number yet and comes after all that have, in the
// order in which it will get one.
func (m *merge) orderOf(scope uuid.UUID) ledger.Order {
	return func(d ledger.Dot) (uint64, bool) {
		var seq sql.NullInt64
		_, err := m.find(sqlSeqOfDot, []any{scope.String(), d.Stream.String(), int64(d.Seq)}, &seq)
		if err == nil && seq.Valid {
			return uint64(seq.Int64), true
		}
		i := slices.IndexFunc(m.blocks, func(a arrival) bool {
			h := a.block.Header
			return h.Scope == scope && h.Stream == d.Stream && h.First <= d.Seq && d.Seq <= h.Last
		})
		return 1<<62 + uint64(max(i, 0)), i >= 0
	}
}
