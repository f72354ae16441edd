package central

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlAddVerdict = `INSERT INTO verdict (scope, hash, kind) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	sqlHasVerdict = `SELECT 1 FROM verdict WHERE scope = $1 AND hash = $2 AND kind = $3`
	sqlSetApart   = `SELECT bytes, rank FROM block WHERE scope = $1 AND hash = $2 AND status = 'quarantined'`
	sqlStillHeld  = `SELECT bytes, rank FROM block WHERE scope = $1 AND hash = $2 AND status = 'held'`
	sqlBehindLost = `SELECT bytes, rank FROM block WHERE status <> 'admitted' AND scope = $1 AND prev = $2 AND status = 'held'`
	sqlHasBehind  = `SELECT 1 FROM branch WHERE scope = $1 AND stream = $2 AND parent = $3`
)

// obey does what the lines of an admitted block decide about the ledger itself,
// carries late edits to where their records live, and returns blocks whose fate
// changed by it. The moved records are those that are known to need it already.
func (m *merge) obey(a arrival, moved []uuid.UUID) (changed []arrival, err error) {
	scope := a.block.Header.Scope
	late := map[uuid.UUID][]ledger.Carried{}
	var edited []uuid.UUID // late
	for _, line := range a.lines {
		if a.rank >= ledger.RankRuling {
			more, err := m.rule(scope, a, line)
			if err != nil {
				return nil, err
			}
			changed = append(changed, more...)
		}
		home, stub, err := m.lateFor(scope, a, line)
		if err != nil {
			return nil, err
		}
		if home != uuid.Nil {
			late[home] = append(late[home], ledger.Carried{Line: line, Stream: a.block.Header.Stream, Rank: a.rank})
			edited = append(edited, line.Change.Record)
		}
		if stub {
			if err := m.noteStub(scope, line); err != nil {
				return nil, err
			}
			moved = append(moved, line.Change.Record)
		}
	}
	if len(moved) > 0 {
		return changed, m.settle(append(moved, edited...)) // it carries the late edits too
	}
	return changed, m.carryLate(late)
}

// rule does what one line of an officer decides.
func (m *merge) rule(scope uuid.UUID, a arrival, line ledger.Line) ([]arrival, error) {
	if blocks := line.RuledBlocks(); len(blocks) > 0 {
		return m.judgeAgain(scope, line.Change.Kind, blocks)
	}
	if r, ok := line.Redaction(); ok {
		return nil, m.redact(scope, r, a.block.Hash)
	}
	if moving, ok := line.Moving(); ok {
		return nil, m.move(a.block.Header, moving, line.Leaf())
	}
	return nil, nil
}

// judgeAgain notes a verdict and returns the blocks that it frees. A released
// block may still wait for the one before it, and one behind a lost gap stays
// in quarantine: the two verdicts do not imply each other.
func (m *merge) judgeAgain(scope uuid.UUID, kind string, blocks []ledger.Hash) (free []arrival, err error) {
	if err := m.alone(scope); err != nil {
		return nil, err
	}
	query := sqlBehindLost
	if kind == ledger.KindAdmit {
		query = sqlSetApart
	}
	for _, hash := range blocks {
		if err := m.do(sqlAddVerdict, scope.String(), hash.String(), kind); err != nil {
			return nil, fmt.Errorf("note verdict: %w", err)
		}
		stored, err := m.storedBlocks(query, scope, hash)
		if err != nil {
			return nil, err
		}
		for _, a := range stored {
			if a.status, err = m.fate(a.block.Header, a.block.Hash); err != nil {
				return nil, err
			}
			free = append(free, a)
		}
	}
	return free, nil
}

// storedBlocks reads blocks that wait, as arrivals to be admitted.
func (m *merge) storedBlocks(query string, scope uuid.UUID, hash ledger.Hash) ([]arrival, error) {
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
	}, query, scope.String(), hash.String())
	if err != nil {
		return nil, fmt.Errorf("read waiting block: %w", err)
	}
	return all, nil
}

// fate is that of a block whose author may write: admitted, or held for the
// block before it.
func (m *merge) fate(h ledger.Header, hash ledger.Hash) (string, error) {
	if m.c.Faults.GapAdmitted {
		return admitted, nil
	}
	follows, err := m.follows(h)
	if err == nil && !follows {
		follows, err = m.excused(h, hash)
	}
	if err != nil || !follows {
		return waiting, err
	}
	return admitted, nil
}

// excused tells whether a block need not wait for the one before it: that one
// was declared lost, or this one was and turned up, or something that is
// admitted follows this one.
func (m *merge) excused(h ledger.Header, hash ledger.Hash) (bool, error) {
	for _, lost := range []ledger.Hash{h.Prev, hash} {
		if ok, err := m.verdict(h.Scope, lost, ledger.KindLost); ok || err != nil {
			return ok, err
		}
	}
	var one int
	return m.find(sqlHasBehind, []any{h.Scope.String(), h.Stream.String(), hash.String()}, &one)
}

func (m *merge) verdict(scope uuid.UUID, hash ledger.Hash, kind string) (bool, error) {
	var one int
	ok, err := m.find(sqlHasVerdict, []any{scope.String(), hash.String(), kind}, &one)
	if err != nil {
		return false, fmt.Errorf("read verdict: %w", err)
	}
	return ok, nil
}

// waitedFor returns the held block that an admitted one follows: since
// something stands behind it, nobody waits for what is before it.
func (m *merge) waitedFor(h ledger.Header) ([]arrival, error) {
	if h.First == 1 || m.c.Faults.HeldForgotten {
		return nil, nil
	}
	all, err := m.storedBlocks(sqlStillHeld, h.Scope, h.Prev)
	return slices.DeleteFunc(all, func(a arrival) bool {
		return a.block.Header.Stream != h.Stream || a.block.Header.Last+1 != h.First
	}), err
}
