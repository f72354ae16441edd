package central

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

const (
	sqlAddIncarnation = `INSERT INTO incarnation (device, store, nonce) VALUES ($1, $2, $3) ON CONFLICT (device, store) DO NOTHING`
	sqlNonce          = `SELECT nonce FROM incarnation WHERE device = $1 AND store = $2`
	sqlSetNonce       = `UPDATE incarnation SET nonce = $3 WHERE device = $1 AND store = $2`
	sqlHeads          = `SELECT s.id, s.kind, s.unit, s.seq FROM access a JOIN scope s ON s.id = a.scope WHERE a.device = $1 ORDER BY s.id`
	sqlRollingAt      = `SELECT rolling FROM block WHERE scope = $1 AND seq = $2`
	sqlHoldsAdmitted  = `SELECT 1 FROM block WHERE scope = $1 AND hash = $2 AND status = 'admitted'`
	sqlHashAt         = `SELECT hash FROM block WHERE scope = $1 AND seq = $2`
)

// maxPush is how many bytes of blocks a push may hold.
const maxPush = 1 << 20

// Hello compares where a laptop stands with this server. A stale nonce changes
// nothing here: the laptop was cloned or restored, takes a new incarnation and
// asks again. A position that is not on our order is a mismatch; if the laptop
// proves by our own signature that we forgot, a new epoch begins before we
// answer.
func (c *Central) Hello(ctx context.Context, device uuid.UUID, req wire.HelloRequest) (wire.HelloResponse, error) {
	answer := wire.HelloResponse{Protocol: wire.Protocol, Server: c.server, Nonce: req.Next, MaxPush: maxPush, Time: c.Now().UnixMilli()}
	session, err := c.newSession()
	if err != nil {
		return answer, err
	}
	answer.Session = session
	if forgot, err := c.forgot(ctx, req.Proof); err != nil {
		return answer, err
	} else if forgot {
		if err := c.newEpoch(ctx); err != nil {
			return answer, err
		}
	}
	err = c.update(ctx, func(tx *sql.Tx) error {
		_, revoked, err := deviceKey(ctx, tx, device)
		if err != nil {
			return err
		}
		answer.Epoch, answer.Revoked = c.Epoch(), revoked
		if answer.Stale, err = stale(ctx, tx, device, req); err != nil || answer.Stale || revoked {
			return err
		}
		return c.compare(ctx, tx, device, req, &answer)
	})
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

// stale checks and moves the nonce of a life of a store.
func stale(ctx context.Context, tx *sql.Tx, device uuid.UUID, req wire.HelloRequest) (bool, error) {
	var nonce ledger.Hash
	err := tx.QueryRowContext(ctx, sqlNonce, device.String(), req.Store.String()).Scan(text{&nonce})
	if errors.Is(err, sql.ErrNoRows) {
		_, err := tx.ExecContext(ctx, sqlAddIncarnation, device.String(), req.Store.String(), req.Next.String())
		return false, err
	}
	if err != nil {
		return false, err
	}
	switch nonce {
	case req.Next: // the answer to this very question was lost
		return false, nil
	case req.Nonce:
		_, err := tx.ExecContext(ctx, sqlSetNonce, device.String(), req.Store.String(), req.Next.String())
		return false, err
	}
	return true, nil
}

// compare fills in the scopes, what does not match and what was asked for.
func (c *Central) compare(ctx context.Context, tx *sql.Tx, device uuid.UUID, req wire.HelloRequest, answer *wire.HelloResponse) error {
	var err error
	answer.Scopes, err = collect(ctx, tx, func(scan scanFunc) (s wire.ScopeHead, err error) {
		return s, scan(text{&s.ID}, &s.Kind, text{&s.Unit}, &s.Seq)
	}, sqlHeads, device.String())
	if err != nil {
		return fmt.Errorf("read heads: %w", err)
	}
	sameLife := req.Server == c.server && req.Epoch == answer.Epoch
	off := map[uuid.UUID]bool{}
	if sameLife {
		if err := c.mismatches(ctx, tx, req, off); err != nil {
			return err
		}
	}
	wanted := map[uuid.UUID]bool{}
	for _, id := range req.Want {
		wanted[id] = true
	}
	for _, s := range answer.Scopes {
		if off[s.ID] {
			answer.Mismatch = append(answer.Mismatch, s.ID)
		}
		if !off[s.ID] && !wanted[s.ID] && (sameLife || req.Epoch == uuid.Nil) {
			continue
		}
		vectors, err := scopeVectors(ctx, tx, s.ID)
		if err != nil {
			return err
		}
		answer.Vectors = append(answer.Vectors, vectors...)
	}
	return nil
}

// mismatches finds the scopes whose position is not on our order, or whose
// acknowledged blocks are not here.
func (c *Central) mismatches(ctx context.Context, tx *sql.Tx, req wire.HelloRequest, off map[uuid.UUID]bool) error {
	for _, at := range req.At {
		if at.Cursor == 0 {
			continue
		}
		var rolling ledger.Hash
		err := tx.QueryRowContext(ctx, sqlRollingAt, at.Scope.String(), int64(at.Cursor)).Scan(text{&rolling})
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("read order: %w", err)
		}
		if rolling != at.Rolling {
			off[at.Scope] = true
		}
	}
	for _, h := range req.Acked {
		var one int
		err := tx.QueryRowContext(ctx, sqlHoldsAdmitted, h.Scope.String(), h.Hash.String()).Scan(&one)
		if errors.Is(err, sql.ErrNoRows) {
			off[h.Scope] = true
		} else if err != nil {
			return fmt.Errorf("read block: %w", err)
		}
	}
	return nil
}

// SignHello signs an answer, so that a laptop believes no other server.
func (c *Central) SignHello(answer wire.HelloResponse) (ledger.Signed[wire.HelloResponse], error) {
	return ledger.SignDoc(c.Keys.Sign, ledger.ForHello, answer)
}
