package central

import (
	"context"
	"fmt"
	"io"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlOwnStream  = `SELECT stream, next, head, grant_id FROM scope WHERE id = $1`
	sqlMoveStream = `UPDATE scope SET next = $2, head = $3 WHERE id = $1`
)

// Write stores the server's own changes in a scope: blocks of its own stream,
// admitted in the same transaction.
func (c *Central) Write(ctx context.Context, scope uuid.UUID, drafts []ledger.Draft) error {
	err := c.update(ctx, func(m *merge) error { return m.enact(scope, drafts) })
	if err != nil {
		return fmt.Errorf("write in scope %s: %w", scope, err)
	}
	return nil
}

// ownStream is where the server's stream in a scope ends.
type ownStream struct {
	id, grant uuid.UUID
	next      uint64
	head      ledger.Hash
}

// enact writes the server's own drafts in a scope and does what they decide.
func (m *merge) enact(scope uuid.UUID, drafts []ledger.Draft) error {
	written, err := m.c.seal(m, scope, drafts)
	if err != nil {
		return err
	}
	for _, a := range written {
		strays, err := m.strays(a)
		if err != nil {
			return err
		}
		freed, err := m.obey(a, strays)
		if err != nil {
			return err
		}
		if err := m.accept(freed...); err != nil {
			return err
		}
	}
	return nil
}

// append writes drafts that decide nothing.
func (c *Central) append(m *merge, scope uuid.UUID, drafts []ledger.Draft) error {
	_, err := c.seal(m, scope, drafts)
	return err
}

// seal numbers the drafts in the server's stream, merges them and makes them
// blocks.
func (c *Central) seal(m *merge, scope uuid.UUID, drafts []ledger.Draft) (written []arrival, err error) {
	if len(drafts) == 0 {
		return nil, nil
	}
	own, err := m.ownStream(scope)
	if err != nil {
		return nil, fmt.Errorf("read own stream: %w", err)
	}
	lines := make([]ledger.Line, len(drafts))
	for i, d := range drafts {
		if lines[i], err = c.newLine(m, scope, own, d); err != nil {
			return nil, err
		}
		own.next++
	}
	for len(lines) > 0 {
		n := fitting(lines)
		header := ledger.Header{Stream: own.id, Scope: scope, Prev: own.head, Grant: own.grant}
		block, err := ledger.Seal(header, lines[:n], c.Keys.Sign)
		if err != nil {
			return nil, err
		}
		a := arrival{block: block, lines: lines[:n], rank: ledger.RankServer, status: admitted}
		if err := m.keep(a); err != nil {
			return nil, err
		}
		written = append(written, a)
		own.head, lines = block.Hash, lines[n:]
	}
	m.own[scope] = own
	return written, nil
}

// ownStream returns where the server's stream in a scope ends, and keeps others
// from writing to it. The scope's row itself is locked only at the very end, for
// its number.
func (m *merge) ownStream(scope uuid.UUID) (own ownStream, err error) {
	if own, ok := m.own[scope]; ok {
		return own, nil
	}
	if _, err := m.has(scope); err != nil {
		return own, err
	}
	for held := uuid.Nil; ; held = own.id {
		there, err := m.find(sqlOwnStream, []any{scope.String()}, text{&own.id}, &own.next, text{&own.head}, text{&own.grant})
		if err == nil && !there {
			err = notFound(fmt.Errorf("scope %s", scope))
		}
		if err != nil || own.id == held || !m.c.engine.many() {
			return own, err
		}
		if err := m.lockStreams(streamKey{scope, own.id}); err != nil { // and read again where it ends
			return own, err
		}
	}
}

// newLine places a draft and merges it.
func (c *Central) newLine(m *merge, scope uuid.UUID, own ownStream, d ledger.Draft) (ledger.Line, error) {
	rec, err := m.load(scope, d.Kind, d.Record)
	if err != nil {
		return ledger.Line{}, err
	}
	author := ledger.Author{User: c.server, Wall: c.Now().UnixMilli(), Version: ledger.LineVersion}
	change, values := d.Change(own.next, &rec.state, author)
	var salt ledger.Salt
	if _, err := io.ReadFull(c.Rand, salt[:]); err != nil {
		return ledger.Line{}, fmt.Errorf("draw salt: %w", err)
	}
	line, err := ledger.NewLine(change, values, salt)
	if err != nil {
		return line, err
	}
	m.apply(scope, said{line, own.id, ledger.RankServer})
	return line, nil
}

// fitting is how many lines go into the next block.
func fitting(lines []ledger.Line) int {
	size := 0
	for i, l := range lines {
		size += len(l.Raw()) + 1
		if i == ledger.MaxChanges || size > ledger.MaxRaw {
			return i
		}
	}
	return len(lines)
}
