package store

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const sqlDevices = `SELECT name, mine, cert FROM grant_ WHERE scope = $1 ORDER BY mine DESC, name, id`

// Devices returns the laptops that were given a right in a scope, this one first.
// The server itself is none.
func (s *Store) Devices(ctx context.Context, scope uuid.UUID) ([]registry.Device, error) {
	rows, err := s.read.QueryContext(ctx, sqlDevices, scope[:])
	all, err := collect(rows, err, "read devices", func(scan scanFunc) (d registry.Device, err error) {
		var cert []byte
		if err := scan(&d.Name, &d.Mine, &cert); err != nil {
			return d, err
		}
		if g, err := ledger.ParseSigned[ledger.Grant](cert); err == nil { // an older program did not keep it
			d.Device, d.Role = g.Doc.Device, g.Doc.Role
		}
		return d, nil
	})
	var out []registry.Device
	seen := map[uuid.UUID]bool{}
	for _, d := range all {
		if d.Role == registry.RoleServer || d.Device != uuid.Nil && seen[d.Device] {
			continue
		}
		seen[d.Device] = true
		out = append(out, d)
	}
	return out, err
}
