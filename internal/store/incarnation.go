package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"

	"thamho.vn/internal/ledger"
)

const metaIncarnation = "incarnation"

// Incarnation returns the present life, beginning one when there is none. Next
// stays the same until ConfirmNonce.
func (s *Store) Incarnation(ctx context.Context) (ledger.Incarnation, error) {
	var inc ledger.Incarnation
	err := s.update(ctx, func(tx *sql.Tx) (err error) {
		raw, err := getMeta(ctx, tx, metaIncarnation)
		if err != nil {
			return err
		}
		if raw != nil {
			return json.Unmarshal(raw, &inc)
		}
		inc, err = s.newIncarnation(ctx, tx)
		return err
	})
	return inc, explain("read incarnation", err)
}

func (s *Store) newIncarnation(ctx context.Context, tx *sql.Tx) (ledger.Incarnation, error) {
	inc := ledger.Incarnation{Store: s.NewID()}
	for _, nonce := range []*ledger.Hash{&inc.Nonce, &inc.Next} {
		if _, err := io.ReadFull(s.Rand, nonce[:]); err != nil {
			return inc, fmt.Errorf("draw nonce: %w", err)
		}
	}
	return inc, saveIncarnation(ctx, tx, inc)
}

func saveIncarnation(ctx context.Context, tx *sql.Tx, inc ledger.Incarnation) error {
	raw, err := json.Marshal(inc)
	if err != nil {
		return err
	}
	return setMeta(ctx, tx, metaIncarnation, raw)
}

// ConfirmNonce says that the server heard heard: it becomes the nonce, and a
// fresh next one is drawn.
func (s *Store) ConfirmNonce(ctx context.Context, heard ledger.Hash) error {
	return explain("confirm nonce", s.update(ctx, func(tx *sql.Tx) error {
		raw, err := getMeta(ctx, tx, metaIncarnation)
		if err != nil {
			return err
		}
		var inc ledger.Incarnation
		if err := json.Unmarshal(raw, &inc); err != nil {
			return err
		}
		if inc.Next != heard {
			return nil
		}
		inc.Nonce = heard
		if _, err := io.ReadFull(s.Rand, inc.Next[:]); err != nil {
			return fmt.Errorf("draw nonce: %w", err)
		}
		return saveIncarnation(ctx, tx, inc)
	}))
}

// Reincarnate begins a new life: a new store id and nonce, and from now on new
// streams. What the old streams hold unsent stays and is still sent.
func (s *Store) Reincarnate(ctx context.Context) error {
	return explain("reincarnate", s.update(ctx, func(tx *sql.Tx) error {
		if _, err := s.newIncarnation(ctx, tx); err != nil {
			return err
		}
		return retireStreams(ctx, tx)
	}))
}

// retireStreams makes the next write in every scope begin a new stream.
func retireStreams(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE stream SET current = 0 WHERE current = 1`)
	return err
}
