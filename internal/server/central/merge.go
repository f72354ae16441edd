package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlFindRecord = `SELECT kind, state FROM record WHERE scope = $1 AND id = $2`
	sqlSaveRecord = `INSERT INTO record (scope, id, kind, state) VALUES ($1, $2, $3, $4)
		ON CONFLICT (scope, id) DO UPDATE SET state = excluded.state`
)

// merge gathers what one transaction does: each record is read once and
// written once, and the admitted blocks get their numbers at the very end.
type merge struct {
	c       *Central
	ctx     context.Context
	tx      *sql.Tx
	epoch   uuid.UUID
	stmts   map[string]*sql.Stmt
	records map[recordKey]*held
	order   []*held
	blocks  []arrival // admitted, in the order in which they count
	grants  map[uuid.UUID]grantRow
}

type recordKey struct{ scope, id uuid.UUID }

// held is a record in the merge.
type held struct {
	scope uuid.UUID
	state ledger.State
	dirty bool
}

func (c *Central) newMerge(ctx context.Context, tx *sql.Tx) *merge {
	return &merge{c: c, ctx: ctx, tx: tx, epoch: c.Epoch(), stmts: map[string]*sql.Stmt{}, records: map[recordKey]*held{}, grants: map[uuid.UUID]grantRow{}}
}

// stmt prepares a query once per merge; the transaction closes it.
func (m *merge) stmt(query string) (*sql.Stmt, error) {
	if st, ok := m.stmts[query]; ok {
		return st, nil
	}
	st, err := m.tx.PrepareContext(m.ctx, query)
	if err == nil {
		m.stmts[query] = st
	}
	return st, err
}

func (m *merge) exec(query string, args ...any) error {
	st, err := m.stmt(query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(m.ctx, args...)
	return err
}

// load returns a record, empty when it is new.
func (m *merge) load(scope uuid.UUID, kind string, id uuid.UUID) (*held, error) {
	key := recordKey{scope, id}
	if rec, ok := m.records[key]; ok {
		return rec, nil
	}
	st, err := m.stmt(sqlFindRecord)
	if err != nil {
		return nil, err
	}
	rec := &held{scope: scope, state: ledger.State{Kind: kind, Record: id}}
	var state []byte
	err = st.QueryRowContext(m.ctx, scope.String(), id.String()).Scan(&kind, &state)
	if err == nil {
		rec.state, err = ledger.DecodeState(kind, id, state)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read record: %w", err)
	}
	m.records[key] = rec
	m.order = append(m.order, rec)
	return rec, nil
}

// apply merges one line.
func (m *merge) apply(scope, stream uuid.UUID, rank ledger.Rank, line ledger.Line) error {
	rec, err := m.load(scope, line.Change.Kind, line.Change.Record)
	if err != nil {
		return err
	}
	rec.state.Apply(line, stream, rank)
	rec.dirty = true
	if m.c.Faults.LastWriterWins {
		keepNewest(&rec.state, line.Dot(stream))
	}
	return nil
}

// keepNewest is the planted bug Faults.LastWriterWins.
func keepNewest(s *ledger.State, dot ledger.Dot) {
	for i := range s.Fields {
		f := &s.Fields[i]
		if slices.ContainsFunc(f.Siblings, func(sib ledger.Sibling) bool { return sib.Dot == dot }) {
			f.Siblings = slices.DeleteFunc(f.Siblings, func(sib ledger.Sibling) bool { return sib.Dot != dot })
		}
	}
}

// finish writes the records and what the board counts, and, as the last
// statements, takes the scopes' next numbers for the admitted blocks.
func (m *merge) finish() error {
	for _, rec := range m.order {
		if !rec.dirty {
			continue
		}
		s := &rec.state
		if err := m.exec(sqlSaveRecord, rec.scope.String(), s.Record.String(), s.Kind, s.AppendBinary(nil)); err != nil {
			return fmt.Errorf("save record: %w", err)
		}
		if err := m.project(rec); err != nil {
			return fmt.Errorf("project %s: %w", s.Kind, err)
		}
	}
	return m.admitAll()
}
