package fieldwork

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// Rulings are what an officer's decisions about records need of the store.
type Rulings interface {
	// Rank is this laptop's in a scope; no right there has code Denied.
	Rank(ctx context.Context, scope uuid.UUID) (ledger.Rank, error)
	// RecordDots names all that was ever written into a record.
	RecordDots(ctx context.Context, scope, record uuid.UUID) ([]ledger.Dot, error)
	// State is a record's registers as they stand.
	State(ctx context.Context, scope, record uuid.UUID) (ledger.State, error)
	// HouseholdRecords are a household, its people and its visits.
	HouseholdRecords(ctx context.Context, household uuid.UUID) ([]uuid.UUID, error)
}

// MayRule is Denied with the key officer_only below the rank of an officer.
func (w *Work) MayRule(ctx context.Context, scope uuid.UUID) error {
	rank, err := w.store.Rank(ctx, scope)
	if err == nil && rank < ledger.RankRuling {
		err = &registry.Error{Code: registry.Denied, Key: "officer_only"}
	}
	return err
}

// Erase carries out an accepted request to delete: the record is deleted and
// every value that was ever written into it is redacted. It is gone from sight
// at once, and from every machine when the province has admitted it; there is
// no undo. Errors: officer_only.
func (w *Work) Erase(ctx context.Context, kind string, record, scope uuid.UUID, reason string) error {
	if err := w.MayRule(ctx, scope); err != nil {
		return err
	}
	dots, err := w.store.RecordDots(ctx, scope, record)
	if err != nil {
		return err
	}
	drafts := []ledger.Draft{{Kind: kind, Record: record, Op: ledger.OpDelete}}
	for part := range slices.Chunk(dots, ledger.MaxRedacted) {
		d, err := ledger.Redact(w.newID(), ledger.Redaction{Record: record, Dots: part}, reason)
		if err != nil {
			return err
		}
		drafts = append(drafts, d)
	}
	if err := w.audit(ctx, registry.AuditEntry{Act: registry.AuditRedaction, Record: record, Why: reason, Count: len(dots)}); err != nil {
		return err
	}
	return w.store.Write(ctx, scope, drafts, "")
}

// ErasePerson erases a person's data, after what an officer decided: the record
// with all that was ever written into it, and its photos. Household, visits and
// other people stay. Errors: officer_only, erase_basis, erase_why, erase_tells
// (the reason would keep what is erased) and erase_name.
func (w *Work) ErasePerson(ctx context.Context, e registry.Erasure) error {
	rec, err := w.store.Person(ctx, e.Person)
	if err != nil {
		return err
	}
	if err := w.MayRule(ctx, rec.Scope); err != nil {
		return err
	}
	e.Why = viet.Clean(e.Why)
	switch {
	case !slices.Contains(registry.EraseBases, e.Basis):
		return registry.Bad("erase_basis", registry.FieldEraseBasis, nil)
	case e.Why == "":
		return registry.Bad("erase_why", registry.FieldEraseWhy, nil)
	case tells(e.Why, rec.Value):
		return registry.Bad("erase_tells", registry.FieldEraseWhy, nil)
	case viet.SearchKey(e.Name) != viet.SearchKey(rec.Value.Name):
		return registry.Bad("erase_name", registry.FieldEraseName, nil)
	}
	return w.Erase(ctx, registry.KindPerson, e.Person, rec.Scope, string(e.Basis)+": "+e.Why)
}

// tells tells whether a text repeats a person's name or number: it would stay
// when they are gone.
func tells(text string, p registry.Person) bool {
	if name := viet.SearchKey(p.Name); name != "" && strings.Contains(viet.SearchKey(text), name) {
		return true
	}
	return longNumber.MatchString(strings.NewReplacer(" ", "", ".", "").Replace(text))
}

// longNumber is a number of a person or of a card.
var longNumber = regexp.MustCompile(`[0-9]{9}`)

// MoveHousehold asks the province to let a household, its people and its visits
// live in another hamlet. They move together; who is written into the household
// later, on a laptop that does not know of the move yet, is moved by a request
// of its own. Errors: officer_only, move_same, move_why.
func (w *Work) MoveHousehold(ctx context.Context, household, hamlet uuid.UUID, reason string) error {
	if reason = viet.Clean(reason); reason == "" {
		return registry.Bad("move_why", registry.FieldMoveWhy, nil)
	}
	page, err := w.store.Household(ctx, household)
	if err != nil {
		return err
	}
	to, err := w.Hamlet(ctx, hamlet)
	if err != nil {
		return err
	}
	from := page.Household.Scope
	if to.Scope == from {
		return registry.Bad("move_same", registry.FieldMoveTo, nil)
	}
	if err := w.MayRule(ctx, from); err != nil {
		return err
	}
	after := page.Household.Value
	after.Hamlet = hamlet
	fields, err := registry.Diff(page.Household.Value, after)
	if err != nil {
		return err
	}
	drafts := []ledger.Draft{{Kind: registry.KindHousehold, Record: household, Op: ledger.OpSet, Fields: fields, Seen: page.Household.Seen}}
	requests, err := w.requests(ctx, household, from, to.Scope, reason)
	if err != nil {
		return err
	}
	return w.store.Write(ctx, from, append(drafts, requests...), "")
}

// requests are those that move a household.
func (w *Work) requests(ctx context.Context, household, from, to uuid.UUID, reason string) ([]ledger.Draft, error) {
	ids, err := w.store.HouseholdRecords(ctx, household)
	if err != nil {
		return nil, err
	}
	var moved []ledger.MovedRecord
	for _, id := range ids {
		st, err := w.store.State(ctx, from, id)
		if registry.CodeOf(err) == registry.NotFound {
			continue // it stands in another scope
		}
		if err != nil {
			return nil, err
		}
		home, _ := st.Home()
		moved = append(moved, ledger.MovedRecord{Record: id, Number: home.Number + 1})
	}
	var out []ledger.Draft
	for part := range slices.Chunk(moved, ledger.MaxMoved) {
		d, err := ledger.Move(w.newID(), ledger.Moving{To: to, Records: part}, reason)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}
