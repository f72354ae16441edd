package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// Position returns how far a scope's order was followed in one life of a
// server; zero when not at all.
func (s *Store) Position(ctx context.Context, server, epoch, scope uuid.UUID) (ledger.Position, error) {
	p := ledger.Position{Scope: scope}
	err := s.read.QueryRowContext(ctx, `SELECT seq, rolling FROM cursor WHERE server = $1 AND epoch = $2 AND scope = $3`,
		server[:], epoch[:], scope[:]).Scan(&p.Cursor, bin(&p.Rolling))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return p, explain("read cursor", err)
}

// Adrift tells whether acknowledged blocks of a scope are here though nothing of
// its order was followed in this life of a server.
func (s *Store) Adrift(ctx context.Context, server, epoch, scope uuid.UUID) (adrift bool, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM cursor WHERE server = $1 AND epoch = $2 AND scope = $3)
		AND EXISTS (SELECT 1 FROM block WHERE scope = $3 AND acked = 1)`, server[:], epoch[:], scope[:]).Scan(&adrift)
	return adrift, explain("read cursor", err)
}

// LastAdmission returns the admission at the cursor. If the server no longer
// knows it, its own signature proves that it forgot.
func (s *Store) LastAdmission(ctx context.Context, server, epoch, scope uuid.UUID) (ledger.SignedAdmission, bool, error) {
	var raw []byte
	err := s.read.QueryRowContext(ctx, `SELECT admission FROM cursor WHERE server = $1 AND epoch = $2 AND scope = $3`,
		server[:], epoch[:], scope[:]).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return ledger.SignedAdmission{}, false, nil
	}
	if err != nil {
		return ledger.SignedAdmission{}, false, explain("read admission", err)
	}
	a, err := ledger.ParseSigned[ledger.Admission](raw)
	return a, err == nil, explain("read admission", err)
}

// AckedHeads returns, per own stream, the last block that the server
// acknowledged and that has not come back in its order yet. They are what a
// restored server may have forgotten without any cursor showing it.
func (s *Store) AckedHeads(ctx context.Context) ([]ledger.Head, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT scope, stream, last, hash FROM block b WHERE mine = 1 AND acked = 1 AND seq IS NULL
		AND last = (SELECT max(last) FROM block m WHERE m.stream = b.stream AND m.mine = 1 AND m.acked = 1 AND m.seq IS NULL) ORDER BY stream`)
	return collect(rows, err, "read acknowledged heads", func(scan scanFunc) (h ledger.Head, err error) {
		return h, scan(bin(&h.Scope), bin(&h.Stream), &h.Last, bin(&h.Hash))
	})
}

// ForgetCursor makes the laptop follow one scope from its start again, and
// nothing else.
func (s *Store) ForgetCursor(ctx context.Context, server, scope uuid.UUID) error {
	return explain("forget cursor", s.update(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM cursor WHERE server = $1 AND scope = $2`, server[:], scope[:]); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE block SET seq = NULL WHERE scope = $1 AND seq IS NOT NULL`, scope[:]); err != nil {
			return err
		}
		return forgetSnapshot(ctx, tx, scope, nil)
	}))
}

func moveCursor(ctx context.Context, tx *sql.Tx, server, epoch uuid.UUID, p ledger.Position, a ledger.SignedAdmission) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO cursor (server, epoch, scope, seq, rolling, admission) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (server, epoch, scope) DO UPDATE SET seq = excluded.seq, rolling = excluded.rolling, admission = excluded.admission`,
		server[:], epoch[:], p.Scope[:], int64(p.Cursor), p.Rolling[:], a.Bytes())
	return err
}

// OwnStream returns the stream that this store writes in a scope now, or
// uuid.Nil when it wrote nothing there in this life.
func (s *Store) OwnStream(ctx context.Context, scope uuid.UUID) (id uuid.UUID, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT id FROM stream WHERE scope = $1 AND current = 1`, scope[:]).Scan(bin(&id))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return id, explain("read stream", err)
}

const metaServer = "server"

// ServerSeen returns which server, in which of its lives, was followed last.
func (s *Store) ServerSeen(ctx context.Context) (server, epoch uuid.UUID, err error) {
	raw, err := getMeta(ctx, s.read, metaServer)
	if err == nil && len(raw) == 32 {
		server, epoch = uuid.UUID(raw[:16]), uuid.UUID(raw[16:])
	}
	return server, epoch, explain("read server", err)
}

// SetServerSeen notes which server is followed, in which of its lives. When it
// is another one than before, its orders are followed from their start and new
// streams are written from now on, in the same transaction. No data are
// forgotten.
func (s *Store) SetServerSeen(ctx context.Context, server, epoch uuid.UUID) error {
	return explain("note server", s.update(ctx, func(tx *sql.Tx) error {
		before, err := getMeta(ctx, tx, metaServer)
		if err != nil {
			return err
		}
		now := append(server[:], epoch[:]...)
		if len(before) == len(now) && !bytes.Equal(before, now) {
			if err := leaveLife(ctx, tx, before[:len(server)]); err != nil {
				return err
			}
		}
		return setMeta(ctx, tx, metaServer, now)
	}))
}

// leaveLife forgets how far a server was followed.
func leaveLife(ctx context.Context, tx *sql.Tx, server []byte) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM cursor WHERE server = $1`, server); err != nil {
		return err
	}
	for _, query := range []string{
		`UPDATE block SET seq = NULL WHERE seq IS NOT NULL`, `UPDATE said SET seq = 0`,
		`DELETE FROM snapshot`, `DELETE FROM segment`, `DELETE FROM history`,
		`UPDATE photo SET sent = 0 WHERE sent = 1`, // the server may have forgotten them too; it says at once which it has
	} {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return retireStreams(ctx, tx)
}

// NoteBackups notes up to which place of each scope's order the server has two
// good backups. Only what lies before it need not be kept for the server.
func (s *Store) NoteBackups(ctx context.Context, server, epoch uuid.UUID, safe map[uuid.UUID]uint64) error {
	rows, err := s.read.QueryContext(ctx, `SELECT scope, safe FROM cursor WHERE server = $1 AND epoch = $2`, server[:], epoch[:])
	type row struct {
		scope uuid.UUID
		safe  uint64
	}
	known, err := collect(rows, err, "read cursors", func(scan scanFunc) (r row, err error) { return r, scan(bin(&r.scope), &r.safe) })
	known = slices.DeleteFunc(known, func(r row) bool { return r.safe == safe[r.scope] })
	if err != nil || len(known) == 0 {
		return err
	}
	return explain("note backups", s.update(ctx, func(tx *sql.Tx) error {
		for _, r := range known {
			if _, err := tx.ExecContext(ctx, `UPDATE cursor SET safe = $4 WHERE server = $1 AND epoch = $2 AND scope = $3`,
				server[:], epoch[:], r.scope[:], int64(safe[r.scope])); err != nil {
				return err
			}
		}
		return nil
	}))
}
