package central

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

const (
	sqlAddIncarnation = `INSERT INTO incarnation (device, store, nonce) VALUES ($1, $2, $3) ON CONFLICT (device, store) DO NOTHING`
	sqlNonce          = `SELECT nonce FROM incarnation WHERE device = $1 AND store = $2`
	sqlSetNonce       = `UPDATE incarnation SET nonce = $3 WHERE device = $1 AND store = $2`
	sqlHeads          = `SELECT s.id, s.kind, s.unit, s.seq, coalesce(k.earlier, 0) FROM access a JOIN scope s ON s.id = a.scope
		LEFT JOIN backup k ON k.scope = s.id WHERE a.device = $1 ORDER BY s.id`
	sqlContact   = `UPDATE device SET contact = $2 WHERE id = $1`
	sqlRollingAt = `SELECT rolling FROM block WHERE scope = $1 AND seq = $2`
)

// maxPush is how many bytes of blocks a push may hold.
const maxPush = 1 << 20

// Hello compares where a laptop stands with this server. A stale nonce changes
// nothing here: the laptop was cloned or restored, takes a new incarnation and
// asks again. A position that is not on our order is a mismatch; if the laptop
// proves by our own signature that we forgot, a new epoch begins before we
// answer. A protocol that we don't speak is StaleApp.
func (c *Central) Hello(ctx context.Context, device uuid.UUID, req wire.HelloRequest) (wire.HelloResponse, error) {
	answer := wire.HelloResponse{Protocol: wire.Protocol, Server: c.server, Nonce: req.Next, MaxPush: maxPush, Time: c.Now().UnixMilli()}
	if req.Oldest > wire.Protocol || req.Protocol < wire.Oldest {
		return answer, &registry.Error{Code: registry.StaleApp, Key: "app_old", Err: fmt.Errorf("protocol %d to %d", req.Oldest, req.Protocol)}
	}
	var err error
	if answer.Session, err = c.newSession(); err != nil {
		return answer, err
	}
	err = c.update(ctx, func(m *merge) error { return m.greet(device, req, &answer) })
	if err != nil {
		return answer, fmt.Errorf("hello: %w", err)
	}
	return answer, nil
}

