package central

import (
	"encoding/json"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const (
	sqlMayRule   = `SELECT 1 FROM grants a JOIN grants b ON b.device = a.device WHERE a.id = $1 AND b.scope = $2 AND b.rank >= $3 LIMIT 1`
	sqlAddLived  = `INSERT INTO lived (record, scope) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	sqlScopeKind = `SELECT kind FROM scope WHERE id = $1`
)

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
// written there is carried home. Nobody takes a record, or what stands of it,
// from where he may not rule.
func (m *merge) move(request ledger.Header, moving ledger.Moving, by ledger.Hash) error {
	from := request.Scope
	mayRule := func(scope uuid.UUID) (bool, error) { return m.mayRule(request.Grant, scope) }
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
		if before && now.To != from {
			may, err := mayRule(now.To)
			if err != nil {
				return err
			}
			if !may {
				continue
			}
		}
		if err := m.noteLived(r.Record, from, moving.To, mayRule); err != nil {
			return err
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

// mayRule tells whether who wrote under a grant may rule in another scope too. A
// grant that a restored server forgot counts: the block was admitted before.
func (m *merge) mayRule(grant, scope uuid.UUID) (bool, error) {
	g, err := m.grant(grant)
	if err != nil || !g.found || g.scope == scope {
		return err == nil, err
	}
	var one int
	return m.find(sqlMayRule, []any{grant.String(), scope.String(), ledger.RankRuling}, &one)
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
