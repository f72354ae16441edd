package store

import (
	"context"
	"database/sql"
	"strconv"
	"time"
)

// metaHeard is the latest time that the server signed, in Unix milliseconds.
const metaHeard = "heard"

// Heard returns the latest time that the server signed: no clock of this
// laptop, so nobody at it can set it back. Before the first it is 1970.
func (s *Store) Heard(ctx context.Context) (time.Time, error) {
	at, err := heard(ctx, s.read)
	return time.UnixMilli(at), explain("read signed time", err)
}

// Hear keeps a time that the server signed, unless a later one was heard.
func (s *Store) Hear(ctx context.Context, at time.Time) error {
	return explain("store signed time", s.update(ctx, func(tx *sql.Tx) error {
		before, err := heard(ctx, tx)
		if err != nil || before >= at.UnixMilli() {
			return err
		}
		return setMeta(ctx, tx, metaHeard, strconv.AppendInt(nil, at.UnixMilli(), 10))
	}))
}

func heard(ctx context.Context, q querier) (int64, error) {
	raw, err := getMeta(ctx, q, metaHeard)
	if err != nil || raw == nil {
		return 0, err
	}
	return strconv.ParseInt(string(raw), 10, 64)
}
