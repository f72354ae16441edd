package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const metaIdentity = "identity"

// Enrol stores who the laptop is and what it may read and write. A store that
// several people can open takes no commune's scope: Denied, with the key
// room_shared.
func (s *Store) Enrol(ctx context.Context, id ledger.Identity, scopes []ledger.Scope, grants []ledger.SignedGrant) error {
	id.Commune = slices.ContainsFunc(scopes, func(sc ledger.Scope) bool { return sc.Kind == ledger.ScopeCommune })
	if id.Commune && s.Shared != nil && s.Shared() {
		return &registry.Error{Code: registry.Denied, Key: "room_shared"}
	}
	raw, err := json.Marshal(id)
	if err != nil {
		return fmt.Errorf("encode identity: %w", err)
	}
	err = s.update(ctx, func(tx *sql.Tx) error {
		if err := setMeta(ctx, tx, metaIdentity, raw); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE key = $1`, metaWiped); err != nil {
			return err
		}
		if err := setScopes(ctx, tx, scopes); err != nil {
			return err
		}
		for _, g := range grants {
			if err := saveGrant(ctx, tx, g, id.Device); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.forgetSelf()
	}
	return explain("enrol", err)
}

// Identity returns who the laptop is; before enrolment a registry.Error with
// code NotFound and key not_enrolled.
func (s *Store) Identity(ctx context.Context) (ledger.Identity, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.self != nil {
		return *s.self, nil
	}
	raw, err := getMeta(ctx, s.read, metaIdentity)
	if err != nil {
		return ledger.Identity{}, explain("read identity", err)
	}
	if raw == nil {
		return ledger.Identity{}, &registry.Error{Code: registry.NotFound, Key: "not_enrolled"}
	}
	var id ledger.Identity
	if err := json.Unmarshal(raw, &id); err != nil {
		return ledger.Identity{}, fmt.Errorf("decode identity: %w", err)
	}
	trust, err := id.Trust()
	if err != nil {
		return ledger.Identity{}, fmt.Errorf("identity: %w", err)
	}
	s.self, s.trust = &id, trust
	return id, nil
}

// forgetSelf drops what Identity keeps in memory.
func (s *Store) forgetSelf() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.self, s.trust = nil, nil
}

// Scopes returns what the laptop may read, ordered by id.
func (s *Store) Scopes(ctx context.Context) ([]ledger.Scope, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, kind, unit FROM scope ORDER BY id`)
	return collect(rows, err, "read scopes", func(scan scanFunc) (sc ledger.Scope, err error) {
		return sc, scan(bin(&sc.ID), &sc.Kind, bin(&sc.Unit))
	})
}

// SetScopes replaces what the laptop may read. Data of a scope that is no
// longer there stay.
func (s *Store) SetScopes(ctx context.Context, scopes []ledger.Scope) error {
	return explain("set scopes", s.update(ctx, func(tx *sql.Tx) error { return setScopes(ctx, tx, scopes) }))
}

func setScopes(ctx context.Context, tx *sql.Tx, scopes []ledger.Scope) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM scope`); err != nil {
		return err
	}
	for _, sc := range scopes {
		if _, err := tx.ExecContext(ctx, `INSERT INTO scope (id, kind, unit) VALUES ($1, $2, $3)`, sc.ID[:], sc.Kind, sc.Unit[:]); err != nil {
			return err
		}
	}
	return nil
}

// saveGrant keeps a grant that came from the server.
func saveGrant(ctx context.Context, tx *sql.Tx, g ledger.SignedGrant, self uuid.UUID) error {
	d := g.Doc
	_, err := tx.ExecContext(ctx, `INSERT INTO grant_ (id, scope, user, name, sign, rank, mine, cert) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET cert = excluded.cert`, d.ID[:], d.Scope[:], d.User[:], d.Name, d.Sign[:], d.Rank, d.Device == self, g.Bytes())
	return err
}

// OwnGrants returns the certificates of this device's rights. Those that an
// older version of the program did not keep stand in the ledger.
func (s *Store) OwnGrants(ctx context.Context) ([]ledger.SignedGrant, error) {
	type row struct {
		id, scope uuid.UUID
		cert      []byte
	}
	rows, err := s.read.QueryContext(ctx, `SELECT id, scope, cert FROM grant_ WHERE mine = 1 ORDER BY scope, id`)
	all, err := collect(rows, err, "read grants", func(scan scanFunc) (r row, err error) { return r, scan(bin(&r.id), bin(&r.scope), &r.cert) })
	var out []ledger.SignedGrant
	for i := 0; i < len(all) && err == nil; i++ {
		r := all[i]
		if len(r.cert) == 0 {
			st, err := s.State(ctx, r.scope, r.id)
			if err != nil {
				continue // nothing to show for this one
			}
			r.cert = st.Value(registry.FieldCert, seqOf(ctx, s.read))
		}
		if cert, err := ledger.ParseSigned[ledger.Grant](r.cert); err == nil {
			out = append(out, cert)
		}
	}
	return out, err
}

// right is the laptop's own grant in a scope.
type right struct {
	grant uuid.UUID
	rank  ledger.Rank
}

// rightIn returns the highest own grant of a scope; none is a registry.Error
// with code Denied.
func rightIn(ctx context.Context, tx *sql.Tx, scope uuid.UUID) (r right, err error) {
	err = tx.QueryRowContext(ctx, `SELECT id, rank FROM grant_ WHERE scope = $1 AND mine = 1 ORDER BY rank DESC, id LIMIT 1`, scope[:]).
		Scan(bin(&r.grant), &r.rank)
	if registry.CodeOf(explain("", err)) == registry.NotFound {
		return r, &registry.Error{Code: registry.Denied, Key: "no_grant", Err: err}
	}
	return r, err
}

// SetServerURL notes that the server is to be asked at another address.
func (s *Store) SetServerURL(ctx context.Context, url string) error {
	id, err := s.Identity(ctx)
	if err != nil || id.ServerURL == url {
		return err
	}
	id.ServerURL = url
	return s.setIdentity(ctx, id)
}

// SetTLS replaces the certificates by which the laptop and its server know each
// other.
func (s *Store) SetTLS(ctx context.Context, authorities [][]byte, cert []byte) error {
	id, err := s.Identity(ctx)
	if err != nil {
		return err
	}
	id.Authorities, id.Cert = authorities, cert
	return s.setIdentity(ctx, id)
}

// SetRecovery replaces those who can open the laptop when its people can't.
func (s *Store) SetRecovery(ctx context.Context, officers ledger.SignedRecovery) error {
	id, err := s.Identity(ctx)
	if err != nil {
		return err
	}
	id.Recovery = &officers
	return s.setIdentity(ctx, id)
}

func (s *Store) setIdentity(ctx context.Context, id ledger.Identity) error {
	raw, err := json.Marshal(id)
	if err != nil {
		return fmt.Errorf("encode identity: %w", err)
	}
	err = s.update(ctx, func(tx *sql.Tx) error { return setMeta(ctx, tx, metaIdentity, raw) })
	if err == nil {
		s.forgetSelf()
	}
	return explain("store identity", err)
}
