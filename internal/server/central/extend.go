package central

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const sqlDeviceRow = `SELECT sign, box, user_id, name, coalesce(revoked_at, 0) FROM device WHERE id = $1`

// Extension is what a device may do besides what it may already: after a reform
// of the units, or when its user takes over another hamlet.
type Extension struct {
	Role   string
	Rank   ledger.Rank
	Scopes []uuid.UUID // to write in, and to read
	Reads  []uuid.UUID
}

// Extend gives a device further rights. Its laptop learns of them by itself:
// the next hello names the scopes, and the grants stand in them. Nothing is
// taken away. A device or a scope that is not here is NotFound.
func (c *Central) Extend(ctx context.Context, device uuid.UUID, e Extension) ([]ledger.SignedGrant, error) {
	var grants []ledger.SignedGrant
	err := c.update(ctx, func(m *merge) error {
		spec := DeviceSpec{Device: device, Role: e.Role, Rank: e.Rank, Scopes: e.Scopes, Reads: e.Reads}
		var revoked int64
		there, err := m.find(sqlDeviceRow, []any{device.String()}, text{&spec.Sign}, text{&spec.Box}, text{&spec.User}, &spec.Name, &revoked)
		if err == nil && (!there || revoked > 0) {
			err = notFound(errors.New("no such device, or it was revoked"))
		}
		if err != nil {
			return err
		}
		all := append(e.Scopes[:len(e.Scopes):len(e.Scopes)], e.Reads...)
		if err := m.hasAll(all); err != nil {
			return err
		}
		for _, scope := range all {
			if err := m.do(sqlAddAccess, device.String(), scope.String()); err != nil {
				return err
			}
		}
		grants, err = c.grantAll(m, spec)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("extend device: %w", err)
	}
	return grants, nil
}
