package central

import (
	"context"
	"database/sql"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

const (
	sqlAddCode  = `INSERT INTO code (hash, name, spec, expires) VALUES ($1, $2, $3, $4)`
	sqlFindCode = `SELECT hash, spec, expires, device, sign FROM code WHERE name = $1`
	sqlUseCode  = `UPDATE code SET device = $2, sign = $3 WHERE hash = $1`
	sqlLaptop   = `UPDATE device SET laptop = $2, contact = $3 WHERE id = $1`
	sqlReadable = `SELECT s.id, s.kind, s.unit FROM access a JOIN scope s ON s.id = a.scope WHERE a.device = $1 ORDER BY s.id`
)

// CodeSpec is what a code gives to whoever enrols with it.
type CodeSpec struct {
	User   uuid.UUID   `json:"user"`
	Name   string      `json:"name"`
	Role   string      `json:"role"`
	Rank   ledger.Rank `json:"rank"`
	Scopes []uuid.UUID `json:"scopes"`
	Reads  []uuid.UUID `json:"reads"`
	// Logs gives the right to write the logs of the units of Scopes as well.
	Logs bool `json:"logs,omitempty"`
}

// crockford has no letters that are read as digits.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// IssueCode makes a one-time code of 80 random bits, written in four groups.
// Only its hash is kept. A scope that is not here is NotFound.
func (c *Central) IssueCode(ctx context.Context, spec CodeSpec, ttl time.Duration) (string, error) {
	var raw [10]byte
	if _, err := io.ReadFull(c.Rand, raw[:]); err != nil {
		return "", fmt.Errorf("draw code: %w", err)
	}
	plain := crockford.EncodeToString(raw[:])
	code := strings.Join([]string{plain[:4], plain[4:8], plain[8:12], plain[12:]}, "-")
	text, err := json.Marshal(spec)
	if err != nil {
		return "", fmt.Errorf("encode code: %w", err)
	}
	hash := wire.CodeHash(code)
	err = c.update(ctx, func(m *merge) error {
		if err := m.hasAll(append(spec.Scopes[:len(spec.Scopes):len(spec.Scopes)], spec.Reads...)); err != nil {
			return err
		}
		return m.do(sqlAddCode, hash.String(), wire.CodeName(hash).String(), string(text), c.Now().Add(ttl).UnixMilli())
	})
	if err != nil {
		return "", fmt.Errorf("issue code: %w", err)
	}
	return code, nil
}

// hasAll is NotFound unless all scopes are here.
func (m *merge) hasAll(scopes []uuid.UUID) error {
	for _, id := range scopes {
		here, err := m.has(id)
		if err != nil {
			return err
		}
		if !here {
			return notFound(fmt.Errorf("scope %s", id))
		}
	}
	return nil
}

// errCode is the one answer to every code that does not serve, so that nobody
// learns more by guessing.
func errCode(cause string) error {
	return &registry.Error{Code: registry.Denied, Key: "enrol_code", Err: errors.New(cause)}
}

// Enrol turns a code into a device. A code serves once; asked again by the same
// key, whose answer was lost, it gives the same device.
func (c *Central) Enrol(ctx context.Context, req wire.EnrolRequest) (wire.EnrolResponse, error) {
	answer := wire.EnrolResponse{Server: c.Keys.Cert, Root: c.Keys.Root}
	err := c.update(ctx, func(m *merge) error {
		spec, hash, err := c.redeem(m, req)
		if err != nil {
			return err
		}
		answer.Device, answer.User, answer.Proof = spec.Device, spec.Name, wire.EnrolProofOf(hash, c.Keys.Root, req.Sign)
		if answer.Grants, err = c.addDevice(m, spec); err != nil {
			return err
		}
		if err := m.do(sqlLaptop, spec.Device.String(), firstRunes(req.Laptop, maxLaptop), c.Now().UnixMilli()); err != nil {
			return err
		}
		if err := m.do(sqlAddIncarnation, spec.Device.String(), req.Store.String(), req.Nonce.String()); err != nil {
			return err
		}
		answer.Scopes, err = readable(m.ctx, m.tx, spec.Device)
		return err
	})
	if err != nil {
		return wire.EnrolResponse{}, fmt.Errorf("enrol: %w", err)
	}
	return answer, nil
}

// redeem checks that the asker knows a code and binds it to the asker's key.
func (c *Central) redeem(m *merge, req wire.EnrolRequest) (spec DeviceSpec, hash ledger.Hash, err error) {
	var raw string
	var expires int64
	var device, sign sql.NullString
	there, err := m.findLocked(sqlFindCode, []any{req.Code.String()}, text{&hash}, &raw, &expires, &device, &sign)
	if err != nil {
		return spec, hash, err
	}
	if !there {
		return spec, hash, errCode("no such code")
	}
	if err := ledger.Check(req.Sign, ledger.ForHello, wire.EnrolInput(hash, req), req.Proof); err != nil {
		return spec, hash, errCode(err.Error())
	}
	var code CodeSpec
	if err := json.Unmarshal([]byte(raw), &code); err != nil {
		return spec, hash, fmt.Errorf("decode code: %w", err)
	}
	spec = DeviceSpec{
		Sign: req.Sign, Box: req.Box, User: code.User, Name: code.Name, Role: code.Role, Rank: code.Rank, Scopes: code.Scopes, Reads: code.Reads,
	}
	switch {
	case device.Valid && sign.String == publicText(req.Sign):
		spec.Device, err = uuid.Parse(device.String)
		return spec, hash, err
	case device.Valid:
		return spec, hash, errCode("used before")
	case c.Now().UnixMilli() > expires:
		return spec, hash, errCode("expired")
	}
	spec.Device = c.NewID()
	if code.Logs {
		if spec, err = c.withLogs(m, spec); err != nil {
			return spec, hash, err
		}
	}
	return spec, hash, m.do(sqlUseCode, hash.String(), spec.Device.String(), publicText(req.Sign))
}

// maxLaptop bounds what a laptop says of its own name.
const maxLaptop = 64

func firstRunes(s string, n int) string {
	r := []rune(strings.ToValidUTF8(s, ""))
	return string(r[:min(len(r), n)])
}

func readable(ctx context.Context, q querier, device uuid.UUID) ([]wire.Scope, error) {
	return collect(ctx, q, func(scan scanFunc) (s wire.Scope, err error) {
		return s, scan(text{&s.ID}, &s.Kind, text{&s.Unit})
	}, sqlReadable, device.String())
}
