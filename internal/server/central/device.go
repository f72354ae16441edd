package central

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlDeviceKey = `SELECT sign, revoked_at FROM device WHERE id = $1`
	sqlAddDevice = `INSERT INTO device (id, sign, box, user_id, name) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`
	sqlAddAccess = `INSERT INTO access (device, scope) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	sqlRevoke    = `UPDATE device SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL`
	sqlCertsOf   = `SELECT cert FROM grants WHERE device = $1 ORDER BY scope`
	sqlGrantsOf  = `SELECT id FROM grants WHERE device = $1`
	// The first term is that of the index block_waiting.
	sqlHeldBlocks = `SELECT scope, hash, bytes FROM block WHERE status <> 'admitted' AND status = 'held'`
	sqlSetAside   = `UPDATE block SET status = 'quarantined' WHERE scope = $1 AND hash = $2`
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
	err := c.update(ctx, func(m *merge) (err error) {
		grants, err = c.addDevice(m, spec)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("add device: %w", err)
	}
	return grants, nil
}

func (c *Central) addDevice(m *merge, spec DeviceSpec) ([]ledger.SignedGrant, error) {
	id := spec.Device.String()
	added, err := m.exec(sqlAddDevice, id, publicText(spec.Sign), publicText(spec.Box), spec.User.String(), spec.Name)
	if err != nil {
		return nil, err
	}
	if added == 0 {
		return grantsOf(m.ctx, m.tx, spec.Device)
	}
	for _, scope := range append(spec.Scopes[:len(spec.Scopes):len(spec.Scopes)], spec.Reads...) {
		if err := m.do(sqlAddAccess, id, scope.String()); err != nil {
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
	}, sqlCertsOf, device.String())
}

// DeviceKey returns the key that a device signs with, and whether the device
// was revoked. An unknown device is NotFound.
func (c *Central) DeviceKey(ctx context.Context, device uuid.UUID) (ledger.PublicKey, bool, error) {
	return deviceKey(ctx, c.read, device)
}

func deviceKey(ctx context.Context, q querier, device uuid.UUID) (key ledger.PublicKey, revoked bool, err error) {
	var at sql.NullInt64
	there, err := found(q.QueryRowContext(ctx, sqlDeviceKey, device.String()).Scan(text{&key}, &at))
	if err == nil && !there {
		err = notFound(fmt.Errorf("device %s", device))
	}
	return key, at.Valid, err
}

// heldDevice is deviceKey for a transaction during which the device must not be
// revoked.
func (m *merge) heldDevice(device uuid.UUID) (key ledger.PublicKey, revoked bool, err error) {
	var at sql.NullInt64
	there, err := m.findShared(sqlDeviceKey, []any{device.String()}, text{&key}, &at)
	if err == nil && !there {
		err = notFound(fmt.Errorf("device %s", device))
	}
	return key, at.Valid, err
}

// Revoke ends what a device may do. What it pushes from now on waits in
// quarantine, and so does what was held of it for a gap.
func (c *Central) Revoke(ctx context.Context, device uuid.UUID) error {
	if !c.Faults.RevokedInDB {
		if err := c.gone.add(device, c.Now()); err != nil { // before the database, which may be put back
			return fmt.Errorf("revoke device: %w", err)
		}
	}
	return c.revoke(ctx, device)
}

// revokeAgain ends in this database what the file says was ended.
func (c *Central) revokeAgain(ctx context.Context) error {
	for _, device := range c.gone.all() {
		if err := c.revoke(ctx, device); err != nil {
			return err
		}
	}
	return nil
}

func (c *Central) revoke(ctx context.Context, device uuid.UUID) error {
	err := c.update(ctx, func(m *merge) error {
		if err := m.do(sqlRevoke, device.String(), c.Now().UnixMilli()); err != nil {
			return err
		}
		return setAside(m, device)
	})
	if err != nil {
		return fmt.Errorf("revoke device: %w", err)
	}
	return nil
}

// setAside moves a device's held blocks into quarantine. There are never many
// held blocks, so they say themselves under which grant they were written.
func setAside(m *merge, device uuid.UUID) error {
	ids, err := collect(m.ctx, m.tx, func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(text{&id}) }, sqlGrantsOf, device.String())
	if err != nil {
		return err
	}
	type row struct {
		scope, hash string
		raw         []byte
	}
	rows, err := collect(m.ctx, m.tx, func(scan scanFunc) (r row, err error) { return r, scan(&r.scope, &r.hash, &r.raw) }, sqlHeldBlocks)
	if err != nil {
		return err
	}
	for _, r := range rows {
		b, err := ledger.ParseBlock(r.raw)
		if err != nil {
			return fmt.Errorf("stored block: %w", err)
		}
		if !slices.Contains(ids, b.Header.Grant) {
			continue
		}
		if err := m.do(sqlSetAside, r.scope, r.hash); err != nil {
			return err
		}
	}
	return nil
}
