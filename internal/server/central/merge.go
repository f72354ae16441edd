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
	epoch   uuid.UUID // as the transaction sees it
	stmts   map[string]*sql.Stmt
	records map[recordKey]*held
	dirty   []*held                       // changed since they were saved
	blocks  []arrival                     // admitted, in the order in which they count
	pending map[ledger.Hash]ledger.Header // theirs
	grants  map[uuid.UUID]grantRow        // read so far
	scopes  map[uuid.UUID]bool            // whether they are here, as far as asked
}

func (c *Central) newMerge(ctx context.Context, tx *sql.Tx) (*merge, error) {
	m := &merge{
		c: c, ctx: ctx, tx: tx, stmts: map[string]*sql.Stmt{}, records: map[recordKey]*held{},
		pending: map[ledger.Hash]ledger.Header{}, grants: map[uuid.UUID]grantRow{}, scopes: map[uuid.UUID]bool{},
	}
	_, err := m.find(sqlGetMeta, []any{metaEpoch}, text{&m.epoch})
	return m, err
}

// stmt returns a query prepared once: those that every push needs since the
// database was opened, others for this transaction, which closes them.
func (m *merge) stmt(query string) (st *sql.Stmt, err error) {
	if st, ok := m.stmts[query]; ok {
		return st, nil
	}
	if kept, ok := m.c.prepared[query]; ok {
		st = m.tx.StmtContext(m.ctx, kept)
	} else if st, err = m.tx.PrepareContext(m.ctx, query); err != nil {
		return nil, err
	}
	m.stmts[query] = st
	return st, nil
}

// exec runs a statement and returns how many rows it changed.
func (m *merge) exec(query string, args ...any) (int64, error) {
	st, err := m.stmt(query)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(m.ctx, args...)
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
	st, err := m.stmt(query)
	if err != nil {
		return false, err
	}
	return found(st.QueryRowContext(m.ctx, args...).Scan(dest...))
}

// flush writes the changed records with what the board counts of them.
func (m *merge) flush() error {
	for _, rec := range m.dirty {
		if err := m.save(rec); err != nil {
			return fmt.Errorf("save %s: %w", rec.state.Kind, err)
		}
		rec.dirty = false
	}
	m.dirty = m.dirty[:0]
	return nil
}

// finish writes what is not written yet and, as the last statements, takes the
// scopes' next numbers for the admitted blocks.
func (m *merge) finish() error {
	if err := m.flush(); err != nil {
		return err
	}
	return m.admitAll()
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
