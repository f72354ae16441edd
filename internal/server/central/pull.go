package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlMayRead = `SELECT 1 FROM access a JOIN device d ON d.id = a.device WHERE a.device = $1 AND a.scope = $2 AND d.revoked_at IS NULL`
	sqlPage    = `SELECT stream, length(bytes), CASE WHEN stream = $4 THEN NULL ELSE bytes END, admission FROM block
		WHERE scope = $1 AND seq > $2 ORDER BY seq LIMIT $3`
)

// pageBlocks bounds the entries of a page, whatever their size.
const pageBlocks = 512

// Pull returns the entries of a scope after a cursor, at least one if there is
// any, up to about maxBytes. Of the stream mine only the admissions are sent.
// A scope that the device may not read is NotFound, like one that is not there.
func (c *Central) Pull(ctx context.Context, device, scope uuid.UUID, after uint64, maxBytes int, mine uuid.UUID) ([]ledger.Entry, error) {
	var out []ledger.Entry
	err := c.view(ctx, func(tx *sql.Tx) error {
		var one int
		err := tx.QueryRowContext(ctx, sqlMayRead, device.String(), scope.String()).Scan(&one)
		if err != nil && !(c.Faults.LeakScope && errors.Is(err, sql.ErrNoRows)) {
			if errors.Is(err, sql.ErrNoRows) {
				return notFound(err)
			}
			return err
		}
		out, err = page(ctx, tx, scope, after, maxBytes, mine)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("pull: %w", err)
	}
	return out, nil
}

func page(ctx context.Context, tx *sql.Tx, scope uuid.UUID, after uint64, maxBytes int, mine uuid.UUID) ([]ledger.Entry, error) {
	rows, err := tx.QueryContext(ctx, sqlPage, scope.String(), int64(min(after, math.MaxInt64)), pageBlocks, mine.String())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ledger.Entry
	for size := 0; rows.Next(); {
		var stream, admission string
		var length int
		var raw []byte
		if err := rows.Scan(&stream, &length, &raw, &admission); err != nil {
			return nil, err
		}
		if raw != nil {
			size += length
		}
		if size += len(admission); size > maxBytes && len(out) > 0 {
			break
		}
		e, err := storedEntry(raw, admission)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// storedEntry reads an entry from its columns; raw is nil for an own block.
func storedEntry(raw []byte, admission string) (ledger.Entry, error) {
	a, err := ledger.ParseSigned[ledger.Admission]([]byte(admission))
	if err != nil {
		return ledger.Entry{}, fmt.Errorf("stored admission: %w", err)
	}
	e := ledger.Entry{Admission: &a}
	if raw == nil {
		return e, nil
	}
	b, err := ledger.ParseBlock(raw)
	if err != nil {
		return e, fmt.Errorf("stored block: %w", err)
	}
	e.Block = &b
	return e, nil
}
