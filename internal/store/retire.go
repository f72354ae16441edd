package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// metaHidden stands in meta from the moment that the laptop heard of its
// revocation until it is wiped.
const metaHidden = "hidden"

// metaWiped stands there afterwards, until the laptop enrols again: a form that
// was still open can't keep its draft.
const metaWiped = "wiped"

// Hide notes that this laptop was revoked. It stays so over restarts.
func (s *Store) Hide(ctx context.Context) error {
	if hidden, err := s.Hidden(ctx); err != nil || hidden {
		return err
	}
	err := s.update(ctx, func(tx *sql.Tx) error { return setMeta(ctx, tx, metaHidden, []byte("1")) })
	if err == nil {
		s.signals.send(registry.Signal{Kind: registry.SignalSync})
	}
	return explain("hide", err)
}

// Hidden tells whether the laptop was revoked and may show nothing.
func (s *Store) Hidden(ctx context.Context) (bool, error) {
	raw, err := getMeta(ctx, s.read, metaHidden)
	return raw != nil, explain("read revocation", err)
}

// Wiped tells whether Wipe emptied the store, and nobody enrolled it anew.
func (s *Store) Wiped(ctx context.Context) (bool, error) {
	raw, err := getMeta(ctx, s.read, metaWiped)
	return raw != nil, explain("read wipe", err)
}

const (
	sqlUnsentBlocks = `SELECT scope, hash FROM block WHERE acked = 0 AND (mine = 1 OR admission IS NOT NULL) ORDER BY scope, stream, first, key`
	// Lines in no block, pictures that the province lacks, and what others gave
	// this laptop to carry.
	sqlUnhanded = `SELECT (SELECT count(*) FROM line) + (SELECT count(*) FROM photo WHERE sent = 0 AND held = size)
		+ (SELECT count(*) FROM spool WHERE fate = '')`
)

// Unsent names the blocks that the province has not acknowledged, in the order
// of their chains.
func (s *Store) Unsent(ctx context.Context) ([]ledger.BlockRef, error) { return unsent(ctx, s.read) }

func unsent(ctx context.Context, q querier) ([]ledger.BlockRef, error) {
	rows, err := q.QueryContext(ctx, sqlUnsentBlocks)
	return collect(rows, err, "read unsent", func(scan scanFunc) (r ledger.BlockRef, err error) {
		return r, scan(bin(&r.Scope), bin(&r.Hash))
	})
}

// Blocks returns blocks by name; one that is not here is left out.
func (s *Store) Blocks(ctx context.Context, refs []ledger.BlockRef) ([]ledger.Entry, error) {
	var out []ledger.Entry
	for _, ref := range refs {
		var raw, admission []byte
		err := s.read.QueryRowContext(ctx, `SELECT bytes, admission FROM block WHERE hash = $1`, ref.Hash[:]).Scan(&raw, &admission)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, explain("read block", err)
		}
		e, err := parseStored(raw, admission)
		if err != nil {
			return nil, &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: err}
		}
		out = append(out, e)
	}
	return out, nil
}

// Wipe forgets everything on this laptop: records, ledger, drafts, settings and
// keys, and the copies of the file beside it. It does so only when kept, what
// the server signed that it keeps, covers all that it has not acknowledged, and
// is a Conflict with the key unsent otherwise, with nothing touched. What the
// disk may still hold of the freed pages is the vault's business: without its
// keys they say nothing.
func (s *Store) Wipe(ctx context.Context, kept []ledger.Hash) error {
	err := s.update(ctx, func(tx *sql.Tx) error {
		if err := covered(ctx, tx, kept); err != nil {
			return err
		}
		tables, err := ownTables(ctx, tx)
		if err != nil {
			return err
		}
		for _, name := range tables {
			if _, err := tx.ExecContext(ctx, `DELETE FROM "`+name+`"`); err != nil {
				return fmt.Errorf("wipe %s: %w", name, err)
			}
		}
		return setMeta(ctx, tx, metaWiped, []byte("1"))
	})
	if err != nil {
		return explain("wipe", err)
	}
	s.forgetSelf()
	return explain("wipe", errors.Join(s.squeeze(ctx), s.removeCopies()))
}

// covered is a Conflict unless nothing would be lost.
func covered(ctx context.Context, tx *sql.Tx, kept []ledger.Hash) error {
	safe := make(map[ledger.Hash]bool, len(kept))
	for _, h := range kept {
		safe[h] = true
	}
	var missing int
	if err := tx.QueryRowContext(ctx, sqlUnhanded).Scan(&missing); err != nil {
		return err
	}
	refs, err := unsent(ctx, tx)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		if !safe[ref.Hash] {
			missing++
		}
	}
	if missing > 0 {
		return &registry.Error{Code: registry.Conflict, Key: "unsent", Args: map[string]any{"n": missing}}
	}
	return nil
}

// ownTables are all tables but the migrations' and those behind the search
// index, which empties them itself.
func ownTables(ctx context.Context, tx *sql.Tx) ([]string, error) {
	rows, err := tx.QueryContext(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
	all, err := collect(rows, err, "read tables", func(scan scanFunc) (name string, err error) { return name, scan(&name) })
	out := all[:0]
	for _, name := range all {
		if !strings.HasPrefix(name, "sqlite_") && !strings.HasPrefix(name, "goose_") && !strings.HasPrefix(name, "find_") {
			out = append(out, name)
		}
	}
	return out, err
}

// squeeze gives the freed pages back.
func (s *Store) squeeze(ctx context.Context) error {
	for _, q := range []string{`VACUUM`, `PRAGMA wal_checkpoint(TRUNCATE)`} {
		if _, err := s.write.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// removeCopies deletes what was kept beside the file: it is older than what was
// just wiped.
func (s *Store) removeCopies() error {
	return errors.Join(removeAll(globName(s.Path)+".v*"), removeAll(globName(s.Path)+dayMark+"*"))
}
