package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// SaveDraft keeps a form as it is being typed, over what was kept under its
// key for its owner.
func (s *Store) SaveDraft(ctx context.Context, d registry.Draft) error {
	return explain("keep draft", s.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO draft (key, owner, body, at) SELECT $1, $2, $3, $4
			WHERE NOT EXISTS (SELECT 1 FROM meta WHERE key IN ('hidden', 'wiped'))
			ON CONFLICT (key, owner) DO UPDATE SET body = excluded.body, at = excluded.at`, d.Key, d.Owner[:], d.Body, d.At.UnixMilli())
		return err
	}))
}

// Draft returns the owner's draft under a key, if there is one.
func (s *Store) Draft(ctx context.Context, key string, owner uuid.UUID) (registry.Draft, bool, error) {
	d, err := scanDraft(s.read.QueryRowContext(ctx, `SELECT key, owner, body, at FROM draft WHERE key = $1 AND owner = $2`, key, owner[:]).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return registry.Draft{}, false, nil
	}
	return d, err == nil, explain("read draft", err)
}

// Drafts returns all drafts of an owner, newest first.
func (s *Store) Drafts(ctx context.Context, owner uuid.UUID) ([]registry.Draft, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT key, owner, body, at FROM draft WHERE owner = $1 ORDER BY at DESC, key`, owner[:])
	return collect(rows, err, "read drafts", scanDraft)
}

func scanDraft(scan scanFunc) (d registry.Draft, err error) {
	var at int64
	err = scan(&d.Key, bin(&d.Owner), &d.Body, &at)
	d.At = time.UnixMilli(at)
	return d, err
}

// DropDraft forgets a draft; one that is not there is no error.
func (s *Store) DropDraft(ctx context.Context, key string, owner uuid.UUID) error {
	return explain("drop draft", s.update(ctx, func(tx *sql.Tx) error { return deleteDraft(ctx, tx, key, owner) }))
}

func deleteDraft(ctx context.Context, tx *sql.Tx, key string, owner uuid.UUID) error {
	if key == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM draft WHERE key = $1 AND owner = $2`, key, owner[:])
	return err
}
