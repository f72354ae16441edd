package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const (
	sqlAddPhoto = `INSERT INTO photo (scope, address, size, held, small, sent) VALUES ($1, $2, $3, 0, $4, $5)
		ON CONFLICT (scope, address) DO NOTHING`
	sqlFindPhoto  = `SELECT key, size, held, small FROM photo WHERE scope = $1 AND address = $2`
	sqlAddPart    = `INSERT INTO photo_part (photo, n, bytes) VALUES ($1, $2, $3)`
	sqlMoveHeld   = `UPDATE photo SET held = $2 WHERE key = $1`
	sqlPhotoParts = `SELECT bytes FROM photo_part WHERE photo = $1 ORDER BY n`
	sqlPhotoPart  = `SELECT bytes FROM photo_part WHERE photo = $1 AND n = $2`
	sqlUnsent     = `SELECT scope, address, size, held, small FROM photo WHERE sent = 0 AND held = size ORDER BY small DESC, key`
	sqlPhotoSent  = `UPDATE photo SET sent = 1 WHERE scope = $1 AND address = $2`
	sqlEmptyPhoto = `DELETE FROM photo_part WHERE photo = $1`
	sqlDropPhoto  = `DELETE FROM photo WHERE key = $1`
	sqlWholeAt    = `SELECT key FROM photo WHERE address = $1 AND held = size LIMIT 1`
	sqlPhotosAt   = `SELECT key FROM photo WHERE address = $1`
)

// WritePhotos is Write with the pictures that the changes refer to: they stand
// or fall together.
func (s *Store) WritePhotos(ctx context.Context, scope uuid.UUID, drafts []ledger.Draft, photos []registry.KeptPhoto) error {
	self, err := s.Identity(ctx)
	if err != nil {
		return err
	}
	var b *batch
	err = s.update(ctx, func(tx *sql.Tx) error {
		b = s.newBatch(ctx, tx, scope)
		for _, p := range photos {
			if err := addWhole(ctx, tx, scope, p); err != nil {
				return err
			}
		}
		if err := s.append(b, self, drafts); err != nil {
			return err
		}
		return b.finish()
	})
	if err != nil {
		return explain("write photos", err)
	}
	s.signals.send(append(b.signals, registry.Signal{Kind: registry.SignalSync})...)
	return nil
}

// addWhole stores a picture that was made here. One that is here in part, from
// the server, is made whole.
func addWhole(ctx context.Context, tx *sql.Tx, scope uuid.UUID, p registry.KeptPhoto) error {
	if ledger.Sum(p.Bytes) != p.Address || len(p.Bytes) == 0 || len(p.Bytes) > registry.MaxPhoto {
		return fmt.Errorf("picture of %d bytes: %w", len(p.Bytes), ledger.ErrMalformed)
	}
	row, err := beginPhoto(ctx, tx, registry.PhotoHead{Scope: scope, Address: p.Address, Size: int64(len(p.Bytes)), Small: p.Small}, false)
	if err != nil {
		return err
	}
	for at := row.Held; at < row.Size; at += registry.PhotoPart {
		if err := addPart(ctx, tx, row.key, at, p.Bytes[at:min(at+registry.PhotoPart, row.Size)]); err != nil {
			return err
		}
	}
	return nil
}

// photoRow is a picture with its key.
type photoRow struct {
	registry.PhotoHead
	key int64
}

func findPhoto(ctx context.Context, q querier, scope uuid.UUID, address ledger.Hash) (row photoRow, err error) {
	row.Scope, row.Address = scope, address
	err = q.QueryRowContext(ctx, sqlFindPhoto, scope[:], address[:]).Scan(&row.key, &row.Size, &row.Held, &row.Small)
	return row, err
}

// beginPhoto returns a picture's row, making it when there is none. sent says
// that the province has it.
func beginPhoto(ctx context.Context, tx *sql.Tx, h registry.PhotoHead, sent bool) (row photoRow, err error) {
	if _, err := tx.ExecContext(ctx, sqlAddPhoto, h.Scope[:], h.Address[:], h.Size, h.Small, sent); err != nil {
		return row, err
	}
	row, err = findPhoto(ctx, tx, h.Scope, h.Address)
	if err == nil && row.Size != h.Size {
		err = fmt.Errorf("picture of %d bytes, not %d: %w", row.Size, h.Size, ledger.ErrMalformed)
	}
	return row, err
}

// addPart appends bytes at an offset and moves what is held.
func addPart(ctx context.Context, tx *sql.Tx, key, at int64, bytes []byte) error {
	if _, err := tx.ExecContext(ctx, sqlAddPart, key, at/registry.PhotoPart, bytes); err != nil {
		return fmt.Errorf("keep picture: %w", err)
	}
	_, err := tx.ExecContext(ctx, sqlMoveHeld, key, at+int64(len(bytes)))
	return err
}

// UnsentPhotos returns the pictures that the province does not have yet, small
// ones first.
func (s *Store) UnsentPhotos(ctx context.Context) ([]registry.PhotoHead, error) {
	rows, err := s.read.QueryContext(ctx, sqlUnsent)
	return collect(rows, err, "read unsent photos", func(scan scanFunc) (h registry.PhotoHead, err error) {
		return h, scan(bin(&h.Scope), bin(&h.Address), &h.Size, &h.Held, &h.Small)
	})
}

