package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const (
	sqlTakeNumbers = `UPDATE stream SET next = next + $2 WHERE id = $1 RETURNING next - $2`
	sqlInsertLine  = `INSERT INTO line (stream, q, bytes) VALUES ($1, $2, $3)`
	// The receipt of a household covers its members and visits.
	sqlInsertWaiting = `INSERT INTO waiting (stream, q, record, household, wall) VALUES ($1, $2, $3, $4, $5)`
)

// Write stores what one person did as one transaction: ledger lines, merged
// records, search words, and the end of the draft dropDraft ("" for none). It
// is on the disk when Write returns nil; otherwise nothing of it happened. A
// draft with ledger.OpDelete needs no fields. Errors are registry.Errors:
// disk_full, disk_sync, disk_io, db_damaged, db_locked, not_enrolled, no_grant,
// app_stopped.
func (s *Store) Write(ctx context.Context, scope uuid.UUID, drafts []ledger.Draft, dropDraft string) error {
	self, err := s.Identity(ctx)
	if err != nil {
		return err
	}
	var b *batch
	err = s.update(ctx, func(tx *sql.Tx) error {
		if oldest, err := s.tooOld(ctx, tx); err != nil {
			return err
		} else if oldest != "" { // what was typed stays as a draft
			return &registry.Error{Code: registry.StaleApp, Key: "app_stopped", Args: map[string]any{"min": oldest}}
		}
		b = s.newBatch(ctx, tx, scope)
		if err := s.append(b, self, drafts); err != nil {
			return err
		}
		if err := b.finish(); err != nil {
			return err
		}
		return deleteDraft(ctx, tx, dropDraft, self.User)
	})
	if err != nil {
		return explain("write", err)
	}
	s.signals.send(b.signals...)
	return nil
}

// append numbers the drafts in the scope's stream and merges them.
func (s *Store) append(b *batch, self ledger.Identity, drafts []ledger.Draft) error {
	right, err := rightIn(b.ctx, b.tx, b.scope)
	if err != nil {
		return err
	}
	stream, err := s.currentStream(b)
	if err != nil {
		return err
	}
	author := ledger.Author{User: self.User, Wall: s.Now().UnixMilli(), Version: ledger.LineVersion}
	var next uint64 // the drafts' numbers follow each other from here
	if err := b.tx.QueryRowContext(b.ctx, sqlTakeNumbers, stream[:], len(drafts)).Scan(&next); err != nil {
		return fmt.Errorf("take numbers: %w", err)
	}
	lines := make([]ledger.Line, len(drafts))
	for i, d := range drafts {
		line, err := s.newLine(b, next+uint64(i), d, author)
		if err != nil {
			return err
		}
		lines[i] = line
		if err := b.apply(line, stream, right.rank); err != nil {
			return err
		}
		if err := s.keepLine(b, line, stream); err != nil {
			return err
		}
	}
	return b.conceal(lines, right.rank)
}

// newLine gives a draft its number in the stream.
func (s *Store) newLine(b *batch, q uint64, d ledger.Draft, author ledger.Author) (ledger.Line, error) {
	rec, err := b.load(d.Kind, d.Record)
	if err != nil {
		return ledger.Line{}, err
	}
	if d.Op == ledger.OpDelete {
		if d.Fields, err = deletionOf(&rec.state); err != nil {
			return ledger.Line{}, err
		}
	}
	change, values := d.Change(q, &rec.state, author)
	var salt ledger.Salt
	if _, err := io.ReadFull(s.Rand, salt[:]); err != nil {
		return ledger.Line{}, fmt.Errorf("draw salt: %w", err)
	}
	line, err := ledger.NewLine(change, values, salt)
	if errors.Is(err, ledger.ErrTooLarge) {
		return line, &registry.Error{Code: registry.Invalid, Key: "too_long", Err: err}
	}
	return line, err
}

func deletionOf(state *ledger.State) (registry.Fields, error) {
	value, err := state.DeletionOf()
	return registry.Fields{ledger.FieldDeleted: value}, err
}

// keepLine stores the line until it is sealed, and notes that it waits.
func (s *Store) keepLine(b *batch, line ledger.Line, stream uuid.UUID) error {
	c := line.Change
	if _, err := b.tx.ExecContext(b.ctx, sqlInsertLine, stream[:], c.Seq, line.Raw()); err != nil {
		return fmt.Errorf("append line: %w", err)
	}
	household := b.householdOf(c.Record)
	_, err := b.tx.ExecContext(b.ctx, sqlInsertWaiting, stream[:], c.Seq, c.Record[:], household[:], c.Wall)
	return err
}

// currentStream returns the stream that this store writes in the scope,
// beginning one when there is none.
func (s *Store) currentStream(b *batch) (id uuid.UUID, err error) {
	err = b.tx.QueryRowContext(b.ctx, `SELECT id FROM stream WHERE scope = $1 AND current = 1`, b.scope[:]).Scan(bin(&id))
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	if _, err := io.ReadFull(s.Rand, id[:]); err != nil {
		return id, fmt.Errorf("draw stream: %w", err)
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80 // a random UUID, version 4
	_, err = b.tx.ExecContext(b.ctx, `INSERT INTO stream (id, scope, next, head, current) VALUES ($1, $2, 1, x'', 1)`, id[:], b.scope[:])
	return id, err
}
