package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

type scanFunc func(dest ...any) error

// querier is a transaction or a pool.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// collect reads all rows and closes them.
func collect[T any](ctx context.Context, q querier, one func(scanFunc) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := one(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// found turns a scan's error into whether there was a row.
func found(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// tries is how often a transaction is run that another one stood in the way of.
const tries = 12

// update runs fn in one write transaction, durable when it returns nil; what fn
// merged is finished for it. On PostgreSQL fn runs again, in a new transaction,
// when another one stood in its way, so it adds to nothing that it did not make
// itself. The context ends the waiting for the writer, not the transaction: an
// asker who leaves does not undo what is nearly done, and no statement has to be
// watched over.
func (c *Central) update(ctx context.Context, fn func(*merge) error) error {
	for try := 1; ; try++ {
		err := c.transact(ctx, fn, try)
		if err == nil || try == tries || !c.engine.again(err) {
			return err
		}
		if err := c.pause(ctx, try); err != nil {
			return err
		}
	}
}

// pause waits a moment, by chance, so that two transactions that met don't meet
// again.
func (c *Central) pause(ctx context.Context, try int) error {
	var chance [1]byte
	if _, err := io.ReadFull(c.Rand, chance[:]); err != nil {
		return fmt.Errorf("draw a pause: %w", err)
	}
	wait := time.NewTimer(time.Millisecond + time.Duration(chance[0])<<min(try, 7)*4*time.Microsecond)
	defer wait.Stop()
	select {
	case <-wait.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *Central) transact(ctx context.Context, fn func(*merge) error, try int) error {
	do := c.queue.do
	if c.engine.many() {
		do = c.alone
	}
	var known uuid.UUID
	var m *merge
	err := do(ctx, func(tx *sql.Tx) (err error) {
		known = c.Epoch()
		if m, err = c.newMerge(context.WithoutCancel(ctx), tx); err != nil {
			return err
		}
		m.try = try
		if err := fn(m); err != nil {
			return err
		}
		if err := m.finish(); err != nil {
			return err
		}
		if c.Faults.Stumble && try == 1 {
			return errMoved
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.setEpoch(known, m)
	c.watch.ring(m.moved)
	return nil
}

// alone runs work in a transaction of its own.
func (c *Central) alone(ctx context.Context, work func(*sql.Tx) error) error {
	conn, err := c.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// view runs fn in one read transaction: it sees one moment.
func (c *Central) view(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := c.read.BeginTx(ctx, c.engine.reading())
	if err != nil {
		return err
	}
	return errors.Join(fn(tx), tx.Rollback())
}

// notFound is the answer for what is not there and for what the asker may not
// know of: the two are not told apart.
func notFound(err error) error {
	return &registry.Error{Code: registry.NotFound, Key: "not_found", Err: err}
}

// text scans a text column into anything that reads itself from text: ids,
// hashes, keys. NULL leaves it as it is.
type text struct {
	dst interface{ UnmarshalText([]byte) error }
}

// Scan implements sql.Scanner.
func (t text) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return t.dst.UnmarshalText([]byte(v))
	case []byte:
		return t.dst.UnmarshalText(v)
	}
	return nil
}
