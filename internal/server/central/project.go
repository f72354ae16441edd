package central

import (
	"context"
	"database/sql"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

const (
	sqlSavePerson = `INSERT INTO person (scope, id, child_until, entered, lacking) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (scope, id) DO UPDATE SET child_until = excluded.child_until, entered = excluded.entered, lacking = excluded.lacking`
	sqlDropPerson = `DELETE FROM person WHERE scope = $1 AND id = $2`
	sqlSaveUnit   = `INSERT INTO unit (scope, id, name, level, parent, unit_scope, place, label) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (scope, id) DO UPDATE SET name = excluded.name, level = excluded.level, parent = excluded.parent,
		unit_scope = excluded.unit_scope, place = excluded.place, label = excluded.label`
	sqlSaveTarget = `INSERT INTO target (scope, id, unit, as_of, children, entered, no_number, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (scope, id) DO UPDATE SET unit = excluded.unit, as_of = excluded.as_of, children = excluded.children,
		entered = excluded.entered, no_number = excluded.no_number, source = excluded.source`
	sqlSeqOfDot = `SELECT min(seq) FROM block WHERE scope = $1 AND stream = $2 AND first <= $3 AND last >= $3 AND status = 'admitted'`
)

// project writes the rows that the board counts.
func (m *merge) project(rec *held) error {
	order := seqOf(m.ctx, m.tx, rec.scope.String())
	scope, id := rec.scope.String(), rec.state.Record.String()
	switch rec.state.Kind {
	case registry.KindPerson:
		if deleted, _ := rec.state.Deleted(order); deleted {
			return m.exec(sqlDropPerson, scope, id)
		}
		p, _ := registry.Decode[registry.Person](registry.FieldsOf(&rec.state, order))
		return m.exec(sqlSavePerson, scope, id, p.Birth.ChildUntil(), flag(p.IsEntered()), flag(!p.HasNumber()))
	case registry.KindUnit:
		u, _ := registry.Decode[registry.Unit](registry.FieldsOf(&rec.state, order))
		return m.exec(sqlSaveUnit, scope, id, u.FullName(), string(u.Level), u.Parent.String(), u.Scope.String(), u.Order, viet.LabelKey(u.FullName()))
	case registry.KindTarget:
		t, _ := registry.Decode[registry.Target](registry.FieldsOf(&rec.state, order))
		return m.exec(sqlSaveTarget, scope, id, t.Unit.String(), t.AsOf.ISO(), t.Children, t.Entered, t.NoNumber, t.Source)
	}
	return nil
}

func flag(v bool) int {
	if v {
		return 1
	}
	return 0
}

// seqOf is the server's order for the merge. A block of the running
// transaction has no number yet and counts as last.
func seqOf(ctx context.Context, q querier, scope string) ledger.Order {
	return func(d ledger.Dot) (uint64, bool) {
		var seq sql.NullInt64
		err := q.QueryRowContext(ctx, sqlSeqOfDot, scope, d.Stream.String(), int64(d.Seq)).Scan(&seq)
		return uint64(seq.Int64), err == nil && seq.Valid
	}
}
