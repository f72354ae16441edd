package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const (
	sqlFindRecord   = `SELECT key, kind, state, user, wall, disputed, away FROM record WHERE id = $1 AND scope = $2`
	sqlInsertRecord = `INSERT INTO record (id, scope, kind, state, user, wall, disputed, away) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	sqlUpdateRecord = `UPDATE record SET state = $2, user = $3, wall = $4, disputed = $5, away = $6 WHERE key = $1`
)

// batch merges lines into the records of one scope inside one transaction: each
// record is read once and written once, each touched household is summed up
// once.
type batch struct {
	s       *Store
	ctx     context.Context // of the statements: never ends
	asked   context.Context // of who asked; looked at between records
	tx      *sql.Tx
	scope   uuid.UUID
	bound   map[*sql.Stmt]*sql.Stmt
	records map[uuid.UUID]*held
	order   []*held                // in the order of first touch
	made    map[uuid.UUID]*newHome // records whose ids were drawn for this batch: nothing here speaks of them yet
	hamlets map[uuid.UUID]string   // names of the hamlets met
	merged  *bool                  // whether anybody was ever merged; nil until asked
	touched map[uuid.UUID]bool
	queue   []uuid.UUID // touched, in order
	signals []registry.Signal
}

// held is a record in the batch.
type held struct {
	key      int64 // 0 until it is stored
	state    ledger.State
	user     uuid.UUID
	wall     int64
	dirty    bool
	fresh    bool // stored by this batch for the first time
	disputed bool
	away     bool // it lives in another scope
}

func (s *Store) newBatch(ctx context.Context, tx *sql.Tx, scope uuid.UUID) *batch {
	// The driver starts a goroutine and a progress handler for every statement that
	// could be cancelled; each of these takes microseconds.
	return &batch{s: s, ctx: context.WithoutCancel(ctx), asked: ctx, tx: tx, scope: scope, bound: map[*sql.Stmt]*sql.Stmt{}, records: map[uuid.UUID]*held{}, hamlets: map[uuid.UUID]string{}, touched: map[uuid.UUID]bool{}}
}

// stmt is a prepared statement inside the transaction. Each is bound to it once:
// binding costs as much as a small query.
func (b *batch) stmt(st *sql.Stmt) *sql.Stmt {
	bound, ok := b.bound[st]
	if !ok {
		bound = b.tx.StmtContext(b.ctx, st)
		b.bound[st] = bound
	}
	return bound
}

// load returns a record of the scope, empty when it is new.
func (b *batch) load(kind string, id uuid.UUID) (*held, error) {
	if rec, ok := b.records[id]; ok {
		if rec.state.Kind == "" {
			rec.state.Kind = kind // it was looked for by its id alone
		}
		return rec, nil
	}
	rec := &held{}
	if _, drawn := b.made[id]; drawn {
		rec.state = ledger.State{Kind: kind, Record: id}
		return b.hold(id, rec), nil
	}
	var state []byte
	err := b.stmt(b.s.stmts.findRecord).QueryRowContext(b.ctx, id[:], b.scope[:]).
		Scan(&rec.key, &kind, &state, bin(&rec.user), &rec.wall, &rec.disputed, &rec.away)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		rec.state = ledger.State{Kind: kind, Record: id}
	case err != nil:
		return nil, fmt.Errorf("read record: %w", err)
	default:
		if rec.state, err = ledger.DecodeState(kind, id, state); err != nil {
			return nil, &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: err}
		}
	}
	return b.hold(id, rec), nil
}

func (b *batch) hold(id uuid.UUID, rec *held) *held {
	b.records[id] = rec
	b.order = append(b.order, rec)
	return rec
}

// apply merges one line. A line of another kind than its record's is merged
// all the same: kinds are decided by whoever wrote first.
func (b *batch) apply(line ledger.Line, stream uuid.UUID, rank ledger.Rank) error {
	if err := b.asked.Err(); err != nil {
		return err
	}
	rec, err := b.load(line.Change.Kind, line.Change.Record)
	if err != nil {
		return err
	}
	rec.state.Apply(line, stream, rank)
	rec.dirty = true
	if line.Change.Wall >= rec.wall {
		rec.wall, rec.user = line.Change.Wall, line.Change.User
	}
	return nil
}

// reproject shows a record anew although its registers did not change: the
// server's order decides what is shown first.
func (b *batch) reproject(id uuid.UUID) error {
	rec, err := b.load("", id)
	if err == nil && rec.disputed {
		rec.dirty = true
	}
	return err
}

// finish writes records, projections and search words.
func (b *batch) finish() error {
	for _, rec := range b.order {
		if !rec.dirty {
			continue
		}
		if err := b.asked.Err(); err != nil {
			return err
		}
		if err := b.save(rec); err != nil {
			return fmt.Errorf("save %s: %w", rec.state.Kind, err)
		}
		if err := b.project(rec); err != nil {
			return fmt.Errorf("project %s: %w", rec.state.Kind, err)
		}
		b.signals = append(b.signals, registry.Signal{Kind: rec.state.Kind, Record: rec.state.Record})
	}
	for _, id := range b.queue {
		if err := b.sumUp(id); err != nil {
			return fmt.Errorf("sum up household: %w", err)
		}
	}
	return nil
}

func (b *batch) save(rec *held) error {
	if err := b.place(rec); err != nil {
		return err
	}
	rec.disputed = !rec.away && len(rec.state.Conflicts()) > 0
	state := rec.state.AppendBinary(nil)
	if rec.key != 0 {
		_, err := b.stmt(b.s.stmts.updateRecord).ExecContext(b.ctx, rec.key, state, rec.user[:], rec.wall, rec.disputed, rec.away)
		return err
	}
	rec.fresh = true
	res, err := b.stmt(b.s.stmts.insertRecord).ExecContext(b.ctx,
		rec.state.Record[:], b.scope[:], rec.state.Kind, state, rec.user[:], rec.wall, rec.disputed, rec.away)
	if err != nil {
		return err
	}
	rec.key, err = res.LastInsertId()
	return err
}

// seqOf is the server's order for the merge: the place of the block that holds
// the dot. It is asked only in conflicts.
func seqOf(ctx context.Context, q querier) ledger.Order {
	return func(d ledger.Dot) (uint64, bool) {
		var seq sql.NullInt64
		err := q.QueryRowContext(ctx, `SELECT seq FROM block WHERE stream = $1 AND first <= $2 AND last >= $2 AND seq IS NOT NULL
			ORDER BY seq LIMIT 1`, d.Stream[:], d.Seq).Scan(&seq)
		if errors.Is(err, sql.ErrNoRows) { // it came with a snapshot
			err = q.QueryRowContext(ctx, `SELECT seq FROM said WHERE stream = $1 AND q = $2 AND mark = $3 AND seq > 0`, d.Stream[:], d.Seq, d.Mark[:]).Scan(&seq)
		}
		return uint64(seq.Int64), err == nil && seq.Valid
	}
}
