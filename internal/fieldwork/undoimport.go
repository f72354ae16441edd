package fieldwork

import (
	"bytes"
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// UndoImport takes a whole import back: the children and then the empty
// households that it made go, what it changed has its former value, what
// somebody wrote since stays. It may be called again after a cut.
func (w *Work) UndoImport(ctx context.Context, id uuid.UUID) error {
	for _, pass := range []struct {
		outcome registry.RowOutcome
		back    func(context.Context, registry.ImportedRow) (*ledger.Draft, error)
	}{
		{registry.RowChanged, w.unchange}, {registry.RowCreated, w.uncreate}, {registry.RowCreated, w.unmake},
	} {
		if err := w.undoRows(ctx, id, pass.outcome, pass.back); err != nil {
			return err
		}
	}
	return w.store.EndUndo(ctx, id)
}

func (w *Work) undoRows(ctx context.Context, id uuid.UUID, outcome registry.RowOutcome, back func(context.Context, registry.ImportedRow) (*ledger.Draft, error)) error {
	for after := 0; ; {
		rows, err := w.store.ImportedRows(ctx, id, outcome, after, packetRows)
		if err != nil || len(rows) == 0 {
			return err
		}
		drafts := map[uuid.UUID][]ledger.Draft{}
		for _, row := range rows {
			d, err := back(ctx, row)
			if err != nil && registry.CodeOf(err) != registry.NotFound { // gone already
				return err
			}
			if d != nil {
				drafts[row.Scope] = append(drafts[row.Scope], *d)
			}
		}
		for scope, ds := range drafts {
			if err := w.store.Write(ctx, scope, ds, ""); err != nil {
				return err
			}
		}
		after = rows[len(rows)-1].Row
	}
}

// unchange gives the fields back that hold what the import wrote, or in which
// it stands beside what was there.
func (w *Work) unchange(ctx context.Context, row registry.ImportedRow) (*ledger.Draft, error) {
	now, seen, err := w.fieldsNow(ctx, registry.KindPerson, row.Record)
	if err != nil {
		return nil, err
	}
	back := ledger.Draft{Kind: registry.KindPerson, Record: row.Record, Op: ledger.OpSet, Fields: registry.Fields{}, Seen: seen}
	for code, wrote := range row.Wrote {
		shown := orNull(now[code])
		if bytes.Equal(shown, wrote) || bytes.Equal(shown, row.Before[code]) {
			back.Fields[code] = row.Before[code]
		}
	}
	if len(back.Fields) == 0 {
		return nil, nil
	}
	return &back, nil
}

func (w *Work) uncreate(ctx context.Context, row registry.ImportedRow) (*ledger.Draft, error) {
	if _, err := w.store.Person(ctx, row.Record); err != nil {
		return nil, err
	}
	return &ledger.Draft{Kind: registry.KindPerson, Record: row.Record, Op: ledger.OpDelete}, nil
}

// unmake deletes a household that the import made, unless somebody lives there
// or went there since.
func (w *Work) unmake(ctx context.Context, row registry.ImportedRow) (*ledger.Draft, error) {
	if row.Made == uuid.Nil {
		return nil, nil
	}
	page, err := w.store.Household(ctx, row.Made)
	if err != nil || len(page.Persons)+len(page.Visits) > 0 {
		return nil, err
	}
	return &ledger.Draft{Kind: registry.KindHousehold, Record: row.Made, Op: ledger.OpDelete}, nil
}
