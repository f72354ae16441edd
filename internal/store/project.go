package store

import (
	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

const (
	sqlSaveHousehold = `INSERT INTO household (key, id, hamlet, number, head, line, contact, disputed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (key) DO UPDATE SET hamlet = excluded.hamlet, number = excluded.number, head = excluded.head,
		line = excluded.line, contact = excluded.contact, disputed = excluded.disputed`
	sqlDropHousehold = `DELETE FROM household WHERE key = $1`
	sqlSavePerson    = `INSERT INTO person (key, id, household, name, child_until, pin, tail, lacking, disputed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (key) DO UPDATE SET household = excluded.household, name = excluded.name, child_until = excluded.child_until,
		pin = excluded.pin, tail = excluded.tail, lacking = excluded.lacking, disputed = excluded.disputed`
	sqlDropPerson = `DELETE FROM person WHERE key = $1 RETURNING household`
	sqlSaveVisit  = `INSERT INTO visit (key, id, household, on_, outcome, next_on) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (key) DO UPDATE SET household = excluded.household, on_ = excluded.on_, outcome = excluded.outcome, next_on = excluded.next_on`
	sqlDropVisit = `DELETE FROM visit WHERE key = $1 RETURNING household`
	sqlSaveUnit  = `INSERT INTO unit (key, id, name, label, level, parent, scope, code, valid_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (key) DO UPDATE SET name = excluded.name, label = excluded.label, level = excluded.level,
		parent = excluded.parent, scope = excluded.scope, code = excluded.code, valid_from = excluded.valid_from`
	sqlSavePlaced = `INSERT INTO placed (hamlet, code, valid_from, said_on, said_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (hamlet) DO UPDATE SET code = excluded.code, valid_from = excluded.valid_from, said_on = excluded.said_on, said_by = excluded.said_by`
	sqlDropPlaced = `DELETE FROM placed WHERE hamlet = $1`
)

// project writes the rows that lists show of a record. Kinds without rows need
// none; their records are kept all the same.
func (b *batch) project(rec *held) error {
	row, err := b.row(rec)
	if err != nil {
		return err
	}
	fields, deleted := row.fields, row.deleted || rec.away
	switch rec.state.Kind {
	case registry.KindHousehold:
		return b.projectHousehold(rec, fields, deleted)
	case registry.KindPerson:
		return b.projectPerson(rec, row)
	case registry.KindVisit:
		return b.projectVisit(rec, fields, deleted)
	case registry.KindUnit:
		return b.projectUnit(rec, fields)
	case registry.KindPlaced:
		return b.projectPlaced(rec, fields, deleted)
	case registry.KindGrant:
		return b.projectGrant(fields)
	}
	return nil
}

func (b *batch) projectHousehold(rec *held, fields registry.Fields, deleted bool) error {
	id := rec.state.Record
	if deleted {
		return b.dropHousehold(rec.key)
	}
	h, _ := registry.Decode[registry.Household](fields)
	b.touch(id)
	if _, drawn := b.made[id]; drawn {
		b.made[id] = &newHome{key: rec.key, row: h}
	}
	_, err := b.tx.ExecContext(b.ctx, sqlSaveHousehold,
		rec.key, id[:], h.Hamlet[:], h.Number, h.Head, h.Line, h.Contact, rec.disputed)
	return err
}

func (b *batch) projectPerson(rec *held, row *shown) error {
	if row.deleted || rec.away {
		if err := b.dropPerson(rec.key); err != nil {
			return err
		}
		return b.partSame(rec)
	}
	p := row.person
	if err := b.touchOld(`SELECT household FROM person WHERE key = $1`, rec, p.Household); err != nil {
		return err
	}
	b.touch(p.Household)
	if home := b.made[p.Household]; home != nil {
		home.members = append(home.members, p.Name)
	}
	id := rec.state.Record
	_, err := b.tx.ExecContext(b.ctx, sqlSavePerson, rec.key, id[:], p.Household[:], p.Name, p.Birth.ChildUntil(),
		string(p.Number.PIN), backwards(string(p.Number.PIN)), !p.HasNumber(), rec.disputed)
	if err != nil {
		return err
	}
	if err := b.saveLikeness(rec, row.keys); err != nil {
		return err
	}
	return b.saveSame(rec, p)
}

func (b *batch) dropHousehold(key int64) error {
	if _, err := b.tx.ExecContext(b.ctx, sqlDropHousehold, key); err != nil {
		return err
	}
	_, err := b.tx.ExecContext(b.ctx, sqlDropWords, key)
	return err
}

func (b *batch) dropPerson(key int64) error {
	if _, err := b.tx.ExecContext(b.ctx, sqlDropLikeness, key); err != nil {
		return err
	}
	return b.drop(sqlDropPerson, key)
}

func (b *batch) projectVisit(rec *held, fields registry.Fields, deleted bool) error {
	if deleted {
		return b.drop(sqlDropVisit, rec.key)
	}
	v, _ := registry.Decode[registry.Visit](fields)
	if err := b.touchOld(`SELECT household FROM visit WHERE key = $1`, rec, v.Household); err != nil {
		return err
	}
	b.touch(v.Household)
	id := rec.state.Record
	_, err := b.tx.ExecContext(b.ctx, sqlSaveVisit, rec.key, id[:], v.Household[:], v.On.ISO(), v.Outcome, v.Next.ISO())
	return err
}

func (b *batch) projectUnit(rec *held, fields registry.Fields) error {
	u, _ := registry.Decode[registry.Unit](fields)
	id := rec.state.Record
	_, err := b.tx.ExecContext(b.ctx, sqlSaveUnit,
		rec.key, id[:], u.FullName(), viet.LabelKey(u.FullName()), u.Level, u.Parent[:], u.Scope[:], u.Code, u.From.ISO())
	return err
}

// projectPlaced keeps where a hamlet went. Only its own record counts: one under
// another id is somebody's mistake.
func (b *batch) projectPlaced(rec *held, fields registry.Fields, deleted bool) error {
	p, _ := registry.Decode[registry.Placed](fields)
	if rec.state.Record != registry.PlacedID(p.Hamlet) {
		return nil
	}
	if deleted || p.Code == "" {
		_, err := b.tx.ExecContext(b.ctx, sqlDropPlaced, p.Hamlet[:])
		return err
	}
	_, err := b.tx.ExecContext(b.ctx, sqlSavePlaced, p.Hamlet[:], p.Code, p.From.ISO(), p.On.ISO(), p.By)
	return err
}

// projectGrant keeps a replicated grant, so that blocks of its device can be
// checked and its user be named. Only a grant that a server of ours signed
// counts, whoever wrote the record.
func (b *batch) projectGrant(fields registry.Fields) error {
	raw, ok := fields[registry.FieldCert]
	if !ok {
		return nil
	}
	cert, err := ledger.ParseSigned[ledger.Grant](raw)
	if err != nil || b.s.trust == nil || b.s.trust.CheckGrant(cert) != nil || cert.Doc.Scope != b.scope {
		return nil
	}
	return saveGrant(b.ctx, b.tx, cert, b.s.self.Device)
}

// backwards turns a number round, so that its last digits are a prefix.
func backwards(s string) string {
	out := []byte(s)
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return string(out)
}

// touch marks a household to be summed up at the end of the batch.
func (b *batch) touch(household uuid.UUID) {
	if household != uuid.Nil && !b.touched[household] {
		b.touched[household] = true
		b.queue = append(b.queue, household)
	}
}
