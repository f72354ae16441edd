package central

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

const (
	sqlLived        = `SELECT scope FROM lived WHERE record = $1 ORDER BY scope`
	sqlAllBlocks    = `SELECT stream, bytes, rank FROM block WHERE scope = $1 AND status = 'admitted' ORDER BY seq`
	sqlServerBlocks = `SELECT stream, bytes, rank FROM block WHERE scope = $1 AND status = 'admitted' AND rank >= 50 ORDER BY seq`
)

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
			if isStub(s.line, s.rank) || isVerdict(s.line, s.rank) || s.line.Carries() { // withheld, or forged
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

func (m *merge) livedIn(record uuid.UUID) ([]uuid.UUID, error) {
	scopes, err := collect(m.ctx, m.tx, func(scan scanFunc) (id uuid.UUID, err error) { return id, scan(text{&id}) }, sqlLived, record.String())
	if err != nil {
		return nil, fmt.Errorf("read moves: %w", err)
	}
	return scopes, nil
}
