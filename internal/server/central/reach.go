package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

const (
	sqlBoxOf = `SELECT box FROM device WHERE id = $1 AND revoked_at IS NULL`
	sqlReach = `SELECT s.id, s.kind, s.unit FROM access a JOIN scope s ON s.id = a.scope WHERE a.device = $1 ORDER BY s.id`
)

// Reach returns what a device may read and the key to which files for it are
// encrypted, with vectors also what is held of each scope. A device that is
// revoked or unknown is NotFound.
func (c *Central) Reach(ctx context.Context, device uuid.UUID, vectors bool) (r wire.Reach, err error) {
	err = c.view(ctx, func(tx *sql.Tx) error {
		r = wire.Reach{Server: c.server, Epoch: c.Epoch()}
		there, err := found(tx.QueryRowContext(ctx, sqlBoxOf, device.String()).Scan(text{&r.Box}))
		if err == nil && (!there || r.Box == ledger.PublicKey{}) {
			err = notFound(errors.New("no such device"))
		}
		if err != nil {
			return err
		}
		r.Scopes, err = collect(ctx, tx, func(scan scanFunc) (s wire.Scope, err error) {
			return s, scan(text{&s.ID}, &s.Kind, text{&s.Unit})
		}, sqlReach, device.String())
		if err != nil || !vectors {
			return err
		}
		for _, s := range r.Scopes {
			held, err := scopeVectors(ctx, tx, s.ID)
			if err != nil {
				return err
			}
			r.Vectors = append(r.Vectors, held...)
		}
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("reach: %w", err)
	}
	return r, nil
}
