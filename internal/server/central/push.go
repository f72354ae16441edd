package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

const (
	sqlBlockStatus = `SELECT status, rank, bytes FROM block WHERE scope = $1 AND hash = $2`
	sqlFindGrant   = `SELECT g.scope, g.sign, g.rank, coalesce(d.revoked_at, 0) FROM grants g LEFT JOIN device d ON d.id = g.device WHERE g.id = $1`
	sqlAdmittedAt  = `SELECT last FROM block WHERE scope = $1 AND hash = $2 AND stream = $3 AND status = 'admitted'`
	sqlWaitingFor  = `SELECT bytes, rank FROM block WHERE scope = $1 AND stream = $2 AND prev = $3 AND status = 'held'`
)

// Push takes blocks from a device in one durable transaction. Each is admitted,
// held for the block before it, or put in quarantine; refused is only what
// can't be verified or read. A block that came before is answered the same. The
// answer says what is held of every stream that was pushed, so a lost answer
// does no harm.
func (c *Central) Push(ctx context.Context, device uuid.UUID, entries []ledger.Entry) (wire.PushResponse, error) {
	var answer wire.PushResponse
	err := c.update(ctx, func(tx *sql.Tx) error {
		answer = wire.PushResponse{}
		p := push{merge: c.newMerge(ctx, tx), seen: map[streamKey]bool{}}
		if err := p.asker(device); err != nil {
			return err
		}
		for _, e := range entries {
			if err := p.take(e); err != nil {
				return err
			}
		}
		if err := p.finish(); err != nil {
			return err
		}
		answer.Refused = p.refused
		var err error
		answer.Vectors, err = p.vectors()
		return err
	})
	if err != nil {
		return wire.PushResponse{}, fmt.Errorf("push: %w", err)
	}
	return answer, nil
}

// push is one request.
type push struct {
	*merge
	sign    ledger.PublicKey // of the asking device
	revoked bool
	streams []streamKey
	seen    map[streamKey]bool
	refused []wire.Refusal
}

type streamKey struct{ scope, stream uuid.UUID }

func (p *push) asker(device uuid.UUID) (err error) {
	p.sign, p.revoked, err = deviceKey(p.ctx, p.tx, device)
	return err
}

// take decides about one block.
func (p *push) take(e ledger.Entry) error {
	if e.Block == nil {
		return nil
	}
	b := *e.Block
	h := b.Header
	vouched, rank := p.vouched(e)
	status, known, err := p.known(b)
	if err != nil {
		return err
	}
	if known && (status == admitted && !p.c.Faults.NoDedupe || !vouched && status != waiting) {
		p.touch(h)
		return nil
	}
	a := arrival{block: b, rank: rank, status: admitted}
	if !vouched {
		var code string
		if a, code, err = p.judge(b); err != nil {
			return err
		}
		if code != "" {
			p.refused = append(p.refused, wire.Refusal{Block: b.Hash, Code: code})
			return nil
		}
	}
	return p.accept(a)
}

// accept keeps a block and, if it is admitted, merges it and what waited for it.
func (p *push) accept(a arrival) error {
	lines, err := a.block.Lines()
	if err != nil {
		p.refused = append(p.refused, wire.Refusal{Block: a.block.Hash, Code: refusalOf(err)})
		return nil
	}
	p.touch(a.block.Header)
	if err := p.keep(a); err != nil || a.status != admitted {
		return err
	}
	h := a.block.Header
	for _, line := range lines {
		if err := p.apply(h.Scope, h.Stream, a.rank, line); err != nil {
			return err
		}
	}
	return p.release(a.block)
}

func refusalOf(err error) string {
	if errors.Is(err, ledger.ErrTooLarge) {
		return "too_large"
	}
	return "malformed"
}

