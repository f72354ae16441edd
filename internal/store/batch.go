package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const (
	sqlFindRecord   = `SELECT key, kind, state, user, wall, disputed, away FROM record WHERE id = $1 AND scope = $2`
	sqlInsertRecord = `INSERT INTO record (id, scope, kind, state, user, wall, disputed, away, returned) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id, scope) DO NOTHING`
	sqlUpdateRecord = `UPDATE record SET state = $2, user = $3, wall = $4, disputed = $5, away = $6, returned = $7 WHERE key = $1`
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
	away     bool         // it lives in another scope
	created  bool         // a line says so: the table was not asked for it
	purged   []ledger.Dot // named by redactions meanwhile: what the table holds of them goes too
	row      *shown
}

func (s *Store) newBatch(ctx context.Context, tx *sql.Tx, scope uuid.UUID) *batch {
	// The driver starts a goroutine and a progress handler for every statement that
	// could be cancelled; each of these takes microseconds.
	return &batch{s: s, ctx: context.WithoutCancel(ctx), asked: ctx, tx: tx, scope: scope, records: map[uuid.UUID]*held{}, hamlets: map[uuid.UUID]string{}, touched: map[uuid.UUID]bool{}}
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
	err := b.tx.QueryRowContext(b.ctx, sqlFindRecord, id[:], b.scope[:]).
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

// expect returns a record that its author says to have created, without looking
// for it: it is inserted, and only if it was there after all are the two joined.
func (b *batch) expect(kind string, id uuid.UUID) *held {
	if rec, ok := b.records[id]; ok {
		return rec.as(kind)
	}
	return b.hold(id, &held{state: ledger.State{Kind: kind, Record: id}, created: true})
}

// as gives a record its kind that was asked for before anybody said what it is:
// a redaction may come ahead of the record.
func (rec *held) as(kind string) *held {
	if rec.state.Kind == "" {
		rec.state.Kind = kind
	}
	return rec
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
	b.merge(rec, line, stream, rank)
	return nil
}

func (b *batch) merge(rec *held, line ledger.Line, stream uuid.UUID, rank ledger.Rank) {
	rec.state.Apply(line, stream, rank)
	rec.dirty = true
	if line.Change.Wall >= rec.wall {
		rec.wall, rec.user = line.Change.Wall, line.Change.User
	}
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
	dirty := slices.DeleteFunc(slices.Clone(b.order), func(rec *held) bool { return !rec.dirty })
	ready, stop := b.makeReady(dirty)
	defer stop()
	for i, rec := range dirty {
		if err := b.asked.Err(); err != nil {
			return err
		}
		ready(i)
		if err := b.save(rec); err != nil {
			return fmt.Errorf("save %s: %w", rec.state.Kind, err)
		}
		if err := b.project(rec); err != nil {
			return fmt.Errorf("project %s: %w", rec.state.Kind, err)
		}
		rec.row = nil
		b.signals = append(b.signals, registry.Signal{Kind: rec.state.Kind, Record: rec.state.Record})
	}
	return b.sumUpTouched()
}

func (b *batch) sumUpTouched() error {
	for _, id := range b.queue {
		if err := b.sumUp(id); err != nil {
			return fmt.Errorf("sum up household: %w", err)
		}
	}
	return nil
}

func (b *batch) save(rec *held) error {
	if rec.key != 0 {
		return b.update(rec)
	}
	if err := b.place(rec); err != nil {
		return err
	}
	row, err := b.row(rec)
	if err != nil {
		return err
	}
	rec.disputed = !rec.away && row.disputed
	res, err := b.tx.ExecContext(b.ctx, sqlInsertRecord,
		rec.state.Record[:], b.scope[:], rec.state.Kind, row.state, rec.user[:], rec.wall, rec.disputed, rec.away, row.returned && !rec.away)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n == 0 {
		return b.joinStored(rec)
	}
	rec.fresh = true
	rec.key, err = res.LastInsertId()
	return err
}

func (b *batch) update(rec *held) error {
	if err := b.place(rec); err != nil {
		return err
	}
	row, err := b.row(rec)
	if err != nil {
		return err
	}
	rec.disputed = !rec.away && row.disputed
	_, err = b.tx.ExecContext(b.ctx, sqlUpdateRecord, rec.key, row.state, rec.user[:], rec.wall, rec.disputed, rec.away, row.returned && !rec.away)
	return err
}

// joinStored joins a record that was expected to be new to the one that was
// there.
func (b *batch) joinStored(rec *held) error {
	id := rec.state.Record
	delete(b.records, id)
	there, err := b.load(rec.state.Kind, id)
	if err != nil {
		return err
	}
	b.records[id] = rec
	b.order = b.order[:len(b.order)-1]
	if there.key == 0 {
		return fmt.Errorf("record %s is there and is not", id)
	}
	there.state.Join(rec.state)
	for _, dot := range append(rec.state.WithheldDots(), rec.purged...) { // a value that was here does not come back
		there.state.Withhold(dot)
	}
	if rec.wall < there.wall {
		rec.wall, rec.user = there.wall, there.user
	}
	rec.key, rec.state, rec.away, rec.row, rec.created = there.key, there.state, there.away, nil, false
	return b.update(rec)
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
