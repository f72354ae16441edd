package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// binary reads a BLOB column of a fixed size into an id or a hash. An empty or
// NULL column leaves it zero.
type binary struct{ dst []byte }

// bin makes a scan target of an id, a hash or a key.
func bin[T uuid.UUID | ledger.Hash | ledger.PublicKey](dst *T) binary {
	switch d := any(dst).(type) {
	case *uuid.UUID:
		return binary{d[:]}
	case *ledger.Hash:
		return binary{d[:]}
	default:
		return binary{any(dst).(*ledger.PublicKey)[:]}
	}
}

// Scan implements sql.Scanner.
func (b binary) Scan(src any) error {
	data, ok := src.([]byte)
	if src != nil && (!ok || len(data) != 0 && len(data) != len(b.dst)) {
		return fmt.Errorf("column of %T, want %d bytes", src, len(b.dst))
	}
	clear(b.dst)
	copy(b.dst, data)
	return nil
}

type scanFunc func(dest ...any) error

// collect reads all rows with one and closes them; err is what the query
// returned.
func collect[T any](rows *sql.Rows, err error, verb string, one func(scanFunc) (T, error)) ([]T, error) {
	if err != nil {
		return nil, explain(verb, err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := one(rows.Scan)
		if err != nil {
			return nil, explain(verb, err)
		}
		out = append(out, v)
	}
	return out, explain(verb, rows.Err())
}

// update runs fn in one write transaction; it is durable when update returns nil.
// A context that ends takes the transaction back, and is then the error, whatever
// the statement that met it said.
func (s *Store) update(ctx context.Context, fn func(*sql.Tx) error) error {
	if err := s.Damage(); err != nil {
		return err
	}
	return s.transact(ctx, fn)
}

// transact is update also in a file of which it is known that it is damaged.
func (s *Store) transact(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := s.begin(ctx)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		if ended := ctx.Err(); ended != nil {
			err = ended
		}
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// begin waits for the gate and for the writer. Who got the writer when the gate
// had been shut meanwhile gives it back: the file's copy may be made already, and
// what is written after it would be gone.
func (s *Store) begin(ctx context.Context) (*sql.Tx, error) {
	for {
		if s.swapped() && s.gate.shut("file_swapped") {
			go s.reclaim()
		}
		if err := s.gate.pass(ctx); err != nil {
			return nil, err
		}
		tx, err := s.write.BeginTx(ctx, nil)
		if err != nil || !s.gate.isShut() {
			return tx, err
		}
		if err := tx.Rollback(); err != nil {
			return nil, err
		}
	}
}

// querier is a transaction or a pool.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// getMeta returns a small value, nil when there is none.
func getMeta(ctx context.Context, q querier, key string) ([]byte, error) {
	var value []byte
	err := q.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = $1`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return value, err
}

func setMeta(ctx context.Context, tx *sql.Tx, key string, value []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}
