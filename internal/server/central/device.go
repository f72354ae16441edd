package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlDeviceKey = `SELECT sign, revoked_at FROM device WHERE id = $1`
	sqlAddDevice = `INSERT INTO device (id, sign, box, user_id, name) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`
	sqlAddAccess = `INSERT INTO access (device, scope) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	sqlRevoke    = `UPDATE device SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL`
)

// DeviceSpec says who a device is and what it may do: write in Scopes, read
// those and Reads.
type DeviceSpec struct {
	Device uuid.UUID
	Sign   ledger.PublicKey
	Box    ledger.PublicKey
	User   uuid.UUID
	Name   string // of the user, as shown beside what they write
	Role   string
	Rank   ledger.Rank
	Scopes []uuid.UUID
	Reads  []uuid.UUID
	Grants []uuid.UUID // ids of the grants, one per scope; drawn when empty
}

// AddDevice makes a device with its grants, each written into its scope. Made
// twice, the second time changes nothing and returns the same grants.
func (c *Central) AddDevice(ctx context.Context, spec DeviceSpec) ([]ledger.SignedGrant, error) {
	var grants []ledger.SignedGrant
	err := c.update(ctx, func(tx *sql.Tx) (err error) {
		m := c.newMerge(ctx, tx)
		if grants, err = c.addDevice(m, spec); err != nil {
			return err
		}
		return m.finish()
	})
	if err != nil {
		return nil, fmt.Errorf("add device: %w", err)
	}
	return grants, nil
}

func (c *Central) addDevice(m *merge, spec DeviceSpec) ([]ledger.SignedGrant, error) {
	id := spec.Device.String()
	res, err := m.tx.ExecContext(m.ctx, sqlAddDevice, id, publicText(spec.Sign), publicText(spec.Box), spec.User.String(), spec.Name)
	if err != nil {
		return nil, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		grants, readErr := grantsOf(m.ctx, m.tx, spec.Device)
		return grants, errors.Join(err, readErr)
	}
	for _, scope := range append(spec.Scopes[:len(spec.Scopes):len(spec.Scopes)], spec.Reads...) {
		if err := m.exec(sqlAddAccess, id, scope.String()); err != nil {
			return nil, err
		}
	}
	return c.grantAll(m, spec)
}

func (c *Central) grantAll(m *merge, spec DeviceSpec) ([]ledger.SignedGrant, error) {
	out := make([]ledger.SignedGrant, len(spec.Scopes))
	for i, scope := range spec.Scopes {
		grant := ledger.Grant{
			Device: spec.Device, Sign: spec.Sign, Box: spec.Box, User: spec.User, Name: spec.Name,
			Scope: scope, Role: spec.Role, Rank: spec.Rank, From: c.Now().UnixMilli(),
		}
		if i < len(spec.Grants) {
			grant.ID = spec.Grants[i]
		} else {
			grant.ID = c.NewID()
		}
		var err error
		if out[i], err = c.issue(m, grant); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func grantsOf(ctx context.Context, q querier, device uuid.UUID) ([]ledger.SignedGrant, error) {
	return collect(ctx, q, func(scan scanFunc) (ledger.SignedGrant, error) {
		var cert string
		if err := scan(&cert); err != nil {
			return ledger.SignedGrant{}, err
		}
		return ledger.ParseSigned[ledger.Grant]([]byte(cert))
	}, `SELECT cert FROM grants WHERE device = $1 ORDER BY scope`, device.String())
}

// DeviceKey returns the key that a device signs with, and whether the device
// was revoked. An unknown device is NotFound.
func (c *Central) DeviceKey(ctx context.Context, device uuid.UUID) (ledger.PublicKey, bool, error) {
	return deviceKey(ctx, c.read, device)
}

func deviceKey(ctx context.Context, q querier, device uuid.UUID) (key ledger.PublicKey, revoked bool, err error) {
	var at sql.NullInt64
	err = q.QueryRowContext(ctx, sqlDeviceKey, device.String()).Scan(text{&key}, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return key, false, notFound(err)
	}
	return key, at.Valid, err
}

// Revoke ends what a device may do. What it pushes from now on waits in
// quarantine.
func (c *Central) Revoke(ctx context.Context, device uuid.UUID) error {
	_, err := c.write.ExecContext(ctx, sqlRevoke, device.String(), c.Now().UnixMilli())
	if err != nil {
		return fmt.Errorf("revoke device: %w", err)
	}
	return nil
}
