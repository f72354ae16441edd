package central

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	// Moves lead from scope to scope of one kind.
	sqlMoved = `SELECT DISTINCT lived.record FROM lived JOIN scope ON scope.id = lived.scope
		WHERE lived.record IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		AND scope.kind = (SELECT kind FROM scope WHERE id = $17) ORDER BY lived.record`
	// The scopes, of which there are some hundred, and a look at the record in each:
	// the other way round would go through all records.
	sqlHaving = `SELECT scope.id FROM scope CROSS JOIN record WHERE scope.kind = (SELECT kind FROM scope WHERE id = $2)
		AND record.scope = scope.id AND record.id = $1 ORDER BY scope.id`
)

// lateFor tells where a line of a moved record has to be carried, if it has to
// be, and whether it is the server's own word about where the record lives.
func (m *merge) lateFor(scope uuid.UUID, a arrival, line ledger.Line) (home uuid.UUID, stub bool, err error) {
	rec := m.records[recordKey{scope, line.Change.Record}]
	if rec == nil || rec.state.Register(ledger.FieldHome) == nil {
		return uuid.Nil, false, nil
	}
	if isStub(line, a.rank) {
		return uuid.Nil, true, nil
	}
	if isVerdict(line, a.rank) {
		return uuid.Nil, false, nil
	}
	if line.Carries() {
		return uuid.Nil, false, nil // whoever carried it carried it to the others; a forged one goes nowhere
	}
	h, moved := rec.state.Home()
	if !moved || h.To == scope {
		return uuid.Nil, false, nil
	}
	return h.To, false, nil
}

// isVerdict tells whether a line is what the server found wrong with values: it
// is found anew where the record lives.
func isVerdict(l ledger.Line, rank ledger.Rank) bool {
	return rank >= ledger.RankServer && !slices.ContainsFunc(l.Change.Names, func(name string) bool { return !strings.HasPrefix(name, ledger.FieldReturned) })
}

// isStub tells whether a line is the server's word about a record's home.
func isStub(l ledger.Line, rank ledger.Rank) bool {
	return rank >= ledger.RankServer && len(l.Change.Names) == 1 && l.Change.Names[0] == ledger.FieldHome
}

// noteStub learns of a move from what the server itself once wrote.
func (m *merge) noteStub(scope uuid.UUID, line ledger.Line) error {
	var home ledger.Home
	if line.Withheld || json.Unmarshal(line.Values[0], &home) != nil {
		return nil
	}
	return m.noteLived(line.Change.Record, scope, home.To, func(uuid.UUID) (bool, error) { return true, nil })
}

// noteLived notes that a record is or was in two scopes, and in every other one
// of their kind that has it and that counts: a restored server may have forgotten
// the move that led there, or the request never came although somebody went on
// writing there. A record has one home, and what stands elsewhere would be hidden
// from all who read both.
func (m *merge) noteLived(id, from, to uuid.UUID, counts func(scope uuid.UUID) (bool, error)) error {
	having, err := collect(m.ctx, m.tx, func(scan scanFunc) (at uuid.UUID, err error) { return at, scan(text{&at}) }, sqlHaving, id.String(), from.String())
	if err != nil {
		return fmt.Errorf("read who has a moved record: %w", err)
	}
	lived := []uuid.UUID{from, to}
	for _, at := range having {
		ok, err := counts(at)
		if err != nil {
			return err
		}
		if ok {
			lived = append(lived, at)
		}
	}
	for _, at := range lived {
		if err := m.do(sqlAddLived, id.String(), at.String()); err != nil {
			return fmt.Errorf("note move: %w", err)
		}
	}
	return nil
}

// strays returns the records that come new to a scope with these lines, are
// known to have been moved and are not told of it there: the scope once knew of
// the move and was restored to before, or somebody wrote there without knowing.
func (m *merge) strays(a arrival) ([]uuid.UUID, error) {
	scope := a.block.Header.Scope
	var fresh, out []uuid.UUID
	for _, l := range a.lines {
		rec := m.records[recordKey{scope, l.Change.Record}]
		if !rec.stored && rec.state.Register(ledger.FieldHome) == nil {
			fresh = append(fresh, l.Change.Record)
		}
	}
	for chunk := range slices.Chunk(fresh, fetchWidth) {
		args := make([]any, fetchWidth, fetchWidth+1)
		for i := range args {
			args[i] = chunk[min(i, len(chunk)-1)].String()
		}
		args = append(args, scope.String())
		moved, err := collect(m.ctx, m.tx, func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(text{&id}) }, sqlMoved, args...)
		if err != nil {
			return nil, fmt.Errorf("read moves: %w", err)
		}
		for _, id := range moved {
			if err := m.do(sqlAddLived, id.String(), scope.String()); err != nil {
				return nil, fmt.Errorf("note move: %w", err)
			}
		}
		out = append(out, moved...)
	}
	return out, nil
}

// carryLate carries edits of moved records to where these live.
func (m *merge) carryLate(late map[uuid.UUID][]ledger.Carried) error {
	for _, home := range slices.SortedFunc(maps.Keys(late), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }) {
		lines := late[home]
		here, err := m.has(home)
		if err != nil {
			return err
		}
		if !here {
			continue // it was forgotten; the stub brings them when it comes again
		}
		if err := m.carry(home, lines); err != nil {
			return fmt.Errorf("carry late edits: %w", err)
		}
	}
	return nil
}