// newSession draws the token under which the laptop signs its next requests.
func (c *Central) newSession() (string, error) {
	var token [18]byte
	if _, err := io.ReadFull(c.Rand, token[:]); err != nil {
		return "", fmt.Errorf("draw session: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(token[:]), nil
}

func (m *merge) greet(device uuid.UUID, req wire.HelloRequest, answer *wire.HelloResponse) error {
	var err error
	answer.Mismatch, answer.Vectors = nil, nil
	if _, answer.Revoked, err = deviceKey(m.ctx, m.tx, device); err != nil {
		return err
	}
	if forgot, err := m.forgot(req.Proof); err != nil {
		return err
	} else if forgot {
		if err := m.newEpoch(); err != nil {
			return fmt.Errorf("begin epoch: %w", err)
		}
	}
	answer.Epoch = m.epoch
	if err := m.do(sqlContact, device.String(), m.c.Now().UnixMilli()); err != nil {
		return err
	}
	if answer.Stale, err = m.stale(device, req); err != nil || answer.Stale {
		return err
	}
	if answer.Revoked {
		answer.Kept, err = m.kept(req.Handed)
		return err
	}
	return m.compare(device, req, answer)
}

// kept tells which blocks are stored here, whatever became of them.
func (m *merge) kept(handed []ledger.BlockRef) (out []ledger.Hash, err error) {
	for _, ref := range handed[:min(len(handed), wire.MaxHanded)] {
		var status string
		there, err := m.find(sqlBlockStatus, []any{ref.Scope.String(), ref.Hash.String()}, &status)
		if err != nil {
			return nil, fmt.Errorf("read block: %w", err)
		}
		if there {
			out = append(out, ref.Hash)
		}
	}
	return out, nil
}

// stale checks and moves the nonce of a life of a store.
func (m *merge) stale(device uuid.UUID, req wire.HelloRequest) (bool, error) {
	var nonce ledger.Hash
	id, store, next := device.String(), req.Store.String(), req.Next.String()
	if added, err := m.exec(sqlAddIncarnation, id, store, next); err != nil || added > 0 {
		return false, err
	}
	_, err := m.findLocked(sqlNonce, []any{id, store}, text{&nonce})
	switch {
	case err != nil:
		return false, err
	case nonce == req.Next: // the answer to this very question was lost
		return false, nil
	case nonce == req.Nonce:
		return false, m.do(sqlSetNonce, id, store, next)
	}
	return true, nil
}

// compare fills in the scopes, what does not match and what was asked for.
func (m *merge) compare(device uuid.UUID, req wire.HelloRequest, answer *wire.HelloResponse) error {
	var err error
	answer.Scopes, err = collect(m.ctx, m.tx, func(scan scanFunc) (s wire.ScopeHead, err error) {
		err = scan(text{&s.ID}, &s.Kind, text{&s.Unit}, &s.Seq, &s.Safe)
		s.Snapshot = s.Safe >= m.c.SnapshotFrom && s.Seq-s.Safe <= s.Safe && s.Kind != wire.ScopeAudit // a log is read from its first line
		return s, err
	}, sqlHeads, device.String())
	if err != nil {
		return fmt.Errorf("read heads: %w", err)
	}
	sameLife := req.Server == m.c.server && req.Epoch == m.epoch
	newcomer := req.Epoch == uuid.Nil
	claims := claimsOf(req)
	for _, s := range answer.Scopes {
		off := false
		if sameLife {
			if off, err = m.mismatch(s.ID, claims[s.ID]); err != nil {
				return err
			}
		}
		if off {
			answer.Mismatch = append(answer.Mismatch, s.ID)
		}
		if !off && !slices.Contains(req.Want, s.ID) && (sameLife || newcomer) {
			continue
		}
		vectors, err := scopeVectors(m.ctx, m.tx, s.ID)
		if err != nil {
			return err
		}
		answer.Vectors = append(answer.Vectors, vectors...)
	}
	return nil
}

// claim is what a laptop says of one scope.
type claim struct {
	at    ledger.Position
	acked []ledger.Hash
}

// claimsOf sorts what a laptop says by scope. What it says of scopes that it
// may not read is never looked at.
func claimsOf(req wire.HelloRequest) map[uuid.UUID]claim {
	out := map[uuid.UUID]claim{}
	for _, at := range req.At {
		out[at.Scope] = claim{at: at}
	}
	for _, h := range req.Acked {
		c := out[h.Scope]
		c.acked = append(c.acked, h.Hash)
		out[h.Scope] = c
	}
	return out
}

// mismatch tells whether a position is not on our order, or an acknowledged
// block is not admitted here.
func (m *merge) mismatch(scope uuid.UUID, c claim) (bool, error) {
	if c.at.Cursor > 0 {
		var rolling ledger.Hash
		there, err := m.find(sqlRollingAt, []any{scope.String(), int64(min(c.at.Cursor, math.MaxInt64))}, text{&rolling})
		if err != nil {
			return false, fmt.Errorf("read order: %w", err)
		}
		if !there || rolling != c.at.Rolling && !m.c.Faults.HashIgnored {
			return true, nil
		}
	}
	for _, hash := range c.acked {
		var status string
		_, err := m.find(sqlBlockStatus, []any{scope.String(), hash.String()}, &status)
		if err != nil {
			return false, fmt.Errorf("read block: %w", err)
		}
		if status != admitted {
			return true, nil
		}
	}
	return false, nil
}

// SignTLS signs the certificates of a device that enrols.
func (c *Central) SignTLS(certificates wire.TLS) (*wire.SignedTLS, error) {
	signed, err := ledger.SignDoc(c.Keys.Sign, ledger.ForTLS, certificates)
	return &signed, err
}

// SignHello signs an answer, so that a laptop believes no other server.
func (c *Central) SignHello(answer wire.HelloResponse) (ledger.Signed[wire.HelloResponse], error) {
	return ledger.SignDoc(c.Keys.Sign, ledger.ForHello, answer)
}
