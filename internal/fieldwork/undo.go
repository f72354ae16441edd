package fieldwork

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// act is something that was done and can be undone.
type act struct {
	home   home
	change ledger.Draft
	before registry.Fields // values that the change replaced; nil for a new record
	typed  registry.Draft  // the form it was typed in
}

// merges tells whether the act said that two records are one child.
func (a act) merges() bool {
	for code, value := range a.change.Fields {
		if strings.HasPrefix(code, registry.FieldMerged+".") && string(value) == "true" {
			return true
		}
	}
	return false
}

// keptActs is how far back one can undo.
const keptActs = 50

// remember keeps what was done together, to be undone together.
func (w *Work) remember(together ...act) {
	if len(together) == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.acts = append(w.acts, together)
	if len(w.acts) > keptActs {
		w.acts = w.acts[len(w.acts)-keptActs:]
	}
}

// Undone says what Undo took back.
type Undone struct {
	Kind      string
	Record    uuid.UUID
	Household uuid.UUID // uuid.Nil when the household itself is gone
	Created   bool      // the record was new and is gone now
	// Kept are fields that somebody else has changed since: they stay.
	Kept []string
}

// Undo takes back the last act by a new change; history is never edited. What
// was typed for it is a draft again. With nothing to undo the error has code
// NotFound and key nothing_to_undo.
func (w *Work) Undo(ctx context.Context) (Undone, error) {
	together := w.lastActs()
	if len(together) == 0 {
		return Undone{}, &registry.Error{Code: registry.NotFound, Key: "nothing_to_undo"}
	}
	last := together[len(together)-1]
	done := Undone{
		Kind: last.change.Kind, Record: last.change.Record, Household: last.home.household,
		Created: last.change.Op == ledger.OpCreate,
	}
	drafts := map[uuid.UUID][]ledger.Draft{}
	for _, a := range slices.Backward(together) {
		if a.merges() {
			if err := w.auditOf(ctx, registry.AuditUnmerge, a.change.Record, a.home.household); err != nil {
				return Undone{}, err
			}
		}
		back, kept, err := w.reverse(ctx, a)
		if err != nil {
			return Undone{}, err
		}
		done.Kept = append(done.Kept, kept...)
		if back.Op == ledger.OpDelete || len(back.Fields) > 0 {
			drafts[a.home.scope] = append(drafts[a.home.scope], back)
		}
	}
	for scope, ds := range drafts {
		if err := w.store.Write(ctx, scope, ds, ""); err != nil {
			return Undone{}, err
		}
	}
	w.forget()
	return done, w.restoreDraft(ctx, last.typed)
}

// lastActs returns what was done last, together; nil when there is nothing.
func (w *Work) lastActs() []act {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.acts) == 0 {
		return nil
	}
	return w.acts[len(w.acts)-1]
}

func (w *Work) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.acts = w.acts[:len(w.acts)-1]
}

// reverse makes the change that takes an act back: a new record goes, fields
// have their former values. A field that does not hold what the act wrote is
// left to whoever wrote it since.
func (w *Work) reverse(ctx context.Context, a act) (back ledger.Draft, kept []string, err error) {
	if a.change.Op == ledger.OpCreate {
		return ledger.Draft{Kind: a.change.Kind, Record: a.change.Record, Op: ledger.OpDelete}, nil, nil
	}
	now, seen, err := w.fieldsNow(ctx, a.change.Kind, a.change.Record)
	if err != nil {
		return back, nil, err
	}
	back = ledger.Draft{Kind: a.change.Kind, Record: a.change.Record, Op: ledger.OpSet, Fields: registry.Fields{}, Seen: seen}
	for code, wrote := range a.change.Fields {
		if !bytes.Equal(orNull(now[code]), wrote) {
			kept = append(kept, code)
			continue
		}
		back.Fields[code] = orNull(a.before[code])
	}
	return back, kept, nil
}

func orNull(value []byte) []byte {
	if value == nil {
		return []byte("null")
	}
	return value
}

// fieldsNow returns a record's shown fields and the dots behind them.
func (w *Work) fieldsNow(ctx context.Context, kind string, id uuid.UUID) (registry.Fields, map[string][]ledger.Dot, error) {
	switch kind {
	case registry.KindHousehold:
		page, err := w.store.Household(ctx, id)
		return encoded(page.Household, err)
	case registry.KindPerson:
		return encoded(w.store.Person(ctx, id))
	case registry.KindPolice:
		return encoded(w.policeList(ctx, id))
	case registry.KindRequest:
		all, err := w.store.Requests(ctx)
		return encoded(among(all, id, err))
	case registry.KindComplaint:
		all, err := w.store.Complaints(ctx)
		return encoded(among(all, id, err))
	case registry.KindConsent:
		all, err := w.store.Consents(ctx)
		return encoded(among(all, id, err))
	case registry.KindPlaced:
		return encoded(w.placed(ctx, id))
	default:
		return encoded(w.store.Visit(ctx, id))
	}
}

func (w *Work) policeList(ctx context.Context, id uuid.UUID) (registry.Record[registry.PoliceList], error) {
	all, err := w.store.PoliceLists(ctx, uuid.Nil)
	return among(all, id, err)
}

// among finds a record; NotFound when it is not there.
func among[T any](all []registry.Record[T], id uuid.UUID, err error) (rec registry.Record[T], _ error) {
	for _, rec := range all {
		if rec.ID == id {
			return rec, nil
		}
	}
	return rec, cmp.Or(err, error(&registry.Error{Code: registry.NotFound}))
}

func encoded[T any](rec registry.Record[T], err error) (registry.Fields, map[string][]ledger.Dot, error) {
	if err != nil {
		return nil, nil, err
	}
	fields, err := registry.Encode(rec.Value)
	return fields, rec.Seen, err
}

func (w *Work) restoreDraft(ctx context.Context, d registry.Draft) error {
	if d.Key == "" {
		return nil
	}
	return w.store.SaveDraft(ctx, d)
}
