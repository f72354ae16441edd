package central

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const (
	sqlAddAccount = `INSERT INTO account (id, login, name, role, unit, hash, totp, confirmed, step, disabled)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 0, 0)`
	sqlAccount        = `SELECT id, login, name, role, unit, hash, totp FROM account WHERE login = $1 AND disabled = 0`
	sqlTakeStep       = `UPDATE account SET step = $2 WHERE id = $1 AND step < $2`
	sqlDisable        = `UPDATE account SET disabled = 1 WHERE login = $1`
	sqlEndSessionsOf  = `DELETE FROM board_session WHERE account IN (SELECT id FROM account WHERE login = $1)`
	sqlAddSession     = `INSERT INTO board_session (token, account, began, used) VALUES ($1, $2, $3, $3)`
	sqlUseSession     = `UPDATE board_session SET used = $2 WHERE token = $1 AND began > $3 AND used > $4`
	sqlSessionAccount = `SELECT a.id, a.login, a.name, a.role, a.unit FROM board_session s JOIN account a ON a.id = s.account
		WHERE s.token = $1 AND a.disabled = 0`
	sqlEndSession = `DELETE FROM board_session WHERE token = $1`

	// The unit stands in each of them: a commune's account finds nothing else.
	// The province's is the unit '' that every device and hamlet belongs to.
	sqlDevicesOf = `SELECT d.id, d.laptop, d.name, d.contact, d.revoked_at FROM device d
		WHERE $1 = '' OR EXISTS (SELECT 1 FROM access a JOIN unit u ON u.unit_scope = a.scope WHERE a.device = d.id AND u.parent = $1)
		ORDER BY d.name, d.id`
	sqlDeviceOf = `SELECT d.id FROM device d WHERE d.id = $2
		AND ($1 = '' OR EXISTS (SELECT 1 FROM access a JOIN unit u ON u.unit_scope = a.scope WHERE a.device = d.id AND u.parent = $1))`
)

// How long somebody stays signed in: without a request, and at all.
const (
	boardIdle = 30 * time.Minute
	boardLife = 12 * time.Hour
)

// AddAccount makes an account; a login that is taken is a Conflict.
func (c *Central) AddAccount(ctx context.Context, a registry.Account, s registry.AccountSecrets) error {
	err := c.update(ctx, func(m *merge) error {
		var id uuid.UUID
		var rest [6]string
		there, err := m.find(sqlAccount, []any{a.Login}, text{&id}, &rest[0], &rest[1], &rest[2], &rest[3], &rest[4], &rest[5])
		if err != nil {
			return err
		}
		if there {
			return &registry.Error{Code: registry.Conflict, Key: "login_taken"}
		}
		return m.do(sqlAddAccount, a.ID.String(), a.Login, a.Name, a.Role, a.Unit.String(), s.Hash, s.TOTP)
	})
	if err != nil {
		return fmt.Errorf("add account: %w", err)
	}
	return nil
}

// Account returns an account that is not disabled, and what it is checked with.
func (c *Central) Account(ctx context.Context, login string) (a registry.Account, s registry.AccountSecrets, err error) {
	there, err := found(c.read.QueryRowContext(ctx, sqlAccount, login).Scan(text{&a.ID}, &a.Login, &a.Name, &a.Role, text{&a.Unit}, &s.Hash, &s.TOTP))
	if err == nil && !there {
		err = notFound(fmt.Errorf("account"))
	}
	return a, s, err
}

// TakeStep uses a number of the second factor; each serves once, and none that
// is older.
func (c *Central) TakeStep(ctx context.Context, account uuid.UUID, step int64) (ok bool, err error) {
	err = c.update(ctx, func(m *merge) error {
		n, err := m.exec(sqlTakeStep, account.String(), step)
		ok = n == 1
		return err
	})
	return ok, err
}

// Disable ends an account and all its sessions at once.
func (c *Central) Disable(ctx context.Context, login string) error {
	return c.update(ctx, func(m *merge) error {
		if err := m.do(sqlDisable, login); err != nil {
			return err
		}
		return m.do(sqlEndSessionsOf, login)
	})
}

// OpenBoard signs an account in under the hash of a token that only the browser
// has.
func (c *Central) OpenBoard(ctx context.Context, token ledger.Hash, account uuid.UUID) error {
	return c.update(ctx, func(m *merge) error {
		return m.do(sqlAddSession, token.String(), account.String(), c.Now().UnixMilli())
	})
}

// Board returns who is signed in under a token; NotFound when nobody is, or not
// any more.
func (c *Central) Board(ctx context.Context, token ledger.Hash) (a registry.Account, err error) {
	err = c.update(ctx, func(m *merge) error {
		now := c.Now()
		n, err := m.exec(sqlUseSession, token.String(), now.UnixMilli(), now.Add(-boardLife).UnixMilli(), now.Add(-boardIdle).UnixMilli())
		if err != nil {
			return err
		}
		there := n == 1
		if there {
			there, err = m.find(sqlSessionAccount, []any{token.String()}, text{&a.ID}, &a.Login, &a.Name, &a.Role, text{&a.Unit})
		}
		if err == nil && !there {
			err = notFound(fmt.Errorf("session"))
		}
		return err
	})
	return a, err
}

// CloseBoard signs out.
func (c *Central) CloseBoard(ctx context.Context, token ledger.Hash) error {
	return c.update(ctx, func(m *merge) error { return m.do(sqlEndSession, token.String()) })
}

// unitOf is the unit that an account's queries are bound to.
func unitOf(a registry.Account) string {
	if a.Role == registry.RoleProvince {
		return ""
	}
	return a.Unit.String()
}

// DevicesOf lists the laptops that an account may know of.
func (c *Central) DevicesOf(ctx context.Context, a registry.Account) ([]registry.Lost, error) {
	return collect(ctx, c.read, scanDevice, sqlDevicesOf, unitOf(a))
}

// OnDeviceOf lists what is on a laptop that an account may know of; NotFound for
// every other.
func (c *Central) OnDeviceOf(ctx context.Context, a registry.Account, device uuid.UUID) (registry.Lost, error) {
	var id uuid.UUID
	there, err := found(c.read.QueryRowContext(ctx, sqlDeviceOf, unitOf(a), device.String()).Scan(text{&id}))
	if err != nil || !there {
		return registry.Lost{}, notFound(fmt.Errorf("device %s: %w", device, orMissing(err)))
	}
	return c.OnDevice(ctx, device)
}

func orMissing(err error) error {
	if err == nil {
		err = errMissing
	}
	return err
}

var errMissing = fmt.Errorf("not of this account")