// PhotoPart returns the part of a picture that begins at an offset, a multiple
// of registry.PhotoPart.
func (s *Store) PhotoPart(ctx context.Context, scope uuid.UUID, address ledger.Hash, at int64) (part []byte, err error) {
	row, err := findPhoto(ctx, s.read, scope, address)
	if err == nil {
		err = s.read.QueryRowContext(ctx, sqlPhotoPart, row.key, at/registry.PhotoPart).Scan(&part)
	}
	return part, explain("read photo part", err)
}

// PhotoSent notes that the province has a picture.
func (s *Store) PhotoSent(ctx context.Context, scope uuid.UUID, address ledger.Hash) error {
	err := s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, sqlPhotoSent, scope[:], address[:])
		return err
	})
	if err == nil {
		s.signals.send(registry.Signal{Kind: registry.SignalSync})
	}
	return explain("note photo", err)
}

// PhotoHead says how much of a picture is here; nothing of one that is unknown.
func (s *Store) PhotoHead(ctx context.Context, scope uuid.UUID, address ledger.Hash) (registry.PhotoHead, error) {
	row, err := findPhoto(ctx, s.read, scope, address)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return row.PhotoHead, explain("read photo", err)
}

// KeepPhotoPart keeps the next part of a picture that comes from the province: a
// part that does not follow is ledger.ErrGap. When the picture is whole and not
// what its address says, all of it is dropped and the error has the key
// photo_damaged.
func (s *Store) KeepPhotoPart(ctx context.Context, h registry.PhotoHead, part []byte) error {
	if h.Size < 1 || h.Size > registry.MaxPhoto || int64(len(part)) != min(registry.PhotoPart, h.Size-h.Held) || len(part) == 0 {
		return explain("keep photo", ledger.ErrMalformed)
	}
	var damaged error
	err := s.update(ctx, func(tx *sql.Tx) error {
		row, err := beginPhoto(ctx, tx, h, true)
		if err != nil {
			return err
		}
		if row.Held != h.Held {
			return fmt.Errorf("picture at %d, not %d: %w", row.Held, h.Held, ledger.ErrGap)
		}
		if err := addPart(ctx, tx, row.key, h.Held, part); err != nil || h.Held+int64(len(part)) < h.Size {
			return err
		}
		whole, err := wholePhoto(ctx, tx, row.key)
		if err != nil || ledger.Sum(whole) == h.Address {
			return err
		}
		damaged = &registry.Error{Code: registry.Invalid, Key: "photo_damaged", Err: errors.New("another hash")}
		return dropPhoto(ctx, tx, row.key)
	})
	return explain("keep photo", errors.Join(err, damaged))
}

func wholePhoto(ctx context.Context, q querier, key int64) (whole []byte, err error) {
	rows, err := q.QueryContext(ctx, sqlPhotoParts, key)
	parts, err := collect(rows, err, "read photo", func(scan scanFunc) (part []byte, err error) { return part, scan(&part) })
	for _, part := range parts {
		whole = append(whole, part...)
	}
	return whole, err
}

// Photo returns the bytes of a picture; code NotFound and key photo_absent when
// it is not here, or not whole.
func (s *Store) Photo(ctx context.Context, scope uuid.UUID, address ledger.Hash) (whole []byte, err error) {
	err = s.view(ctx, func(tx *sql.Tx) error {
		row, err := findPhoto(ctx, tx, scope, address)
		if errors.Is(err, sql.ErrNoRows) || err == nil && row.Held < row.Size { // of a record that moved here
			err = tx.QueryRowContext(ctx, sqlWholeAt, address[:]).Scan(&row.key)
			row.Held = row.Size
		}
		if errors.Is(err, sql.ErrNoRows) {
			return &registry.Error{Code: registry.NotFound, Key: "photo_absent", Err: err}
		}
		if err != nil {
			return err
		}
		whole, err = wholePhoto(ctx, tx, row.key)
		return err
	})
	return whole, explain("read photo", err)
}

// DropPhoto takes a picture's bytes off this laptop, in every scope. What records
// say of it stays.
func (s *Store) DropPhoto(ctx context.Context, address ledger.Hash) error {
	return explain("drop photo", s.update(ctx, func(tx *sql.Tx) error { return dropPhotos(ctx, tx, address) }))
}

func dropPhotos(ctx context.Context, tx *sql.Tx, address ledger.Hash) error {
	rows, err := tx.QueryContext(ctx, sqlPhotosAt, address[:])
	keys, err := collect(rows, err, "find photo", func(scan scanFunc) (key int64, err error) { return key, scan(&key) })
	for i := 0; i < len(keys) && err == nil; i++ {
		err = dropPhoto(ctx, tx, keys[i])
	}
	return err
}

func dropPhoto(ctx context.Context, tx *sql.Tx, key int64) error {
	if _, err := tx.ExecContext(ctx, sqlEmptyPhoto, key); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, sqlDropPhoto, key)
	return err
}
