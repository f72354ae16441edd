package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"thamho.vn/internal/ledger"
)

const (
	sqlAdmittedBlocks = `SELECT bytes, rank FROM block WHERE status = 'admitted' ORDER BY scope, seq`
	sqlForgetOrder    = `UPDATE block SET seq = NULL WHERE seq IS NOT NULL`
	sqlResetScopes    = `UPDATE scope SET seq = 0, rolling = ''`
	sqlAllScopes      = `SELECT id FROM scope`
	sqlNewStream      = `UPDATE scope SET stream = $2, next = 1, head = '' WHERE id = $1`
)

// forgot tells whether one of these admissions, which we signed in this epoch,
// is not in our order: the database was copied or restored behind our back.
func (c *Central) forgot(ctx context.Context, proof []ledger.SignedAdmission) (bool, error) {
	for _, a := range proof {
		key, err := c.trust.ServerKey(a.Key())
		if err != nil || a.Verify(key, ledger.ForAdmission) != nil || a.Doc.Epoch != c.Epoch() {
			continue
		}
		var hash ledger.Hash
		err = c.read.QueryRowContext(ctx, sqlHashAt, a.Doc.Scope.String(), int64(a.Doc.Seq)).Scan(text{&hash})
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
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
func (c *Central) newEpoch(ctx context.Context) error {
	epoch, err := c.draw()
	if err != nil {
		return err
	}
	err = c.update(ctx, func(tx *sql.Tx) error {
		m := c.newMerge(ctx, tx)
		m.epoch = epoch
		m.blocks, err = collect(ctx, tx, func(scan scanFunc) (a arrival, err error) {
			var raw []byte
			if err := scan(&raw, &a.rank); err != nil {
				return a, err
			}
			a.status = admitted
			a.block, err = ledger.ParseBlock(raw)
			return a, err
		}, sqlAdmittedBlocks)
		if err != nil {
			return fmt.Errorf("read order: %w", err)
		}
		for _, query := range []string{sqlForgetOrder, sqlResetScopes} {
			if _, err := tx.ExecContext(ctx, query); err != nil {
				return err
			}
		}
		if err := c.restartStreams(m); err != nil {
			return err
		}
		return errors.Join(m.admitAll(), setMeta(ctx, tx, metaEpoch, epoch.String()))
	})
	if err != nil {
		return fmt.Errorf("begin epoch: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch = epoch
	c.Log.Warn("new epoch", "op", "epoch", "epoch", epoch)
	return nil
}

func (c *Central) restartStreams(m *merge) error {
	scopes, err := collect(m.ctx, m.tx, func(scan scanFunc) (id string, err error) { return id, scan(&id) }, sqlAllScopes)
	if err != nil {
		return err
	}
	for _, id := range scopes {
		stream, err := c.draw()
		if err != nil {
			return err
		}
		if err := m.exec(sqlNewStream, id, stream.String()); err != nil {
			return err
		}
	}
	return nil
}
