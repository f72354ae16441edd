package central

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

const (
	sqlAddScope = `INSERT INTO scope (id, kind, unit, seq, rolling, stream, next, head, grant_id)
		VALUES ($1, $2, $3, 0, '', $4, 1, '', $5) ON CONFLICT (id) DO NOTHING`
	sqlCertOf   = `SELECT cert FROM grants WHERE id = $1`
	sqlAddGrant = `INSERT INTO grants (id, scope, device, sign, rank, cert) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`
)

// CreateScope makes a scope with the server's own grant in it. A scope that is
// there already is left as it is.
func (c *Central) CreateScope(ctx context.Context, scope wire.Scope) error {
	err := c.update(ctx, func(m *merge) error { return c.createScope(m, scope) })
	if err != nil {
		return fmt.Errorf("create scope: %w", err)
	}
	return nil
}

func (c *Central) createScope(m *merge, scope wire.Scope) error {
	stream, err := c.draw()
	if err != nil {
		return err
	}
	grant := c.NewID()
	added, err := m.exec(sqlAddScope, scope.ID.String(), scope.Kind, scope.Unit.String(), stream.String(), grant.String())
	if err != nil || added == 0 {
		return err
	}
	_, err = c.issue(m, c.ownGrant(grant, scope.ID))
	return err
}

// ownGrant is the server's right to write in a scope.
func (c *Central) ownGrant(id, scope uuid.UUID) ledger.Grant {
	return ledger.Grant{
		ID: id, Device: c.server, Sign: c.Keys.Cert.Doc.Sign, Box: c.Keys.Cert.Doc.Box, User: c.server,
		Scope: scope, Role: registry.RoleServer, Rank: ledger.RankServer, From: c.Now().UnixMilli(),
	}
}

// issue signs a grant, keeps it and writes it into its scope, so that every
// replica can check the blocks that cite it. A grant that is there already is
// returned as it was issued.
func (c *Central) issue(m *merge, g ledger.Grant) (ledger.SignedGrant, error) {
	var cert string
	there, err := m.find(sqlCertOf, []any{g.ID.String()}, &cert)
	if err != nil {
		return ledger.SignedGrant{}, err
	}
	if there {
		return ledger.ParseSigned[ledger.Grant]([]byte(cert))
	}
	signed, err := ledger.SignDoc(c.Keys.Sign, ledger.ForGrant, g)
	if err != nil {
		return signed, err
	}
	return signed, c.record(m, signed)
}

// record writes a grant into its scope, where every replica sees it, unless it
// stands there already.
func (c *Central) record(m *merge, cert ledger.SignedGrant) error {
	var before string
	there, err := m.find(sqlCertOf, []any{cert.Doc.ID.String()}, &before)
	if err != nil || there {
		return err
	}
	if added, err := m.addGrant(cert); err != nil || !added {
		return err
	}
	draft := ledger.Draft{
		Kind: registry.KindGrant, Record: cert.Doc.ID, Op: ledger.OpCreate,
		Fields: map[string]json.RawMessage{registry.FieldCert: cert.Bytes()},
	}
	return c.append(m, cert.Doc.Scope, []ledger.Draft{draft})
}

// addGrant keeps a grant for the blocks that will cite it, and tells whether it
// is new.
func (m *merge) addGrant(cert ledger.SignedGrant) (bool, error) {
	g := cert.Doc
	added, err := m.exec(sqlAddGrant, g.ID.String(), g.Scope.String(), g.Device.String(), publicText(g.Sign), int64(g.Rank), string(cert.Bytes()))
	return added > 0, err
}

func publicText(k ledger.PublicKey) string {
	text, err := k.MarshalText()
	if err != nil {
		panic(err) // it never fails
	}
	return string(text)
}
