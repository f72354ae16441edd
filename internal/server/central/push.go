package central

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

const (
	sqlBlockStatus = `SELECT status FROM block WHERE scope = $1 AND hash = $2`
	// The first term is that of the index block_waiting.
	sqlWaitingFor = `SELECT bytes, rank FROM block WHERE status <> 'admitted' AND scope = $1 AND stream = $2 AND prev = $3 AND status = 'held'`
)

// Push takes blocks from a device in one durable transaction. Each is admitted,
// held for the block before it, or put in quarantine; refused is only what
// can't be verified or read. A block that came before is answered the same. The
// answer says what is held of every stream that was pushed, so a lost answer
// does no harm.
func (c *Central) Push(ctx context.Context, device uuid.UUID, entries []ledger.Entry) (wire.PushResponse, error) {
	var answer wire.PushResponse
	parcels, leave, err := c.unpack(ctx, entries)
	if err != nil {
		return answer, fmt.Errorf("push: %w", err)
	}
	defer leave()
	err = c.update(ctx, func(m *merge) error {
		p := push{merge: m, device: device, seen: map[streamKey]bool{}, pushed: map[streamKey][]ledger.Block{}}
		if err := p.asker(); err != nil {
			return err
		}
		if err := p.lockAll(parcels); err != nil {
			return err
		}
		for _, parcel := range parcels {
			if err := p.take(parcel); err != nil {
				return err
			}
		}
		if err := p.finish(); err != nil {
			return err
		}
		var err error
		answer.Refused = p.refused
		if answer.Vectors, err = p.vectors(); err != nil {
			return err
		}
		answer.BackedUp, err = p.backedUpHeads()
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
	device  uuid.UUID        // that asks
	sign    ledger.PublicKey // of the asking device
	revoked bool
	streams []streamKey
	seen    map[streamKey]bool
	pushed  map[streamKey][]ledger.Block // what was kept, in its order
	refused []wire.Refusal
}

func (p *push) asker() (err error) {
	p.sign, p.revoked, err = p.heldDevice(p.device)
	return err
}

// take decides about one block.
func (p *push) take(parcel *parcel) error {
	b := parcel.block
	rank, vouched := p.vouched(parcel.Entry)
	status, err := p.status(b)
	if err != nil {
		return err
	}
	if p.c.Faults.BranchDropped && p.forks(b.Header, b.Hash) {
		return nil
	}
	if status == admitted && !p.c.Faults.NoDedupe || status == waiting && p.c.Faults.HeldForgotten {
		p.touch(b)
		return nil
	}
	a, refusal, err := p.judge(b, rank, vouched)
	if err != nil {
		return err
	}
	if refusal == "" {
		refusal = refusalOf(parcel.open())
	}
	if refusal != "" {
		p.refused = append(p.refused, wire.Refusal{Block: b.Hash, Code: refusal})
		return nil
	}
	a.lines = parcel.lines
	if a.status == admitted || a.status == waiting {
		own, err := p.inOwnName(b.Header, a.lines)
		if err != nil {
			return err
		}
		if !own && !vouched {
			if own, err = p.verdict(b.Header.Scope, b.Hash, ledger.KindAdmit); err != nil {
				return err
			}
		}
		if !own && !vouched {
			a.status = quarantined
		}
	}
	p.touch(b)
	if a.status == quarantined && status == quarantined {
		return nil // as before: what it lacked did not come back with a restored database
	}
	return p.accept(a)
}

// forks is what the planted bug Faults.BranchDropped looks for.
func (p *push) forks(h ledger.Header, hash ledger.Hash) bool {
	v, err := vectorOf(p.ctx, p.tx, streamKey{h.Scope, h.Stream})
	return err == nil && slices.ContainsFunc(v.Branches, func(b ledger.Branch) bool { return b.Last >= h.First && b.Head != hash && h.Prev != b.Head })
}

// status returns the fate of a block that came before, "" for a new one.
func (p *push) status(b ledger.Block) (status string, err error) {
	if _, ok := p.pending[b.Hash]; ok {
		return admitted, nil
	}
	_, err = p.find(sqlBlockStatus, []any{b.Header.Scope.String(), b.Hash.String()}, &status)
	return status, err
}

// refusalOf is the code for a block whose lines can't be read, "" for nil.
func refusalOf(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ledger.ErrTooLarge):
		return "too_large"
	}
	return "malformed"
}

