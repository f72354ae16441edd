package store

import (
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// place decides whether a record is shown from this scope. The scopes that tell
// of a move come one after the other: as soon as one of them says where the
// record lives, the others' rows go.
func (b *batch) place(rec *held) error {
	home, moved := rec.state.Home()
	if !moved {
		return nil // as another scope said, or here
	}
	rec.away = home.To != b.scope
	if rec.away {
		return nil
	}
	id := rec.state.Record
	type other struct {
		key   int64
		kind  string
		scope uuid.UUID
		state []byte
	}
	rows, err := b.tx.QueryContext(b.ctx, `SELECT key, kind, scope, state FROM record WHERE id = $1 AND scope <> $2`, id[:], b.scope[:])
	all, err := collect(rows, err, "read moved record", func(scan scanFunc) (o other, err error) {
		return o, scan(&o.key, &o.kind, bin(&o.scope), &o.state)
	})
	if err != nil {
		return err
	}
	for _, o := range all {
		st, err := ledger.DecodeState(o.kind, id, o.state)
		if err != nil {
			return &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: err}
		}
		if h, ok := st.Home(); ok && h.Beats(home) && h.To != b.scope {
			rec.away = true
			continue
		}
		if err := b.sendAway(o.key, o.kind); err != nil {
			return fmt.Errorf("hide moved record: %w", err)
		}
	}
	return nil
}

// sendAway drops the rows of a record in another scope.
func (b *batch) sendAway(key int64, kind string) error {
	if _, err := b.tx.ExecContext(b.ctx, `UPDATE record SET away = 1, disputed = 0 WHERE key = $1`, key); err != nil {
		return err
	}
	switch kind {
	case registry.KindHousehold:
		return b.dropHousehold(key)
	case registry.KindPerson:
		return b.dropPerson(key)
	case registry.KindVisit:
		return b.drop(sqlDropVisit, key)
	}
	return nil
}
