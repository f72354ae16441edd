package central

import (
	"context"
	"database/sql"
	"errors"

	"thamho.vn/internal/registry"
)

type scanFunc func(dest ...any) error

// querier is a transaction or a pool.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
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

// update runs fn in one write transaction, durable when it returns nil.
func (c *Central) update(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := c.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// view runs fn in one read transaction: it sees one moment.
func (c *Central) view(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := c.read.BeginTx(ctx, nil)
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

const metaEpoch = "epoch"

const (
	sqlGetMeta = `SELECT value FROM meta WHERE key = $1`
	sqlSetMeta = `INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`
)

func getMeta(ctx context.Context, q querier, key string) (value string, err error) {
	err = q.QueryRowContext(ctx, sqlGetMeta, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

func setMeta(ctx context.Context, q querier, key, value string) error {
	_, err := q.ExecContext(ctx, sqlSetMeta, key, value)
	return err
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
