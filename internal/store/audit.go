package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// scopeAudit is the kind of a scope that holds a unit's log.
const scopeAudit = "nhatky"

const (
	sqlAuditScopes = `SELECT s.id, s.unit FROM scope s WHERE s.kind = $1
		AND EXISTS (SELECT 1 FROM grant_ g WHERE g.scope = s.id AND g.mine = 1) ORDER BY s.id`
	sqlLogEntries = `SELECT bytes, admission FROM block WHERE scope = $1 ORDER BY key`
	sqlLogEnds    = `SELECT id, next FROM stream WHERE scope = $1`
	sqlLogLines   = `SELECT count(*) FROM line WHERE stream = $1`
	sqlLogGrant   = `SELECT cert FROM grant_ WHERE id = $1`
)

// AuditScope returns where the log of a unit is written: its own log, else the
// only one that this laptop may write; uuid.Nil when there is none.
func (s *Store) AuditScope(ctx context.Context, unit uuid.UUID) (uuid.UUID, error) {
	type log struct{ id, unit uuid.UUID }
	rows, err := s.read.QueryContext(ctx, sqlAuditScopes, scopeAudit)
	all, err := collect(rows, err, "read logs", func(scan scanFunc) (l log, err error) { return l, scan(bin(&l.id), bin(&l.unit)) })
	if err != nil || len(all) == 0 {
		return uuid.Nil, err
	}
	for _, l := range all {
		if l.unit == unit {
			return l.id, nil
		}
	}
	return all[0].id, nil
}

// AuditLogs returns the logs that this laptop keeps, ready to be checked.
func (s *Store) AuditLogs(ctx context.Context) ([]ledger.Log, error) {
	scopes, err := s.Scopes(ctx)
	if err != nil {
		return nil, err
	}
	var out []ledger.Log
	for _, sc := range scopes {
		if sc.Kind != scopeAudit {
			continue
		}
		l, err := s.auditLog(ctx, sc.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

func (s *Store) auditLog(ctx context.Context, scope uuid.UUID) (ledger.Log, error) {
	l := ledger.Log{Scope: scope, Ends: map[uuid.UUID]uint64{}, Grant: func(id uuid.UUID) (ledger.SignedGrant, error) { return s.grantCert(ctx, id) }}
	rows, err := s.read.QueryContext(ctx, sqlLogEntries, scope[:])
	all, err := collect(rows, err, "read log", func(scan scanFunc) (e ledger.Entry, err error) {
		var raw, admission []byte
		if err := scan(&raw, &admission); err != nil {
			return e, err
		}
		e, _ = parseStored(raw, admission) // what can't be read is not there
		return e, nil
	})
	if err != nil {
		return l, err
	}
	l.Entries = slices.DeleteFunc(all, func(e ledger.Entry) bool { return e.Block == nil })
	server, epoch, err := s.ServerSeen(ctx)
	if err != nil {
		return l, err
	}
	at, err := s.Position(ctx, server, epoch, scope)
	if err != nil {
		return l, err
	}
	head, there, err := s.LastAdmission(ctx, server, epoch, scope)
	if err != nil {
		return l, err
	}
	if there {
		l.Head, l.Rolling = &head, at.Rolling
	}
	return l, s.logEnds(ctx, &l)
}

// logEnds notes how far the laptop's own streams came, what is in no block yet
// left out.
func (s *Store) logEnds(ctx context.Context, l *ledger.Log) error {
	type end struct {
		stream uuid.UUID
		next   uint64
	}
	rows, err := s.read.QueryContext(ctx, sqlLogEnds, l.Scope[:])
	ends, err := collect(rows, err, "read ends", func(scan scanFunc) (e end, err error) { return e, scan(bin(&e.stream), &e.next) })
	for i := 0; i < len(ends) && err == nil; i++ {
		var open uint64
		err = s.read.QueryRowContext(ctx, sqlLogLines, ends[i].stream[:]).Scan(&open)
		l.Ends[ends[i].stream] = ends[i].next - 1 - open
	}
	return explain("read ends", err)
}

func (s *Store) grantCert(ctx context.Context, id uuid.UUID) (ledger.SignedGrant, error) {
	var raw []byte
	err := s.read.QueryRowContext(ctx, sqlLogGrant, id[:]).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) || err == nil && len(raw) == 0 {
		return ledger.SignedGrant{}, ledger.ErrUnknownKey
	}
	if err != nil {
		return ledger.SignedGrant{}, explain("read grant", err)
	}
	return ledger.ParseSigned[ledger.Grant](raw)
}
