package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const (
	sqlSpool = `INSERT INTO spool (hash, scope, stream, first, device, at, bytes, fate) VALUES ($1, $2, $3, $4, $5, $6, $7, '')
		ON CONFLICT (hash) DO NOTHING`
	sqlSpoolSize    = `SELECT coalesce(sum(length(bytes)), 0) FROM spool`
	sqlSpoolOld     = `DELETE FROM spool WHERE fate <> '' AND at < $1`
	sqlSpooled      = `SELECT bytes FROM spool WHERE fate = '' ORDER BY stream, first, key`
	sqlSpoolStream  = `SELECT hash, first, bytes FROM spool WHERE stream = $1 AND fate = ''`
	sqlSpoolFate    = `UPDATE spool SET fate = $2 WHERE hash = $1`
	sqlServerFrames = `SELECT bytes, admission FROM block WHERE scope = $1 AND seq > $2 AND seq <= $3 ORDER BY seq`
	sqlAtCommune    = `UPDATE block SET commune = 1 WHERE hash = $1 AND mine = 1 AND commune = 0 RETURNING stream, first, last`
	sqlWaitCommune  = `UPDATE waiting SET commune = 1 WHERE stream = $1 AND q BETWEEN $2 AND $3`
)

// The spool holds at most so many bytes; what the province has is kept as long
// as one's own blocks are.
const (
	maxSpool  = 512 << 20
	spoolKept = 90 * 24 * time.Hour
)

// Spool keeps blocks of another laptop on their way to the province; it is
// durable when it returns nil. They are no part of the records here. Brought
// twice they are there once. The error has the key hub_full when there is no
// more room.
func (s *Store) Spool(ctx context.Context, device uuid.UUID, blocks []ledger.Block) error {
	err := s.update(ctx, func(tx *sql.Tx) error {
		now := s.Now()
		if _, err := tx.ExecContext(ctx, sqlSpoolOld, now.Add(-spoolKept).UnixMilli()); err != nil {
			return err
		}
		var size int64
		if err := tx.QueryRowContext(ctx, sqlSpoolSize).Scan(&size); err != nil {
			return err
		}
		for _, b := range blocks {
			raw, h := b.Bytes(), b.Header
			if size += int64(len(raw)); size > maxSpool {
				return &registry.Error{Code: registry.Denied, Key: "hub_full"}
			}
			if _, err := tx.ExecContext(ctx, sqlSpool, b.Hash[:], h.Scope[:], h.Stream[:], int64(h.First), device[:], now.UnixMilli(), raw); err != nil {
				return fmt.Errorf("keep block: %w", err)
			}
		}
		return nil
	})
	if err == nil {
		s.signals.send(registry.Signal{Kind: registry.SignalSync})
	}
	return explain("spool", err)
}

// Spooled returns blocks of others that the province has not answered for, in
// the order of their chains, at least one if there is any.
func (s *Store) Spooled(ctx context.Context, maxBytes int) ([]ledger.Entry, error) {
	rows, err := s.read.QueryContext(ctx, sqlSpooled)
	if err != nil {
		return nil, explain("read spool", err)
	}
	defer rows.Close()
	var out []ledger.Entry
	for size := 0; rows.Next(); {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			return nil, explain("read spool", err)
		}
		if size += len(raw); size > maxBytes && len(out) > 0 {
			break
		}
		e, err := parseStored(raw, nil)
		if err != nil {
			return nil, &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: err}
		}
		out = append(out, e)
	}
	return out, explain("read spool", rows.Err())
}

// SpoolAnswered notes what the province said of blocks that were sent on.
// Admitted, held and in quarantine are all received; a block that it refuses can
// be kept by nobody.
func (s *Store) SpoolAnswered(ctx context.Context, vectors []ledger.StreamVector, refused []ledger.Hash) error {
	err := s.update(ctx, func(tx *sql.Tx) error {
		for _, v := range vectors {
			if err := spoolStream(ctx, tx, v); err != nil {
				return err
			}
		}
		for _, hash := range refused {
			if _, err := tx.ExecContext(ctx, sqlSpoolFate, hash[:], "refused"); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.signals.send(registry.Signal{Kind: registry.SignalSync})
	}
	return explain("note answer", err)
}

// spoolStream notes the fate of one stream's blocks.
func spoolStream(ctx context.Context, tx *sql.Tx, v ledger.StreamVector) error {
	rows, err := tx.QueryContext(ctx, sqlSpoolStream, v.Stream[:])
	chain, err := collect(rows, err, "read spool", func(scan scanFunc) (l link, err error) {
		var raw []byte
		if err := scan(bin(&l.hash), &l.first, &raw); err != nil {
			return l, err
		}
		b, err := ledger.ParseBlock(raw)
		l.prev, l.last = b.Header.Prev, b.Header.Last
		return l, err
	})
	if err != nil {
		return err
	}
	pulled, err := links(ctx, tx, v.Stream) // a branch may have gone on by another way
	if err != nil {
		return err
	}
	admitted := admittedIn(append(pulled, chain...), v)
	for _, l := range chain {
		fate := ""
		switch {
		case admitted[l.hash]:
			fate = "admitted"
		case slices.Contains(v.Held, l.hash):
			fate = "held"
		case slices.Contains(v.Quarantined, l.hash):
			fate = "quarantined"
		default:
			continue
		}
		if _, err := tx.ExecContext(ctx, sqlSpoolFate, l.hash[:], fate); err != nil {
			return err
		}
	}
	return nil
}

// ServerFrames returns entries of a scope as the server of this life signed them,
// those behind a place in its order and no further than this laptop followed it.
func (s *Store) ServerFrames(ctx context.Context, server, epoch, scope uuid.UUID, after uint64, maxBytes int) ([]ledger.Entry, error) {
	at, err := s.Position(ctx, server, epoch, scope)
	if err != nil || after >= at.Cursor {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, sqlServerFrames, scope[:], int64(after), int64(at.Cursor))
	if err != nil {
		return nil, explain("read frames", err)
	}
	defer rows.Close()
	var out []ledger.Entry
	for size := 0; rows.Next(); {
		var raw, admission []byte
		if err := rows.Scan(&raw, &admission); err != nil {
			return nil, explain("read frames", err)
		}
		if size += len(raw) + len(admission); size > maxBytes && len(out) > 0 {
			break
		}
		e, err := parseStored(raw, admission)
		if err != nil {
			return nil, &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: err}
		}
		after++
		if e.Admission == nil || e.Admission.Doc.Epoch != epoch || e.Admission.Doc.Seq != after {
			break // something is missing here; what was found in order is good
		}
		out = append(out, e)
	}
	return out, explain("read frames", rows.Err())
}

// AtCommune notes that a hub has these blocks. It frees nothing: they are sent
// to the province all the same until that acknowledges them.
func (s *Store) AtCommune(ctx context.Context, hashes []ledger.Hash) error {
	err := s.update(ctx, func(tx *sql.Tx) error {
		for _, hash := range hashes {
			var stream uuid.UUID
			var first, last int64
			err := tx.QueryRowContext(ctx, sqlAtCommune, hash[:]).Scan(bin(&stream), &first, &last)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, sqlWaitCommune, stream[:], first, last); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.signals.send(registry.Signal{Kind: registry.SignalSync})
	}
	return explain("note hub", err)
}