// release admits the blocks that waited for this one.
func (p *push) release(b ledger.Block) error {
	h := b.Header
	type row struct {
		block ledger.Block
		rank  ledger.Rank
	}
	rows, err := collect(p.ctx, p.tx, func(scan scanFunc) (r row, err error) {
		var raw []byte
		if err := scan(&raw, &r.rank); err != nil {
			return r, err
		}
		r.block, err = ledger.ParseBlock(raw)
		return r, err
	}, sqlWaitingFor, h.Scope.String(), h.Stream.String(), b.Hash.String())
	if err != nil {
		return fmt.Errorf("read waiting blocks: %w", err)
	}
	for _, r := range rows {
		if r.block.Header.First != h.Last+1 {
			continue
		}
		if err := p.accept(arrival{block: r.block, rank: r.rank, status: admitted}); err != nil {
			return err
		}
	}
	return nil
}

// vouched tells whether a server that we believe admitted the block before, in
// whatever epoch, and at which rank.
func (p *push) vouched(e ledger.Entry) (bool, ledger.Rank) {
	if e.Admission == nil || p.c.trust.CheckAdmission(*e.Admission, e.Block.Header, e.Block.Hash) != nil {
		return false, 0
	}
	return true, e.Admission.Doc.Rank
}

func (p *push) known(b ledger.Block) (status string, known bool, err error) {
	st, err := p.stmt(sqlBlockStatus)
	if err != nil {
		return "", false, err
	}
	var rank int64
	var raw []byte
	err = st.QueryRowContext(p.ctx, b.Header.Scope.String(), b.Hash.String()).Scan(&status, &rank, &raw)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return status, err == nil, err
}

// grantRow is what a block's grant allows.
type grantRow struct {
	scope   uuid.UUID
	sign    ledger.PublicKey
	rank    ledger.Rank
	revoked bool
	found   bool
}

func (p *push) grant(id uuid.UUID) (grantRow, error) {
	if g, ok := p.grants[id]; ok {
		return g, nil
	}
	var g grantRow
	var revokedAt int64
	err := p.tx.QueryRowContext(p.ctx, sqlFindGrant, id.String()).Scan(text{&g.scope}, text{&g.sign}, &g.rank, &revokedAt)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return g, fmt.Errorf("read grant: %w", err)
	}
	g.found, g.revoked = err == nil, revokedAt > 0
	p.grants[id] = g
	return g, nil
}

// judge decides about a block that no server vouches for. code is the reason
// of a refusal, "" when the block is kept.
func (p *push) judge(b ledger.Block) (a arrival, code string, err error) {
	g, err := p.grant(b.Header.Grant)
	if err != nil {
		return a, "", err
	}
	key := g.sign
	if !g.found {
		key = p.sign // a grant that was forgotten: at least the asker's own key must fit
	}
	if b.Verify(key) != nil {
		return a, "signature", nil
	}
	a = arrival{block: b, rank: g.rank, status: admitted}
	if !g.found || g.revoked || p.revoked || g.scope != b.Header.Scope {
		a.status = quarantined
		return a, "", nil
	}
	follows, err := p.follows(b.Header)
	if err != nil {
		return a, "", err
	}
	if !follows {
		a.status = waiting
	}
	return a, "", nil
}

// follows tells whether the block before is admitted.
func (p *push) follows(h ledger.Header) (bool, error) {
	if h.First == 1 {
		return true, nil
	}
	st, err := p.stmt(sqlAdmittedAt)
	if err != nil {
		return false, err
	}
	var last uint64
	err = st.QueryRowContext(p.ctx, h.Scope.String(), h.Prev.String(), h.Stream.String()).Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return last+1 == h.First, err
}

// touch notes a stream whose vector the answer will hold.
func (p *push) touch(h ledger.Header) {
	key := streamKey{h.Scope, h.Stream}
	if !p.seen[key] {
		p.seen[key] = true
		p.streams = append(p.streams, key)
	}
}

func (p *push) vectors() ([]ledger.StreamVector, error) {
	out := make([]ledger.StreamVector, len(p.streams))
	for i, key := range p.streams {
		var err error
		if out[i], err = vectorOf(p.ctx, p.tx, key); err != nil {
			return nil, err
		}
	}
	return out, nil
}
