package store

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"thamho.vn/internal/registry"
)

// sqlWaitsBeside counts what waits besides, or has come half the way.
const sqlWaitsBeside = `SELECT (SELECT count(*) FROM waiting WHERE commune = 1), (SELECT count(*) FROM spool WHERE fate = ''),
	count(*), coalesce(sum(size), 0) FROM photo WHERE sent = 0 AND held = size`

const (
	metaSynced = "synced"
	metaMinApp = "min_app"
)

// SetMinApp notes the oldest version of the program with which one may write; ""
// is any.
func (s *Store) SetMinApp(ctx context.Context, oldest string) error {
	known, err := getMeta(ctx, s.read, metaMinApp)
	if err != nil || string(known) == oldest {
		return explain("read oldest version", err)
	}
	if err := s.update(ctx, func(tx *sql.Tx) error { return setMeta(ctx, tx, metaMinApp, []byte(oldest)) }); err != nil {
		return explain("note oldest version", err)
	}
	s.signals.send(registry.Signal{Kind: registry.SignalSync})
	return nil
}

// tooOld returns the version that is needed to write, when this one is older.
func (s *Store) tooOld(ctx context.Context, q querier) (string, error) {
	oldest, err := getMeta(ctx, q, metaMinApp)
	if err != nil || !registry.OlderThan(s.App, string(oldest)) {
		return "", err
	}
	return string(oldest), nil
}

// Synced notes that everything was exchanged at the given time.
func (s *Store) Synced(ctx context.Context, at time.Time) error {
	err := s.update(ctx, func(tx *sql.Tx) error {
		return setMeta(ctx, tx, metaSynced, strconv.AppendInt(nil, at.UnixMilli(), 10))
	})
	if err == nil {
		s.signals.send(registry.Signal{Kind: registry.SignalSync})
	}
	return explain("note sync", err)
}

// SyncState returns how much waits, since when, and when everything was
// exchanged last.
func (s *Store) SyncState(ctx context.Context) (registry.SyncState, error) {
	var st registry.SyncState
	var oldest sql.NullInt64
	if err := s.read.QueryRowContext(ctx, `SELECT count(*), min(wall) FROM waiting`).Scan(&st.Pending, &oldest); err != nil {
		return st, explain("count what waits", err)
	}
	if oldest.Valid {
		st.Oldest = time.UnixMilli(oldest.Int64)
	}
	err := s.read.QueryRowContext(ctx, sqlWaitsBeside).Scan(&st.AtCommune, &st.Spooled, &st.Photos, &st.PhotoBytes)
	if err != nil {
		return st, explain("count what waits", err)
	}
	raw, err := getMeta(ctx, s.read, metaSynced)
	if err != nil {
		return st, explain("read last sync", err)
	}
	if ms, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		st.LastSync = time.UnixMilli(ms)
	}
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM record WHERE returned = 1`).Scan(&st.Returned); err != nil {
		return st, explain("count returned", err)
	}
	st.MinApp, err = s.tooOld(ctx, s.read)
	return st, explain("read oldest version", err)
}
