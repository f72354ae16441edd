package central

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

const (
	sqlBearNumber = `SELECT number, scope, id FROM record
		WHERE number IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ORDER BY number, scope, id`
	sqlBearCertificate = `SELECT certificate, scope, id FROM record WHERE scope = $17
		AND certificate IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ORDER BY certificate, id`
)

// maxBearers is how many records of one fact are looked at beside those that
// were written: a number that a whole list was filled with is somebody's habit.
const maxBearers = 32

// sought is one fact that was written or left: a number counts everywhere (scope
// is nil), offices number their certificates alike.
type sought struct {
	fact  fact
	scope uuid.UUID
	value string
}

// twice looks for records that bear the same.
type twice struct {
	*merge
	place map[*held]int // of the records that were written, in their order
	found map[*held]map[string]registry.Return
	again []*held
}

// borneTwice finds what records bear that another living one bears too, by field
// of the one to look at: that of lower rank, or else the later. again are further
// records of which this may have changed. Two pushes at the same moment may miss
// each other; whoever writes the record next finds it.
func (m *merge) borneTwice(touched []*held) (found map[*held]map[string]registry.Return, again []*held, err error) {
	t := twice{merge: m, place: map[*held]int{}, found: map[*held]map[string]registry.Return{}}
	var asked []sought
	for i, rec := range touched {
		t.place[rec] = i
		for f := range facts {
			for _, value := range slices.Compact([]string{rec.bore[f], rec.bears[f]}) {
				if c := (sought{fact: f, value: value}); value != "" {
					if f == byCertificate {
						c.scope = rec.scope
					}
					asked = append(asked, c)
				}
			}
		}
	}
	slices.SortStableFunc(asked, func(a, b sought) int {
		return cmp.Or(cmp.Compare(a.fact, b.fact), slices.Compare(a.scope[:], b.scope[:]))
	})
	for len(asked) > 0 {
		n := 1
		for n < min(len(asked), fetchWidth) && asked[n].fact == asked[0].fact && asked[n].scope == asked[0].scope {
			n++
		}
		if err := t.look(asked[:n]); err != nil {
			return nil, nil, err
		}
		asked = asked[n:]
	}
	return t.found, t.again, nil
}

// look decides about some asked of one fact and scope.
func (t *twice) look(asked []sought) error {
	query, args := sqlBearNumber, make([]any, fetchWidth, fetchWidth+1)
	for i := range args {
		args[i] = asked[min(i, len(asked)-1)].value
	}
	if asked[0].fact == byCertificate {
		query, args = sqlBearCertificate, append(args, asked[0].scope.String())
	}
	bearers, err := t.bearers(query, args)
	if err != nil {
		return err
	}
	for _, c := range asked {
		if err := t.decide(c.fact, bearers[c.value]); err != nil {
			return fmt.Errorf("compare: %w", err)
		}
		delete(bearers, c.value) // the same fact may come twice
	}
	return nil
}

func (t *twice) bearers(query string, args []any) (map[string][]recordKey, error) {
	rows, err := t.tx.QueryContext(t.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string][]recordKey{}
	for rows.Next() {
		var value string
		var key recordKey
		if err := rows.Scan(&value, text{&key.scope}, text{&key.id}); err != nil {
			return nil, err
		}
		_, written := t.place[t.records[key]]
		if len(out[value]) < maxBearers || written {
			out[value] = append(out[value], key)
		}
	}
	return out, rows.Err()
}

// decide says which of the bearers of one fact are to be looked at.
func (t *twice) decide(f fact, keys []recordKey) error {
	if len(keys) == 0 {
		return nil
	}
	if _, written := t.place[t.records[keys[0]]]; written && len(keys) == 1 {
		return nil // nearly always
	}
	recs := make([]*held, len(keys))
	for i, key := range keys {
		var err error
		if recs[i], err = t.load(key.scope, registry.KindPerson, key.id); err != nil {
			return err
		}
	}
	bearing := make([]bearer, len(recs))
	for i, rec := range recs {
		bearing[i] = t.bearer(f, rec)
	}
	slices.SortStableFunc(bearing, bearer.compare)
	child := sameChild(recs, t.orderOf)
	for _, b := range bearing {
		if _, written := t.place[b.rec]; !written {
			t.place[b.rec] = len(t.place)
			t.again = append(t.again, b.rec)
		}
		if child(b.rec) == child(bearing[0].rec) {
			continue
		}
		if t.found[b.rec] == nil {
			t.found[b.rec] = map[string]registry.Return{}
		}
		t.found[b.rec][f.field()] = registry.Return{Rule: f.rule().Code, Dot: b.shown.Dot}
	}
	return nil
}

// bearer is a record with what tells which of them was first.
type bearer struct {
	rec   *held
	shown ledger.Sibling
	told  bool // it was found to be the later one before
	place int  // when it came to bear the fact: 0 before this transaction
}

func (t *twice) bearer(f fact, rec *held) bearer {
	b := bearer{rec: rec, told: registry.Returned(&rec.state, true)[f.field()].Rule == f.rule().Code}
	b.shown, _ = rec.state.Register(f.field()).Shown(t.orderOf(rec.scope))
	if place, written := t.place[rec]; written && rec.bore[f] != rec.bears[f] {
		b.place = 1 + place
	}
	return b
}

// compare puts first the one whose value stands.
func (b bearer) compare(o bearer) int {
	return cmp.Or(cmp.Compare(o.shown.Rank, b.shown.Rank), later(b.told, o.told), cmp.Compare(b.place, o.place))
}

// later puts the one that was told behind.
func later(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// sameChild tells which records were merged: those of one child have one answer.
func sameChild(recs []*held, order func(uuid.UUID) ledger.Order) func(*held) uuid.UUID {
	of := map[uuid.UUID]uuid.UUID{}
	var child func(uuid.UUID) uuid.UUID
	child = func(id uuid.UUID) uuid.UUID {
		if next, ok := of[id]; ok {
			return child(next)
		}
		return id
	}
	for _, rec := range recs {
		for _, to := range sameAs(&rec.state, order(rec.scope)) {
			if a, b := child(rec.state.Record), child(to); a != b {
				of[a] = b
			}
		}
	}
	return func(rec *held) uuid.UUID { return child(rec.state.Record) }
}
