package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlInsertBlock = `INSERT INTO block (hash, scope, stream, first, last, prev, mine, acked, seq, bytes, admission)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	sqlKnownBlock = `SELECT key, mine, unmerged, bytes FROM block WHERE hash = $1`
)

// Seal turns the scope's own lines that are in no block yet into blocks,
// durable before it returns. A retry of a push so sends the same bytes.
func (s *Store) Seal(ctx context.Context, scope uuid.UUID) error {
	self, err := s.Identity(ctx)
	if err != nil {
		return err
	}
	return explain("seal", s.update(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT id, head FROM stream WHERE scope = $1
			AND EXISTS (SELECT 1 FROM line WHERE line.stream = stream.id) ORDER BY id`, scope[:])
		streams, err := collect(rows, err, "read streams", func(scan scanFunc) (st openStream, err error) {
			return st, scan(bin(&st.id), bin(&st.head))
		})
		if err != nil || len(streams) == 0 {
			return err
		}
		right, err := rightIn(ctx, tx, scope)
		if err != nil {
			return err
		}
		for _, st := range streams {
			header := ledger.Header{Stream: st.id, Scope: scope, Prev: st.head, Grant: right.grant}
			if err := s.sealStream(ctx, tx, header, self); err != nil {
				return err
			}
		}
		return nil
	}))
}

// openStream is a stream with the hash of its last block's header.
type openStream struct {
	id   uuid.UUID
	head ledger.Hash
}

func (s *Store) sealStream(ctx context.Context, tx *sql.Tx, h ledger.Header, self ledger.Identity) error {
	rows, err := tx.QueryContext(ctx, `SELECT bytes FROM line WHERE stream = $1 ORDER BY q`, h.Stream[:])
	lines, err := collect(rows, err, "read lines", func(scan scanFunc) (ledger.Line, error) {
		var raw []byte
		if err := scan(&raw); err != nil {
			return ledger.Line{}, err
		}
		return ledger.ParseLine(raw)
	})
	if err != nil {
		return err
	}
	for len(lines) > 0 {
		n := fitting(lines)
		block, err := ledger.Seal(h, lines[:n], self.SignKey)
		if err != nil {
			return err
		}
		back, err := cameBack(ctx, tx, block)
		if err == nil && !back {
			err = s.insertBlock(ctx, tx, ledger.Entry{Block: &block}, true)
		}
		if err != nil {
			return err
		}
		h.Prev, lines = block.Hash, lines[n:]
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM line WHERE stream = $1`, h.Stream[:]); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE stream SET head = $2 WHERE id = $1`, h.Stream[:], h.Prev[:])
	return err
}

// cameBack tells whether the block that own lines make is here already: the disk
// is one of before it was sealed, and others brought it. It counts as sealed.
func cameBack(ctx context.Context, tx *sql.Tx, b ledger.Block) (bool, error) {
	l := link{hash: b.Hash, first: b.Header.First, last: b.Header.Last}
	err := tx.QueryRowContext(ctx, `UPDATE block SET mine = 1 WHERE hash = $1 RETURNING key, acked`, b.Hash[:]).Scan(&l.key, &l.acked)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err == nil && l.acked {
		err = acknowledge(ctx, tx, b.Header.Stream, l)
	}
	return true, err
}

// fitting is how many lines go into the next block. A block has no gap: where a
// failing disk lost a line the next one begins.
func fitting(lines []ledger.Line) int {
	size := 0
	for i, l := range lines {
		size += len(l.Raw()) + 1
		if i == ledger.MaxChanges || size > ledger.MaxRaw || l.Change.Seq != lines[0].Change.Seq+uint64(i) {
			return i
		}
	}
	return len(lines)
}

// insertBlock keeps a block as it came.
func (s *Store) insertBlock(ctx context.Context, tx *sql.Tx, e ledger.Entry, mine bool) error {
	h := e.Block.Header
	var admission []byte
	var seq sql.NullInt64
	if e.Admission != nil {
		admission, seq = e.Admission.Bytes(), sql.NullInt64{Int64: int64(e.Admission.Doc.Seq), Valid: true}
	}
	_, err := tx.ExecContext(ctx, sqlInsertBlock, e.Block.Hash[:], h.Scope[:], h.Stream[:],
		int64(h.First), int64(h.Last), h.Prev[:], mine, e.Admission != nil, seq, e.Block.Bytes(), admission)
	if err != nil {
		return fmt.Errorf("keep block: %w", err)
	}
	return nil
}
