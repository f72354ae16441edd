package central

import (
	"database/sql"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

const (
	sqlSaveUnit = `INSERT INTO unit (scope, id, name, level, parent, unit_scope, place, label) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (scope, id) DO UPDATE SET name = excluded.name, level = excluded.level, parent = excluded.parent,
		unit_scope = excluded.unit_scope, place = excluded.place, label = excluded.label`
	sqlSaveTarget = `INSERT INTO target (scope, id, unit, as_of, children, entered, no_number, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (scope, id) DO UPDATE SET unit = excluded.unit, as_of = excluded.as_of, children = excluded.children,
		entered = excluded.entered, no_number = excluded.no_number, source = excluded.source`
	sqlSeqOfDot = `SELECT min(seq) FROM block WHERE scope = $1 AND stream = $2 AND last >= $3 AND first <= $3 AND status = 'admitted'`
)

// counts is what the board counts of a record; all NULL unless it is a person.
type counts struct {
	childUntil       sql.NullString
	entered, lacking sql.NullInt64
}

// project writes the rows of units and targets, and returns what the board
// counts of a record.
func (m *merge) project(rec *held) (counts, error) {
	order := m.orderOf(rec.scope)
	s := &rec.state
	rec.bears = borneBy(rec, order)
	if !s.LivesIn(rec.scope) {
		return counts{}, nil // it is counted where it lives
	}
	scope, id := rec.scope.String(), s.Record.String()
	switch s.Kind {
	case registry.KindPerson:
		return countPerson(s, order), nil
	case registry.KindUnit:
		u, _ := registry.Decode[registry.Unit](registry.FieldsOf(s, order))
		return counts{}, m.do(sqlSaveUnit, scope, id, u.FullName(), string(u.Level), u.Parent.String(), u.Scope.String(), u.Order, viet.LabelKey(u.FullName()))
	case registry.KindTarget:
		t, _ := registry.Decode[registry.Target](registry.FieldsOf(s, order))
		return counts{}, m.do(sqlSaveTarget, scope, id, t.Unit.String(), t.AsOf.ISO(), t.Children, t.Entered, t.NoNumber, t.Source)
	}
	return counts{}, nil
}

// counted are the fields of a person that the board needs: reading the others
// would be most of the work of a push.
type counted struct {
	Birth   registry.Date    `th:"ngay_sinh"`
	Number  registry.Number  `th:"so_dinh_danh"`
	Entered registry.Entered `th:"da_nhap"`
}

func countPerson(s *ledger.State, order ledger.Order) counts {
	if deleted, _ := s.Deleted(order); deleted {
		return counts{}
	}
	fields := make(registry.Fields, 3)
	for _, code := range []string{"ngay_sinh", "so_dinh_danh", "da_nhap"} {
		if value := s.Value(code, order); value != nil {
			fields[code] = value
		}
	}
	c, _ := registry.Decode[counted](fields)
	p := registry.Person{Birth: c.Birth, Number: c.Number, Entered: c.Entered}
	n := counts{
		childUntil: sql.NullString{String: p.Birth.ChildUntil(), Valid: true},
		entered:    flag(p.IsEntered()), lacking: flag(!p.HasNumber()),
	}
	if len(sameAs(s, order)) > 0 {
		n.entered.Int64, n.lacking.Int64 = n.entered.Int64+absorbed, n.lacking.Int64+absorbed
	}
	return n
}

func flag(v bool) sql.NullInt64 {
	n := sql.NullInt64{Valid: true}
	if v {
		n.Int64 = 1
	}
	return n
}
