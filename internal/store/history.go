package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// History returns which part of a scope's order is still wanted behind a
// snapshot: the entries after at, up to until.
func (s *Store) History(ctx context.Context, scope uuid.UUID) (at, until uint64, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT at, until FROM history WHERE scope = $1`, scope[:]).Scan(&at, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	return at, until, explain("read history", err)
}

// WantHistory says that the order up to until is wanted too, though its values
// are here: a laptop that keeps all.
func (s *Store) WantHistory(ctx context.Context, scope uuid.UUID, until uint64) error {
	return explain("want history", s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO history (scope, at, until) VALUES ($1, 0, $2) ON CONFLICT (scope) DO NOTHING`, scope[:], int64(until))
		return err
	}))
}

// KeepHistory keeps the next entries of the wanted part, in one transaction.
// They are checked as those of a page, and not merged: the snapshot holds their
// values. Errors are those of ApplyPage.
func (s *Store) KeepHistory(ctx context.Context, epoch, scope uuid.UUID, entries []ledger.Entry) error {
	if _, err := s.Identity(ctx); err != nil {
		return err
	}
	return explain("keep history", s.update(ctx, func(tx *sql.Tx) error {
		p := page{batch: s.newBatch(ctx, tx, scope), epoch: epoch}
		p.at.Scope = scope
		var until uint64
		if err := tx.QueryRowContext(ctx, `SELECT at, until FROM history WHERE scope = $1`, scope[:]).Scan(&p.at.Cursor, &until); err != nil {
			return err
		}
		_, _, underway, err := snapshotIn(ctx, tx, scope)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if p.at.Cursor >= until {
				break // the tail of the order is the pull's
			}
			if err := p.behind(e, underway); err != nil {
				return err
			}
		}
		if p.at.Cursor < until || underway {
			_, err = tx.ExecContext(ctx, `UPDATE history SET at = $2 WHERE scope = $1`, scope[:], int64(p.at.Cursor))
		} else {
			_, err = tx.ExecContext(ctx, `DELETE FROM history WHERE scope = $1`, scope[:])
		}
		return err
	}))
}

// foretold notes what a redaction names that comes before its place: the block
// itself comes again there.
func (p *page) foretold(b ledger.Block, rank ledger.Rank) error {
	lines, err := b.Lines()
	if err != nil {
		return err
	}
	if err := p.verify(b, lines); err != nil {
		return err
	}
	_, err = p.note(lines, rank, true)
	return err
}

// behind keeps an entry that lies behind a snapshot.
func (p *page) behind(e ledger.Entry, underway bool) error {
	known, block, ahead, err := p.next(e)
	if err != nil {
		return err
	}
	a := *e.Admission
	if ahead {
		return p.foretold(*block, a.Doc.Rank)
	}
	p.at.Cursor = a.Doc.Seq
	if known.key != 0 {
		return p.placed(known, a)
	}
	lines, err := block.Lines()
	if err != nil {
		return err
	}
	if err := p.verify(*block, lines); err != nil {
		return err
	}
	if _, err := p.note(lines, a.Doc.Rank, true); err != nil {
		return err
	}
	kept, _, err := p.hide(*block, lines, a.Doc.Rank)
	if errors.Is(err, ledger.ErrWithheld) && underway { // by what lies before the history
		if err := p.noteSegments(); err != nil {
			return err
		}
		kept, _, err = p.hide(*block, lines, a.Doc.Rank)
	}
	if err != nil {
		return err
	}
	if err := p.s.insertBlock(p.ctx, p.tx, ledger.Entry{Block: &kept, Admission: &a}, false); err != nil {
		return err
	}
	if !underway {
		return nil
	}
	if _, err := p.tx.ExecContext(p.ctx, `UPDATE block SET unmerged = 1 WHERE hash = $1`, block.Hash[:]); err != nil {
		return fmt.Errorf("set aside: %w", err)
	}
	return nil
}
