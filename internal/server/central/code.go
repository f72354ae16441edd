package central

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// The account's unit is $1 in each of them, ” for the province.
const (
	sqlHamletsOf  = `SELECT id, name FROM unit WHERE level = 'ap' AND ($1 = '' OR parent = $1) ORDER BY label, id`
	sqlHamletOf   = `SELECT unit_scope, scope FROM unit WHERE id = $2 AND level = 'ap' AND ($1 = '' OR parent = $1)`
	sqlCommunesOf = `SELECT u.id, u.name FROM unit u JOIN scope s ON s.unit = u.id AND s.kind = 'xa'
		WHERE u.level = 'xa' AND ($1 = '' OR u.id = $1) ORDER BY u.label, u.id`
	sqlCommuneOf = `SELECT s.id, u.scope FROM unit u JOIN scope s ON s.unit = u.id AND s.kind = 'xa'
		WHERE u.id = $2 AND u.level = 'xa' AND ($1 = '' OR u.id = $1)`
	sqlHamletScopes = `SELECT unit_scope FROM unit WHERE level = 'ap' AND parent = $1 AND unit_scope <> '' ORDER BY id`
)

// HamletsOf lists the hamlets for which an account may give out codes.
func (c *Central) HamletsOf(ctx context.Context, a registry.Account) ([]registry.Place, error) {
	return c.places(ctx, sqlHamletsOf, a)
}

// CommunesOf lists the communes for whose officers an account may give out codes.
func (c *Central) CommunesOf(ctx context.Context, a registry.Account) ([]registry.Place, error) {
	return c.places(ctx, sqlCommunesOf, a)
}

func (c *Central) places(ctx context.Context, query string, a registry.Account) ([]registry.Place, error) {
	return collect(ctx, c.read, func(scan scanFunc) (p registry.Place, err error) { return p, scan(text{&p.ID}, &p.Name) }, query, unitOf(a))
}

// CodeFor issues a code for a laptop of a hamlet, or for an officer of a commune,
// that is the account's; NotFound for every other unit.
func (c *Central) CodeFor(ctx context.Context, a registry.Account, unit uuid.UUID, name string, life time.Duration) (string, error) {
	for _, spec := range []func(context.Context, registry.Account, uuid.UUID) (CodeSpec, bool, error){c.forHamlet, c.forCommune} {
		s, there, err := spec(ctx, a, unit)
		if err != nil {
			return "", fmt.Errorf("code for %s: %w", unit, err)
		}
		if there {
			s.User, s.Name, s.Logs = c.NewID(), name, true
			return c.IssueCode(ctx, s, life)
		}
	}
	return "", notFound(fmt.Errorf("unit %s: %w", unit, errMissing))
}

// forHamlet is what a laptop of a hamlet may do.
func (c *Central) forHamlet(ctx context.Context, a registry.Account, unit uuid.UUID) (CodeSpec, bool, error) {
	var scope, reference uuid.UUID
	there, err := found(c.read.QueryRowContext(ctx, sqlHamletOf, unitOf(a), unit.String()).Scan(text{&scope}, text{&reference}))
	return CodeSpec{Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{scope}, Reads: []uuid.UUID{reference}}, there, err
}

// forCommune is what an officer may do: in the commune's scope and in those of its
// hamlets.
func (c *Central) forCommune(ctx context.Context, a registry.Account, unit uuid.UUID) (CodeSpec, bool, error) {
	var scope, reference uuid.UUID
	there, err := found(c.read.QueryRowContext(ctx, sqlCommuneOf, unitOf(a), unit.String()).Scan(text{&scope}, text{&reference}))
	if err != nil || !there {
		return CodeSpec{}, false, err
	}
	hamlets, err := collect(ctx, c.read, func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(text{&id}) }, sqlHamletScopes, unit.String())
	return CodeSpec{
		Role: registry.RoleCommune, Rank: ledger.RankCommune, Scopes: append([]uuid.UUID{scope}, hamlets...), Reads: []uuid.UUID{reference},
	}, true, err
}
