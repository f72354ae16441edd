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
	waiting     = "held"        // its chain has a gap, or values are withheld: kept, not acknowledged
	quarantined = "quarantined" // its device may not write here: kept, not merged
)

const (
	// A block that was held or in quarantine is kept anew when its fate changes,
	// with its bytes: what was held may have had withheld values.
	sqlKeepBlock = `INSERT INTO block (scope, hash, stream, first, last, prev, status, rank, bytes, seq, rolling, admission)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (scope, hash) DO UPDATE SET status = excluded.status, rank = excluded.rank, bytes = excluded.bytes,
		seq = excluded.seq, rolling = excluded.rolling, admission = excluded.admission`
	sqlNumberBlock = `UPDATE block SET seq = $3, rolling = $4, admission = $5 WHERE scope = $1 AND hash = $2`
	sqlTakeNumbers = `UPDATE scope SET seq = seq + $2 WHERE id = $1 RETURNING seq, rolling`
	sqlMoveEnd     = `UPDATE scope SET rolling = $2 WHERE id = $1`

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
	lines  []ledger.Line // nil when they are not needed: the block was merged before
	rank   ledger.Rank
	status string
	stored bool // its row is there: only its number is new
	// vouched: a server admitted it before, so what it redacts is redacted, also
	// while the block itself waits for values.
	vouched bool
}

// keep stores a block. An admitted one is queued: its row is written with its
// number, at the very end.
func (m *merge) keep(a arrival) error {
	if a.status != admitted {
		return m.write(a, nil, nil, nil)
	}
	m.blocks = append(m.blocks, a)
	m.pending[a.block.Hash] = a.block.Header
	return m.extendBranch(a.block)
}

// write writes a block's row; seq, rolling and admission are nil while it has
// none.
func (m *merge) write(a arrival, seq, rolling, admission any) error {
	h := a.block.Header
	err := m.do(sqlKeepBlock, h.Scope.String(), a.block.Hash.String(), h.Stream.String(), int64(h.First), int64(h.Last),
		hashText(h.Prev), a.status, int64(a.rank), a.block.Bytes(), seq, rolling, admission)
	if err != nil {
		return fmt.Errorf("keep block: %w", err)
	}
	return nil
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
	extended, err := m.exec(sqlExtendBranch, scope, stream, hashText(h.Prev), hash, int64(h.Last))
	if err == nil && extended == 0 {
		err = m.do(sqlAddBranch, scope, stream, hash, int64(h.First), int64(h.Last), hashText(h.Prev))
	}
	if err != nil {
		return fmt.Errorf("extend branch: %w", err)
	}
	joined, err := m.exec(sqlJoinBranch, scope, stream, hash)
	if err == nil && joined > 0 {
		err = m.do(sqlDropJoined, scope, stream, hash)
	}
	if err != nil {
		return fmt.Errorf("join branches: %w", err)
	}
	return nil
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
	clear(m.pending)
	return nil
}

// number gives blocks of one scope the next places in its order.
func (m *merge) number(scope uuid.UUID, blocks []arrival) error {
	var last int64
	var rolling ledger.Hash
	there, err := m.find(sqlTakeNumbers, []any{scope.String(), int64(len(blocks))}, &last, text{&rolling})
	if err == nil && !there {
		err = fmt.Errorf("scope %s is not here", scope)
	}
	if err != nil {
		return err
	}
	m.moved[scope] = true
	seq := uint64(last) - uint64(len(blocks))
	for _, a := range blocks {
		seq++
		rolling = ledger.Roll(rolling, seq, a.block.Hash)
		if err := m.place(a, seq, rolling); err != nil {
			return err
		}
	}
	if err := m.do(sqlMoveEnd, scope.String(), rolling.String()); err != nil {
		return err
	}
	if own, ok := m.own[scope]; ok {
		return m.do(sqlMoveStream, scope.String(), int64(own.next), own.head.String())
	}
	return nil
}

// place signs a block's admission and writes it with its number.
func (m *merge) place(a arrival, seq uint64, rolling ledger.Hash) error {
	scope := a.block.Header.Scope
	signed, err := ledger.SignDoc(m.c.Keys.Sign, ledger.ForAdmission, ledger.Admission{
		Scope: scope, Block: a.block.Hash, Rank: a.rank, Epoch: m.epoch, Seq: seq,
	})
	if err != nil {
		return err
	}
	if a.stored {
		return m.do(sqlNumberBlock, scope.String(), a.block.Hash.String(), int64(seq), rolling.String(), string(signed.Bytes()))
	}
	return m.write(a, int64(seq), rolling.String(), string(signed.Bytes()))
}
