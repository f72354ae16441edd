package central

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// sendBack writes into the records that changed which of their values can't be
// right, and takes back what was mended. Bad content is admitted like any other:
// it is somebody's work.
func (m *merge) sendBack() error {
	touched := m.touched
	m.touched = nil
	byScope := map[uuid.UUID][]ledger.Draft{}
	// Somewhere on earth it is tomorrow already: this machine need not stand in
	// the laptops' time zone.
	today := registry.DateOf(m.c.Now().Add(24 * time.Hour))
	twice, again, err := m.borneTwice(touched)
	if err != nil {
		return fmt.Errorf("look for others: %w", err)
	}
	for _, rec := range append(touched, again...) {
		rec.touched = false
		if !rec.state.LivesIn(rec.scope) {
			continue // it is looked at where it lives
		}
		fields, err := returnsOf(rec, twice[rec], m.orderOf(rec.scope), today)
		if err != nil {
			return err
		}
		if len(fields) > 0 {
			byScope[rec.scope] = append(byScope[rec.scope], ledger.Draft{Kind: rec.state.Kind, Record: rec.state.Record, Op: ledger.OpSet, Fields: fields})
		}
	}
	scopes := make([]uuid.UUID, 0, len(byScope))
	for id := range byScope {
		scopes = append(scopes, id)
	}
	slices.SortFunc(scopes, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	for _, id := range scopes {
		if err := m.c.append(m, id, byScope[id]); err != nil {
			return fmt.Errorf("return values: %w", err)
		}
	}
	return nil
}

// returnsOf compares what should be returned of a record with what is. twice is
// what another record bears too, by field.
func returnsOf(rec *held, twice map[string]registry.Return, order ledger.Order, today registry.Date) (registry.Fields, error) {
	want, have := map[string]registry.Return{}, registry.Returned(&rec.state, false)
	maps.Copy(want, twice)
	maps.Copy(want, registry.Judge(&rec.state, order, today)) // a value that can't be right is nobody's
	fields := registry.Fields{}
	for field, r := range want {
		if before, told := have[field]; told && before.Rule == r.Rule && before.Dot == r.Dot {
			continue
		}
		raw, err := json.Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("return %s: %w", field, err)
		}
		fields[ledger.FieldReturned+field] = raw
	}
	for field := range have {
		if _, still := want[field]; !still {
			fields[ledger.FieldReturned+field] = json.RawMessage("null")
		}
	}
	return fields, nil
}