// accept keeps blocks and merges those that are admitted, what waited for them,
// and what waited for that. Of each it does what its lines decide.
func (m *merge) accept(queue ...arrival) error {
	for ; len(queue) > 0; queue = queue[1:] {
		next, err := m.acceptOne(queue[0])
		if err != nil {
			return err
		}
		queue = append(queue, next...)
	}
	return nil
}

func (m *merge) acceptOne(a arrival) (next []arrival, err error) {
	if _, twice := m.pending[a.block.Hash]; twice {
		return nil, nil // two reasons freed it
	}
	if a.vouched && a.rank >= ledger.RankRuling && a.status != quarantined {
		for _, line := range a.lines {
			if r, ok := line.Redaction(); ok {
				if err := m.redact(a.block.Header.Scope, r, a.block.Hash); err != nil {
					return nil, err
				}
			}
		}
	}
	whole, err := m.hide(&a)
	if err != nil {
		return nil, fmt.Errorf("check redactions: %w", err)
	}
	if a.status == admitted && !whole {
		a.status = waiting // for the whole block, which takes its place
	}
	if err := m.keep(a); err != nil || a.status != admitted {
		return nil, err
	}
	strays, err := m.mergeBlock(a)
	if err != nil {
		return nil, err
	}
	if err := m.flush(); err != nil { // while the next block is being unpacked
		return nil, err
	}
	if next, err = m.obey(a, strays); err != nil {
		return nil, err
	}
	behind, err := m.waitingFor(a.block)
	if err != nil {
		return nil, fmt.Errorf("read waiting blocks: %w", err)
	}
	before, err := m.waitedFor(a.block.Header)
	return append(append(next, behind...), before...), err
}

// mergeBlock merges the lines of a block, and returns the records among them
// that stray: see strays.
func (m *merge) mergeBlock(a arrival) (strays []uuid.UUID, err error) {
	h := a.block.Header
	if m.c.Faults.RankIgnored {
		a.rank = ledger.RankServer
	}
	if err := m.fetch(h.Scope, a.lines); err != nil {
		return nil, err
	}
	if strays, err = m.strays(a); err != nil {
		return nil, err
	}
	for _, line := range a.lines {
		m.apply(h.Scope, said{line, h.Stream, a.rank})
		if err := m.learnGrant(h.Scope, line); err != nil {
			return nil, err
		}
	}
	return strays, nil
}

// waitingFor returns the held blocks that follow a block, as they count now.
func (m *merge) waitingFor(b ledger.Block) ([]arrival, error) {
	h := b.Header
	if m.c.Faults.HeldForgotten {
		return nil, nil
	}
	all, err := collect(m.ctx, m.tx, func(scan scanFunc) (a arrival, err error) {
		var raw []byte
		if err := scan(&raw, &a.rank); err != nil {
			return a, err
		}
		if a.block, err = ledger.ParseBlock(raw); err != nil {
			return a, err
		}
		a.status = admitted
		a.lines, err = a.block.Lines()
		return a, err
	}, sqlWaitingFor, h.Scope.String(), h.Stream.String(), b.Hash.String())
	return slices.DeleteFunc(all, func(a arrival) bool { return a.block.Header.First != h.Last+1 }), err
}

// touch notes a block that is kept, and its stream, whose vector the answer will
// hold.
func (p *push) touch(b ledger.Block) {
	key := streamKey{b.Header.Scope, b.Header.Stream}
	if !slices.ContainsFunc(p.pushed[key], func(o ledger.Block) bool { return o.Hash == b.Hash }) {
		p.pushed[key] = append(p.pushed[key], b)
	}
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
		for _, b := range p.pushed[key] {
			status, err := p.status(b)
			if err != nil {
				return nil, fmt.Errorf("read status: %w", err)
			}
			if status == admitted {
				out[i].Admitted = append(out[i].Admitted, b.Hash)
			}
		}
	}
	return out, nil
}

// backedUpHeads says of the pushed streams what stands in two backups.
func (p *push) backedUpHeads() ([]wire.Head, error) {
	var out []wire.Head
	for _, key := range p.streams {
		h, there, err := p.backedUp(key)
		if err != nil {
			return nil, fmt.Errorf("read backups: %w", err)
		}
		if there {
			out = append(out, h)
		}
	}
	return out, nil
}
