package ledger

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// FieldDeleted is the field that a deletion writes. Its value lists the dots
// that the author saw in the record's other fields, so that an edit made
// beside the deletion is a conflict, neither lost nor a resurrection.
const FieldDeleted = "_xoa"

type deletion struct {
	Seen []Dot `json:"seen"`
}

// DeletionOf returns the value with which FieldDeleted is set to delete the
// record as it stands.
func (s *State) DeletionOf() (json.RawMessage, error) {
	var d deletion
	for i := range s.Fields {
		if name := s.Fields[i].Name; name != FieldDeleted && name != FieldHome {
			d.Seen = append(d.Seen, s.Seen(name)...)
		}
	}
	slices.SortFunc(d.Seen, Dot.Compare)
	d.Seen = slices.Compact(d.Seen)
	value, err := json.Marshal(d)
	if err == nil && len(value) > MaxField {
		err = ErrTooLarge
	}
	if err != nil {
		return nil, fmt.Errorf("delete record %s: %w", s.Record, err)
	}
	return value, nil
}

// Deleted tells whether the record is deleted, and whether somebody edited it
// beside the deletion: then it is shown, as a conflict. Of several deletions each
// adds what its author saw. What the server found wrong with a value is no edit.
func (s *State) Deleted(order Order) (deleted, disputed bool) {
	value := s.Value(FieldDeleted, order)
	if value == nil {
		return false, false
	}
	seen := map[Dot]bool{}
	for _, sib := range s.Register(FieldDeleted).Siblings { // never withheld
		var d deletion
		if json.Unmarshal(sib.Value, &d) != nil {
			return true, false
		}
		for _, dot := range d.Seen {
			seen[dot] = true
		}
	}
	for i := range s.Fields {
		if name := s.Fields[i].Name; name == FieldDeleted || name == FieldHome || strings.HasPrefix(name, FieldReturned) {
			continue
		}
		for _, sib := range s.Fields[i].Siblings {
			if !seen[sib.Dot] {
				return false, true
			}
		}
	}
	return true, false
}
