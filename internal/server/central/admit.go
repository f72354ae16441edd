package central

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// The fates of a block.
const (
	admitted    = "admitted"
	waiting     = "held"        // its chain has a gap: kept, not acknowledged
	quarantined = "quarantined" // its device may not write here: kept, not merged
)

const (
	sqlAddBlock = `INSERT INTO block (scope, hash, stream, first, last, prev, status, rank, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (scope, hash) DO UPDATE SET status = excluded.status, rank = excluded.rank`
	sqlNumberBlock = `UPDATE block SET seq = $3, rolling = $4, admission = $5 WHERE scope = $1 AND hash = $2`
	sqlScopeEnd    = `SELECT seq, rolling FROM scope WHERE id = $1`
	sqlMoveEnd     = `UPDATE scope SET seq = $2, rolling = $3 WHERE id = $1`

	sqlExtendBranch = `UPDATE branch SET head = $4, last = $5 WHERE scope = $1 AND stream = $2 AND head = $3`
	sqlAddBranch    = `INSERT INTO branch (scope, stream, head, first, last, parent) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`
	// A chain that began behind this block is joined to the one that ends with it.
	sqlJoinBranch = `UPDATE branch SET first = (SELECT b.first FROM branch b WHERE b.scope = $1 AND b.stream = $2 AND b.head = $3),
		parent = (SELECT b.parent FROM branch b WHERE b.scope = $1 AND b.stream = $2 AND b.head = $3)
		WHERE scope = $1 AND stream = $2 AND parent = $3`
	sqlDropJoined = `DELETE FROM branch WHERE scope = $1 AND stream = $2 AND head = $3`
)

// arrival is a block with what was decided about it.
type arrival struct {
	block  ledger.Block
	rank   ledger.Rank
	status string
}

// keep stores a block; an admitted one is queued for its number.
func (m *merge) keep(a arrival) error {
	h := a.block.Header
	err := m.exec(sqlAddBlock, h.Scope.String(), a.block.Hash.String(), h.Stream.String(), int64(h.First), int64(h.Last),
		hashText(h.Prev), a.status, int64(a.rank), a.block.Bytes())
	if err != nil {
		return fmt.Errorf("keep block: %w", err)
	}
	if a.status != admitted {
		return nil
	}
	m.blocks = append(m.blocks, a)
	return m.extendBranch(a.block)
}

// hashText is a hash as the tables hold it; the zero hash is empty.
func hashText(h ledger.Hash) string {
	if h.IsZero() {
		return ""
	}
	return h.String()
}

// extendBranch keeps the stream's chains.
func (m *merge) extendBranch(b ledger.Block) error {
	h := b.Header
	scope, stream, hash := h.Scope.String(), h.Stream.String(), b.Hash.String()
	res, err := m.tx.ExecContext(m.ctx, sqlExtendBranch, scope, stream, hashText(h.Prev), hash, int64(h.Last))
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n == 0 {
		if err := m.exec(sqlAddBranch, scope, stream, hash, int64(h.First), int64(h.Last), hashText(h.Prev)); err != nil {
			return err
		}
	}
	if res, err = m.tx.ExecContext(m.ctx, sqlJoinBranch, scope, stream, hash); err != nil {
		return err
	}
	if n, err = res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return m.exec(sqlDropJoined, scope, stream, hash)
}

// admitAll numbers the queued blocks, scope by scope in the order of their ids,
// so that two pushes never wait for each other in a circle.
func (m *merge) admitAll() error {
	byScope := map[uuid.UUID][]arrival{}
	for _, a := range m.blocks {
		byScope[a.block.Header.Scope] = append(byScope[a.block.Header.Scope], a)
	}
	scopes := make([]uuid.UUID, 0, len(byScope))
	for id := range byScope {
		scopes = append(scopes, id)
	}
	slices.SortFunc(scopes, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	for _, id := range scopes {
		if err := m.number(id, byScope[id]); err != nil {
			return fmt.Errorf("number blocks: %w", err)
		}
	}
	m.blocks = nil
	return nil
}

func (m *merge) number(scope uuid.UUID, blocks []arrival) error {
	at := ledger.Position{Scope: scope}
	if err := m.tx.QueryRowContext(m.ctx, sqlScopeEnd, scope.String()).Scan(&at.Cursor, text{&at.Rolling}); err != nil {
		return err
	}
	for _, a := range blocks {
		at.Cursor++
		at.Rolling = ledger.Roll(at.Rolling, at.Cursor, a.block.Hash)
		signed, err := m.admission(a, at.Cursor)
		if err != nil {
			return err
		}
		err = m.exec(sqlNumberBlock, scope.String(), a.block.Hash.String(), int64(at.Cursor), at.Rolling.String(), string(signed.Bytes()))
		if err != nil {
			return err
		}
	}
	return m.exec(sqlMoveEnd, scope.String(), int64(at.Cursor), at.Rolling.String())
}

func (m *merge) admission(a arrival, seq uint64) (ledger.SignedAdmission, error) {
	return ledger.SignDoc(m.c.Keys.Sign, ledger.ForAdmission, ledger.Admission{
		Scope: a.block.Header.Scope, Block: a.block.Hash, Rank: a.rank, Epoch: m.epoch, Seq: seq,
	})
}
