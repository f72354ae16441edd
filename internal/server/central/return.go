package central

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

const sqlReference = `SELECT id FROM scope WHERE kind = $1`

// errReturn is the one answer to a return that is not accepted.
func errReturn(err error) error {
	return &registry.Error{Code: registry.Denied, Key: "return_refused", Err: err}
}

// Return takes back a device that this database does not know: it was restored
// from before the device enrolled. The device shows the grants that we signed,
// and that it holds their key. One that was ever revoked is not taken back.
func (c *Central) Return(ctx context.Context, req wire.ReturnRequest) error {
	spec, err := c.returning(req)
	if err != nil {
		return errReturn(err)
	}
	return c.update(ctx, func(m *merge) error {
		if _, revoked, err := deviceKey(ctx, m.tx, spec.Device); revoked {
			return errReturn(errors.New("revoked"))
		} else if err != nil && registry.CodeOf(err) != registry.NotFound {
			return err
		}
		here := 0
		spec.Scopes = nil
		for _, g := range req.Grants {
			known, err := m.has(g.Doc.Scope)
			if err != nil {
				return err
			}
			if !known {
				continue // its scope was forgotten too; what the device holds of it waits there
			}
			here++
			spec.Scopes = append(spec.Scopes, g.Doc.Scope)
			if err := c.record(m, g); err != nil {
				return err
			}
		}
		if here == 0 {
			return errReturn(errors.New("none of its scopes is here"))
		}
		return m.readmit(spec)
	})
}

// returning checks what a returning device shows.
func (c *Central) returning(req wire.ReturnRequest) (DeviceSpec, error) {
	if len(req.Grants) == 0 || len(req.Grants) > wire.MaxGrants {
		return DeviceSpec{}, fmt.Errorf("%d grants", len(req.Grants))
	}
	first := req.Grants[0].Doc
	spec := DeviceSpec{Device: first.Device, Sign: first.Sign, Box: first.Box, User: first.User, Name: first.Name}
	for _, g := range req.Grants {
		if err := c.trust.CheckGrant(g); err != nil {
			return spec, err
		}
		if g.Doc.Device != spec.Device || g.Doc.Sign != spec.Sign {
			return spec, errors.New("grants of two devices")
		}
	}
	if c.gone.has(spec.Device) {
		return spec, errors.New("revoked")
	}
	return spec, ledger.Check(spec.Sign, ledger.ForHello, wire.ReturnInput(c.server, spec.Device), req.Proof)
}

// readmit writes the device's row, and what it may read: its scopes and the
// province's reference.
func (m *merge) readmit(spec DeviceSpec) error {
	reference, err := collect(m.ctx, m.tx, func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(text{&id}) }, sqlReference, wire.ScopeReference)
	if err != nil {
		return err
	}
	id := spec.Device.String()
	if err := m.do(sqlAddDevice, id, publicText(spec.Sign), publicText(spec.Box), spec.User.String(), spec.Name); err != nil {
		return err
	}
	for _, scope := range append(reference, spec.Scopes...) {
		if err := m.do(sqlAddAccess, id, scope.String()); err != nil {
			return err
		}
	}
	return nil
}
