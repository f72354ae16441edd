package central

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// absorbed is added to what the board counts of a record that was found to be
// the same child as another: its counts are there, and no query takes them for 1.
const absorbed = 2

const (
	sqlAbsorbed = `SELECT id, state FROM record WHERE scope = $1 AND child_until IS NOT NULL AND entered >= 2`
	sqlCountOf  = `SELECT CASE WHEN child_until > $3 THEN 1 ELSE 0 END, entered, lacking FROM record
		WHERE scope = $1 AND id = $2 AND child_until IS NOT NULL`
)

// sameAs returns the records into which a person was merged.
func sameAs(s *ledger.State, order ledger.Order) (targets []uuid.UUID) {
	for i := range s.Fields {
		name, isMerge := strings.CutPrefix(s.Fields[i].Name, registry.FieldMerged+".")
		if !isMerge || string(s.Value(s.Fields[i].Name, order)) != "true" {
			continue
		}
		if to, err := uuid.Parse(name); err == nil {
			targets = append(targets, to)
		}
	}
	return targets
}

// same are the records of a scope that were merged, as one graph.
type same struct {
	ctx   context.Context
	tx    *sql.Tx
	scope uuid.UUID
	asOf  string
	edges map[uuid.UUID][]uuid.UUID
	near  map[uuid.UUID][]uuid.UUID // either way
}

// countSame corrects what was counted of a scope in which records were merged:
// of each group of one child only the record that stands for it counts, the same
// that laptops show (registry.Survivor).
func countSame(ctx context.Context, tx *sql.Tx, scope uuid.UUID, asOf string, n *node) error {
	g := same{ctx: ctx, tx: tx, scope: scope, asOf: asOf, edges: map[uuid.UUID][]uuid.UUID{}, near: map[uuid.UUID][]uuid.UUID{}}
	if err := g.read(); err != nil {
		return err
	}
	done := map[uuid.UUID]bool{}
	for from := range g.edges {
		if done[from] {
			continue
		}
		group := g.groupOf(from)
		for _, id := range group {
			done[id] = true
		}
		if err := g.correct(group, n); err != nil {
			return err
		}
	}
	return nil
}

func (g *same) read() error {
	order := func(d ledger.Dot) (uint64, bool) {
		var seq sql.NullInt64
		err := g.tx.QueryRowContext(g.ctx, sqlSeqOfDot, g.scope.String(), d.Stream.String(), int64(d.Seq)).Scan(&seq)
		return uint64(seq.Int64), err == nil && seq.Valid
	}
	type record struct {
		id    uuid.UUID
		state []byte
	}
	all, err := collect(g.ctx, g.tx, func(scan scanFunc) (r record, err error) { return r, scan(text{&r.id}, &r.state) }, sqlAbsorbed, g.scope.String())
	if err != nil {
		return err
	}
	for _, r := range all {
		state, err := ledger.DecodeState(registry.KindPerson, r.id, r.state)
		if err != nil {
			return err
		}
		g.edges[r.id] = sameAs(&state, order)
		for _, to := range g.edges[r.id] {
			g.near[r.id], g.near[to] = append(g.near[r.id], to), append(g.near[to], r.id)
		}
	}
	return nil
}

func (g *same) groupOf(from uuid.UUID) []uuid.UUID {
	group := []uuid.UUID{from}
	for i := 0; i < len(group); i++ {
		for _, n := range g.near[group[i]] {
			if !slices.Contains(group, n) {
				group = append(group, n)
			}
		}
	}
	return group
}

// correct takes a group out of the counts and puts its survivor in.
func (g *same) correct(group []uuid.UUID, n *node) error {
	survivor := registry.Survivor(group, g.edges)
	for _, id := range group {
		all, err := collect(g.ctx, g.tx, func(scan scanFunc) (c [3]int, err error) { return c, scan(&c[0], &c[1], &c[2]) },
			sqlCountOf, g.scope.String(), id.String(), g.asOf)
		if err != nil {
			return err
		}
		for _, c := range all {
			child, entered, lacking := c[0], c[1]%absorbed, c[2]%absorbed
			if c[1] < absorbed { // it was counted
				n.Entered, n.NoNumber = n.Entered-child*entered, n.NoNumber-child*lacking
			}
			if id == survivor {
				n.Entered, n.NoNumber = n.Entered+child*entered, n.NoNumber+child*lacking
			}
		}
	}
	return nil
}
