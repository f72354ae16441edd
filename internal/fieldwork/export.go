package fieldwork

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// NoteExport writes down, before the list is made, that one leaves: for what and
// until when. Without a purpose nothing leaves: a registry.Error with the key
// purpose_missing.
func (w *Work) NoteExport(ctx context.Context, e registry.Export) error {
	e.Purpose, e.On = cleanLines(e.Purpose), w.Today()
	if e.Purpose == "" {
		return registry.Bad("purpose_missing", "muc_dich", nil)
	}
	if e.Until.Known() && e.On.After(e.Until) {
		return registry.Bad("export_past", "den_ngay", nil)
	}
	place, err := w.Hamlet(ctx, e.Unit)
	if err != nil {
		return err
	}
	if err := w.audit(ctx, registry.AuditEntry{Act: registry.AuditExport, Unit: e.Unit, Fields: e.Sensitive, Why: e.Purpose, Count: e.Rows}); err != nil {
		return err
	}
	fields, err := registry.Encode(e)
	if err != nil {
		return err
	}
	change := ledger.Draft{Kind: registry.KindExport, Record: w.newID(), Op: ledger.OpCreate, Fields: fields}
	return w.store.Write(ctx, place.Scope, []ledger.Draft{change}, "") // a log is not undone
}

// Listed is a child with its household, for a list that goes out.
type Listed struct {
	Household registry.HouseholdRow
	Child     registry.Record[registry.Person]
}

// Roll returns the children of a hamlet in the order of its list.
func (w *Work) Roll(ctx context.Context, hamlet uuid.UUID) ([]Listed, error) {
	var out []Listed
	err := w.store.Children(ctx, hamlet, func(h registry.HouseholdRow, rec registry.Record[registry.Person]) {
		out = append(out, Listed{h, rec})
	})
	return out, err
}
