package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

const (
	sqlUnitOfScope = `SELECT kind, unit FROM scope WHERE id = $1`
	sqlAuditScopes = `SELECT id FROM scope WHERE kind = $1 ORDER BY id`
	sqlLogBlocks   = `SELECT bytes, admission FROM block WHERE scope = $1 AND status = 'admitted' ORDER BY seq`
	sqlLogHead     = `SELECT rolling FROM scope WHERE id = $1`
)

// AuditScopeOf is the scope of a unit's log: the same for everybody who knows
// the unit, so that nobody has to keep which it is.
func AuditScopeOf(unit uuid.UUID) uuid.UUID { return uuid.NewSHA1(unit, []byte("nhatky")) }

// withLogs adds the logs of the units in whose scopes a device may write, making
// those that are not there.
func (c *Central) withLogs(m *merge, spec DeviceSpec) (DeviceSpec, error) {
	own := spec.Scopes
	spec.Scopes = append([]uuid.UUID(nil), own...)
	for _, scope := range own {
		var kind string
		var unit uuid.UUID
		there, err := m.find(sqlUnitOfScope, []any{scope.String()}, &kind, text{&unit})
		if err != nil || !there {
			return spec, errors.Join(err, notFound(fmt.Errorf("scope %s", scope)))
		}
		if kind != wire.ScopeHamlet && kind != wire.ScopeCommune {
			continue
		}
		id := AuditScopeOf(unit)
		if err := c.createScope(m, wire.Scope{ID: id, Kind: wire.ScopeAudit, Unit: unit}); err != nil {
			return spec, err
		}
		spec.Scopes = append(spec.Scopes, id)
	}
	return spec, nil
}

// AuditLogs calls each with every log, ready to be checked.
func (c *Central) AuditLogs(ctx context.Context, each func(ledger.Log) error) error {
	return c.view(ctx, func(tx *sql.Tx) error {
		ids, err := collect(ctx, tx, func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(text{&id}) }, sqlAuditScopes, wire.ScopeAudit)
		if err != nil {
			return fmt.Errorf("read logs: %w", err)
		}
		for _, id := range ids {
			l, err := readLog(ctx, tx, id)
			if err != nil {
				return fmt.Errorf("read log %s: %w", id, err)
			}
			if err := each(l); err != nil {
				return err
			}
		}
		return nil
	})
}

func readLog(ctx context.Context, q querier, scope uuid.UUID) (ledger.Log, error) {
	l := ledger.Log{Scope: scope, Grant: func(id uuid.UUID) (ledger.SignedGrant, error) {
		var cert string
		there, err := found(q.QueryRowContext(ctx, sqlCertOf, id.String()).Scan(&cert))
		if err != nil || !there {
			return ledger.SignedGrant{}, errors.Join(err, ledger.ErrUnknownKey)
		}
		return ledger.ParseSigned[ledger.Grant]([]byte(cert))
	}}
	var err error
	l.Entries, err = collect(ctx, q, func(scan scanFunc) (e ledger.Entry, err error) {
		var raw []byte
		var admission string
		if err := scan(&raw, &admission); err != nil {
			return e, err
		}
		b, err := ledger.ParseBlock(raw)
		if err != nil {
			return e, err
		}
		a, err := ledger.ParseSigned[ledger.Admission]([]byte(admission))
		return ledger.Entry{Block: &b, Admission: &a}, err
	}, sqlLogBlocks, scope.String())
	if err != nil || len(l.Entries) == 0 {
		return l, err
	}
	l.Head = l.Entries[len(l.Entries)-1].Admission
	return l, q.QueryRowContext(ctx, sqlLogHead, scope.String()).Scan(text{&l.Rolling})
}

// CheckLog checks a log against whom this server believes.
func (c *Central) CheckLog(l ledger.Log) ledger.LogReport { return c.trust.CheckLog(l) }

// auditSelf writes what was done at the server itself into a unit's log.
func (c *Central) auditSelf(m *merge, unit uuid.UUID, e registry.AuditEntry) error {
	id := AuditScopeOf(unit)
	if err := c.createScope(m, wire.Scope{ID: id, Kind: wire.ScopeAudit, Unit: unit}); err != nil {
		return err
	}
	e.Unit = unit
	fields, err := registry.Encode(e)
	if err != nil {
		return err
	}
	return c.append(m, id, []ledger.Draft{{Kind: registry.KindAudit, Record: c.NewID(), Op: ledger.OpCreate, Fields: fields}})
}

// Audit writes what was done at the server itself into a unit's log.
func (c *Central) Audit(ctx context.Context, unit uuid.UUID, e registry.AuditEntry) error {
	err := c.update(ctx, func(m *merge) error { return c.auditSelf(m, unit, e) })
	if err != nil {
		return fmt.Errorf("write log: %w", err)
	}
	return nil
}
