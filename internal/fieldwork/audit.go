package fieldwork

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// Logs find where the log of a unit is written.
type Logs interface {
	// AuditScope returns the scope of a unit's log: of the unit, else the only
	// one that this laptop writes; uuid.Nil when it has none.
	AuditScope(ctx context.Context, unit uuid.UUID) (uuid.UUID, error)
}

// SignIn notes that somebody began to work here.
func (w *Work) SignIn(ctx context.Context) error {
	return w.audit(ctx, registry.AuditEntry{Act: registry.AuditSignIn})
}

// ViewSensitive notes, before they are shown, that sensitive fields of a record
// of a household are looked at (uuid.Nil where it belongs to none); fields are
// their codes. When it can't be noted they must not be shown.
func (w *Work) ViewSensitive(ctx context.Context, household, record uuid.UUID, fields ...string) error {
	unit, err := w.unitOf(ctx, household)
	if err != nil {
		return err
	}
	return w.audit(ctx, registry.AuditEntry{Act: registry.AuditView, Unit: unit, Record: record, Fields: fields})
}

func (w *Work) unitOf(ctx context.Context, household uuid.UUID) (uuid.UUID, error) {
	if household == uuid.Nil {
		return uuid.Nil, nil
	}
	page, err := w.store.Household(ctx, household)
	if registry.IgnoreGone(err) != nil {
		return uuid.Nil, err
	}
	return page.Household.Value.Hamlet, nil
}

// auditOf notes an act upon a person.
func (w *Work) auditOf(ctx context.Context, what registry.AuditAct, id, household uuid.UUID) error {
	unit, err := w.unitOf(ctx, household)
	if err != nil {
		return err
	}
	return w.audit(ctx, registry.AuditEntry{Act: what, Unit: unit, Record: id})
}

// audit writes an entry of the log before what it tells of is done: an act that
// failed may stand in it, one that was done can't be missing. A laptop from
// before there were logs has nowhere to write.
func (w *Work) audit(ctx context.Context, e registry.AuditEntry) error {
	scope, err := w.store.AuditScope(ctx, e.Unit)
	if err != nil || scope == uuid.Nil {
		return err
	}
	fields, err := registry.Encode(e)
	if err != nil {
		return err
	}
	entry := ledger.Draft{Kind: registry.KindAudit, Record: w.newID(), Op: ledger.OpCreate, Fields: fields}
	return w.store.Write(ctx, scope, []ledger.Draft{entry}, "")
}
