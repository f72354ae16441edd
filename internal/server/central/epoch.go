package central

import (
	"errors"
	"fmt"
	"math"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlHashAt      = `SELECT hash FROM block WHERE scope = $1 AND seq = $2`
	sqlOrders      = `SELECT scope, hash, rank FROM block WHERE seq IS NOT NULL ORDER BY scope, seq`
	sqlForgetOrder = `UPDATE block SET seq = NULL WHERE seq IS NOT NULL`
	sqlResetScopes = `UPDATE scope SET seq = 0, rolling = ''`
	sqlAllScopes   = `SELECT id FROM scope`
	sqlNewStream   = `UPDATE scope SET stream = $2, next = 1, head = '' WHERE id = $1`
)

// forgot tells whether one of these admissions, which we signed in this epoch,
// is not in our order: the database was copied or restored behind our back.
func (m *merge) forgot(proof []ledger.SignedAdmission) (bool, error) {
	for _, a := range proof {
		key, err := m.c.trust.ServerKey(a.Key())
		if err != nil || a.Verify(key, ledger.ForAdmission) != nil || a.Doc.Epoch != m.epoch {
			continue
		}
		var hash ledger.Hash
		_, err = m.find(sqlHashAt, []any{a.Doc.Scope.String(), int64(min(a.Doc.Seq, math.MaxInt64))}, text{&hash})
		if err != nil {
			return false, fmt.Errorf("check proof: %w", err)
		}
		if hash != a.Doc.Block {
			return true, nil
		}
	}
	return false, nil
}

// newEpoch begins a new life: every admitted block gets a new place, in the old
// order, and the server's own streams start anew, since their next numbers may
// have been used in the life that was forgotten.
func (m *merge) newEpoch() (err error) {
	var now uuid.UUID
	if _, err := m.findLocked(sqlGetMeta, []any{metaEpoch}, text{&now}); err != nil { // until everybody else has their numbers
		return fmt.Errorf("hold epoch: %w", err)
	}
	if now != m.before {
		return errMoved
	}
	if m.epoch, err = m.c.draw(); err != nil {
		return err
	}
	clear(m.own)
	if m.blocks, err = m.ordered(); err != nil {
		return fmt.Errorf("read order: %w", err)
	}
	for _, query := range []string{sqlForgetOrder, sqlResetScopes} {
		if err := m.do(query); err != nil {
			return err
		}
	}
	if !m.c.Faults.StreamReused {
		if err := m.restartStreams(); err != nil {
			return err
		}
	}
	if err := errors.Join(m.forgetSnapshots(), m.do(sqlNoBackups)); err != nil {
		return err // they speak of the order that ended
	}
	if err := m.admitAll(); err != nil {
		return err
	}
	return m.do(sqlSetMeta, metaEpoch, m.epoch.String())
}

// ordered returns the admitted blocks of all scopes in their order, by name
// only: their bytes stay where they are.
func (m *merge) ordered() ([]arrival, error) {
	return collect(m.ctx, m.tx, func(scan scanFunc) (arrival, error) {
		a := arrival{status: admitted, stored: true}
		return a, scan(text{&a.block.Header.Scope}, text{&a.block.Hash}, &a.rank)
	}, sqlOrders)
}

func (m *merge) restartStreams() error {
	scopes, err := collect(m.ctx, m.tx, func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(text{&id}) }, sqlAllScopes)
	if err != nil {
		return err
	}
	for _, id := range scopes {
		stream, err := m.c.draw()
		if err != nil {
			return err
		}
		if err := m.do(sqlNewStream, id.String(), stream.String()); err != nil {
			return err
		}
	}
	return nil
}
