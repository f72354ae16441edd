package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// relearn makes the records anew from what was saved: own changes are merged
// again, which changes nothing where they were; every row, summary and search
// word is made from its record. Blocks of others wait to be merged when the next
// sync brings them.
func (s *Store) relearn(ctx context.Context) error {
	if err := s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE block SET unmerged = 1, seq = NULL WHERE mine = 0`)
		return err
	}); err != nil {
		return err
	}
	scopes, err := s.Scopes(ctx)
	if err != nil {
		return err
	}
	for _, sc := range scopes {
		if err := s.relearnScope(ctx, sc.ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) relearnScope(ctx context.Context, scope uuid.UUID) error {
	for after, more := int64(0), true; more; {
		err := s.update(ctx, func(tx *sql.Tx) (err error) {
			after, more, err = s.showSome(ctx, tx, scope, after)
			return err
		})
		if err != nil {
			return fmt.Errorf("show records: %w", err)
		}
	}
	return s.update(ctx, func(tx *sql.Tx) error {
		right, err := rightIn(ctx, tx, scope)
		if registry.CodeOf(err) == registry.Denied {
			return nil // a scope that is only read has no own changes
		}
		if err != nil {
			return err
		}
		b := s.newBatch(ctx, tx, scope)
		if err := s.mergeOwn(ctx, b, right.rank); err != nil {
			return err
		}
		return b.finish()
	})
}

// showSome shows the next records of a scope as if they had just been merged.
func (s *Store) showSome(ctx context.Context, tx *sql.Tx, scope uuid.UUID, after int64) (last int64, more bool, err error) {
	type at struct {
		key  int64
		id   uuid.UUID
		kind string
	}
	rows, err := tx.QueryContext(ctx, `SELECT key, id, kind FROM record WHERE scope = $1 AND key > $2 ORDER BY key LIMIT $3`, scope[:], after, rebuildBatch)
	all, err := collect(rows, err, "read records", func(scan scanFunc) (a at, err error) { return a, scan(&a.key, bin(&a.id), &a.kind) })
	if err != nil {
		return after, false, err
	}
	b := s.newBatch(ctx, tx, scope)
	for _, a := range all {
		rec, err := b.load(a.kind, a.id)
		if err != nil {
			return after, false, err
		}
		rec.dirty = true
		after = a.key
	}
	return after, len(all) == rebuildBatch, b.finish()
}

// own is a block of this laptop, or a line that is in none yet.
type own struct {
	stream uuid.UUID
	bytes  []byte
	sealed bool
}

func scanOwn(scan scanFunc) (o own, err error) { return o, scan(bin(&o.stream), &o.bytes, &o.sealed) }

// mergeOwn merges own changes again: sealed ones, and those that are not.
func (s *Store) mergeOwn(ctx context.Context, b *batch, rank ledger.Rank) error {
	rows, err := b.tx.QueryContext(ctx, `SELECT stream, bytes, 1 FROM block WHERE scope = $1 AND mine = 1
		UNION ALL SELECT line.stream, line.bytes, 0 FROM line JOIN stream ON stream.id = line.stream WHERE stream.scope = $1`, b.scope[:])
	all, err := collect(rows, err, "read own changes", scanOwn)
	if err != nil {
		return err
	}
	for _, o := range all {
		lines, err := linesOf(o.bytes, o.sealed)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if err := b.apply(line, o.stream, rank); err != nil {
				return err
			}
		}
	}
	return nil
}

func linesOf(raw []byte, sealed bool) ([]ledger.Line, error) {
	if !sealed {
		line, err := ledger.ParseLine(raw)
		return []ledger.Line{line}, err
	}
	block, err := ledger.ParseBlock(raw)
	if err != nil {
		return nil, err
	}
	return block.Lines()
}

// awaitOwn notes for every own change that the province has not acknowledged that
// it waits: those that were found by themselves bring no such note.
func (s *Store) awaitOwn(ctx context.Context) error {
	return s.update(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT stream, bytes, 1 FROM block WHERE mine = 1 AND acked = 0 UNION ALL SELECT stream, bytes, 0 FROM line`)
		all, err := collect(rows, err, "read own changes", scanOwn)
		if err != nil {
			return err
		}
		for _, o := range all {
			lines, err := linesOf(o.bytes, o.sealed)
			if err != nil {
				return err
			}
			for _, line := range lines {
				if err := await(ctx, tx, o.stream, line); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
