package central

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const (
	sqlAddLived     = `INSERT INTO lived (record, scope) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	sqlLived        = `SELECT scope FROM lived WHERE record = $1 ORDER BY scope`
	sqlScopeKind    = `SELECT kind FROM scope WHERE id = $1`
	sqlAllBlocks    = `SELECT stream, bytes, rank FROM block WHERE scope = $1 AND status = 'admitted' ORDER BY seq`
	sqlServerBlocks = `SELECT stream, bytes, rank FROM block WHERE scope = $1 AND status = 'admitted' AND rank >= 50 ORDER BY seq`
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
	if _, carried := line.Carried(a.rank); carried {
		return uuid.Nil, false, nil // whoever carried it carried it to the others
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
	for _, at := range []uuid.UUID{scope, home.To} {
		if err := m.do(sqlAddLived, line.Change.Record.String(), at.String()); err != nil {
			return fmt.Errorf("note move: %w", err)
		}
	}
	return nil
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

// carry writes lines into the scope where their records live.
func (m *merge) carry(home uuid.UUID, lines []ledger.Carried) error {
	drafts := make([]ledger.Draft, 0, len(lines))
	named := map[uuid.UUID]map[ledger.Dot]bool{}
	for _, c := range lines {
		id := c.Line.Change.Record
		var err error
		if named[id] == nil {
			if named[id], err = m.redactedOf(home, id); err != nil {
				return err
			}
		}
		if named[id][c.Dot()] && c.Line.Redactable() {
			if c.Line, err = c.Line.Withhold(); err != nil {
				return err
			}
		}
		d, err := ledger.Carry(c)
		if err != nil {
			return err
		}
		drafts = append(drafts, d)
	}
	return m.enact(home, drafts)
}

// move does what a request asks for, as far as it counts: a record that the
// author's scope does not know does not move. A request that another one beats
// moves nothing either, but its author may have gone on writing where he took
// the record to be: that scope says from then on where it lives, and what is
// written there is carried home.
func (m *merge) move(from uuid.UUID, moving ledger.Moving, by ledger.Hash) error {
	ok, err := m.alike(from, moving.To)
	if err != nil || !ok {
		return err
	}
	var moved []uuid.UUID
	for _, r := range moving.Records {
		rec, err := m.load(from, "", r.Record)
		if err != nil {
			return err
		}
		home := ledger.Home{To: moving.To, Number: r.Number, By: by}
		now, before := rec.state.Home()
		if !rec.stored && len(rec.lines) == 0 || rec.state.Kind == registry.KindGrant || before && home == now || !before && moving.To == from {
			continue
		}
		for _, scope := range []uuid.UUID{from, moving.To} {
			if err := m.do(sqlAddLived, r.Record.String(), scope.String()); err != nil {
				return fmt.Errorf("note move: %w", err)
			}
		}
		if !before || home.Beats(now) {
			if err := m.writeHome(from, rec.state.Kind, r.Record, home); err != nil {
				return err
			}
		}
		moved = append(moved, r.Record)
	}
	return m.settle(moved)
}

// alike tells whether two scopes are here and of one kind: records move from
// hamlet to hamlet.
func (m *merge) alike(a, b uuid.UUID) (bool, error) {
	var kinds [2]string
	for i, scope := range []uuid.UUID{a, b} {
		there, err := m.find(sqlScopeKind, []any{scope.String()}, &kinds[i])
		if err != nil || !there {
			return false, err
		}
	}
	return kinds[0] == kinds[1], nil
}

func (m *merge) writeHome(scope uuid.UUID, kind string, record uuid.UUID, home ledger.Home) error {
	value, err := json.Marshal(home)
	if err != nil {
		return err
	}
	return m.c.append(m, scope, []ledger.Draft{{
		Kind: kind, Record: record, Op: ledger.OpSet, Fields: map[string]json.RawMessage{ledger.FieldHome: value},
	}})
}

func (m *merge) livedIn(record uuid.UUID) ([]uuid.UUID, error) {
	scopes, err := collect(m.ctx, m.tx, func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(text{&id}) }, sqlLived, record.String())
	if err != nil {
		return nil, fmt.Errorf("read moves: %w", err)
	}
	return scopes, nil
}

// settle makes the rule of moved records true, whatever was true before: each
// scope where a record is or was says where it lives, and there stand all
// changes to it that any of them holds, without what was redacted in any.
func (m *merge) settle(records []uuid.UUID) error {
	homes := map[uuid.UUID]map[uuid.UUID]bool{} // home → records
	from := map[uuid.UUID]map[uuid.UUID]bool{}  // other scope → records
	for _, id := range records {
		home, scopes, err := m.agree(id)
		if err != nil {
			return err
		}
		if home == uuid.Nil {
			continue
		}
		for _, scope := range scopes {
			put(from, scope, id)
		}
		put(homes, home, id)
	}
	for _, id := range records { // before anything is carried
		if err := m.redactAlike(id); err != nil {
			return err
		}
	}
	known := map[uuid.UUID]map[uuid.UUID][]ledger.Carried{} // scope → record → lines
	for _, scope := range slices.SortedFunc(maps.Keys(from), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }) {
		lines, err := m.linesOf(scope, from[scope])
		if err != nil {
			return err
		}
		known[scope] = lines
	}
	for _, home := range slices.SortedFunc(maps.Keys(homes), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }) {
		if err := m.bringHome(home, homes[home], known); err != nil {
			return err
		}
	}
	return nil
}

func put(sets map[uuid.UUID]map[uuid.UUID]bool, key, id uuid.UUID) {
	if sets[key] == nil {
		sets[key] = map[uuid.UUID]bool{}
	}
	sets[key][id] = true
}

// agree writes the home that counts into every scope that says another one,
// and returns it with all scopes that are here.
func (m *merge) agree(id uuid.UUID) (uuid.UUID, []uuid.UUID, error) {
	scopes, err := m.livedIn(id)
	if err != nil {
		return uuid.Nil, nil, err
	}
	var best ledger.Home
	var kind string
	var here []uuid.UUID
	said := map[uuid.UUID]ledger.Home{}
	for i := 0; i < len(scopes); i++ { // grows by what the scopes say
		scope := scopes[i]
		if ok, err := m.has(scope); err != nil || !ok {
			if err != nil {
				return uuid.Nil, nil, err
			}
			continue
		}
		if err := m.alone(scope); err != nil {
			return uuid.Nil, nil, err
		}
		here = append(here, scope)
		rec, err := m.load(scope, kind, id)
		if err != nil {
			return uuid.Nil, nil, err
		}
		home, ok := rec.state.Home()
		if !ok {
			continue
		}
		said[scope], kind = home, rec.state.Kind
		if best.To == uuid.Nil || home.Beats(best) {
			best = home
		}
		if !slices.Contains(scopes, home.To) {
			scopes = append(scopes, home.To)
		}
	}
	if !slices.Contains(here, best.To) {
		return uuid.Nil, nil, nil // the home was forgotten; it will be told of again
	}
	for _, scope := range here {
		if said[scope] != best {
			if err := m.writeHome(scope, kind, id, best); err != nil {
				return uuid.Nil, nil, err
			}
		}
	}
	return best.To, here, nil
}

// bringHome carries what a home lacks of its records.
func (m *merge) bringHome(home uuid.UUID, records map[uuid.UUID]bool, known map[uuid.UUID]map[uuid.UUID][]ledger.Carried) error {
	var lacking []ledger.Carried
	for _, id := range slices.SortedFunc(maps.Keys(records), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }) {
		there := map[ledger.Dot]bool{}
		for _, c := range known[home][id] {
			there[c.Dot()] = true
		}
		for _, scope := range slices.SortedFunc(maps.Keys(known), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }) {
			for _, c := range known[scope][id] {
				if !there[c.Dot()] {
					there[c.Dot()] = true
					lacking = append(lacking, c)
					if err := m.followPhotos(home, scope, c.Line); err != nil {
						return err
					}
				}
			}
		}
	}
	return m.carry(home, lacking)
}

// redactAlike makes every scope of a record redact what any of them redacts.
func (m *merge) redactAlike(id uuid.UUID) error {
	scopes, err := m.livedIn(id)
	if err != nil {
		return err
	}
	all := ledger.Redaction{Record: id}
	for _, scope := range scopes {
		dots, err := m.redactedOf(scope, id)
		if err != nil {
			return err
		}
		all.Dots = slices.AppendSeq(all.Dots, maps.Keys(dots))
	}
	slices.SortFunc(all.Dots, ledger.Dot.Compare)
	all.Dots = slices.Compact(all.Dots)
	for _, scope := range scopes {
		here, err := m.has(scope)
		if err != nil || len(all.Dots) == 0 {
			return err
		}
		if here {
			if err := m.redactAlso(scope, all); err != nil {
				return err
			}
		}
	}
	return nil
}

// linesOf returns the admitted lines of some records in a scope, those that
// were carried there as they were before; of two copies the whole one.
func (m *merge) linesOf(scope uuid.UUID, records map[uuid.UUID]bool) (map[uuid.UUID][]ledger.Carried, error) {
	out := map[uuid.UUID][]ledger.Carried{}
	err := m.eachLine(scope, sqlAllBlocks, records, func(s said) error {
		c, carried := s.line.Carried(s.rank)
		if !carried {
			if isStub(s.line, s.rank) || isVerdict(s.line, s.rank) || isCarrier(s) {
				return nil
			}
			c = ledger.Carried{Line: s.line, Stream: s.stream, Rank: s.rank}
		}
		id := c.Line.Change.Record
		i := slices.IndexFunc(out[id], func(o ledger.Carried) bool { return o.Dot() == c.Dot() })
		switch {
		case i < 0:
			out[id] = append(out[id], c)
		case out[id][i].Line.Withheld:
			out[id][i] = c
		}
		return nil
	})
	return out, err
}

// isCarrier tells whether a line carries, or carried before it was withheld.
func isCarrier(s said) bool { return s.rank >= ledger.RankServer && s.line.Carries() }

// eachLine calls each for the admitted lines of some records in a scope.
func (m *merge) eachLine(scope uuid.UUID, query string, records map[uuid.UUID]bool, each func(said) error) error {
	var all []said
	note := func(b ledger.Block, rank ledger.Rank) error {
		lines, err := b.Lines()
		for _, l := range lines {
			if records[l.Change.Record] {
				all = append(all, said{l, b.Header.Stream, rank})
			}
		}
		return err
	}
	_, err := collect(m.ctx, m.tx, func(scan scanFunc) (struct{}, error) {
		var stream uuid.UUID
		var raw []byte
		var rank ledger.Rank
		if err := scan(text{&stream}, &raw, &rank); err != nil {
			return struct{}{}, err
		}
		b, err := ledger.ParseBlock(raw)
		return struct{}{}, errors.Join(err, noteIf(err == nil, b, rank, note))
	}, query, scope.String())
	if err != nil {
		return fmt.Errorf("read lines: %w", err)
	}
	for _, a := range m.blocks { // admitted in this transaction
		if !a.stored && a.block.Header.Scope == scope {
			if err := note(a.block, a.rank); err != nil {
				return err
			}
		}
	}
	for _, s := range all {
		if err := each(s); err != nil {
			return err
		}
	}
	return nil
}

func noteIf(ok bool, b ledger.Block, rank ledger.Rank, note func(ledger.Block, ledger.Rank) error) error {
	if !ok {
		return nil
	}
	return note(b, rank)
}
