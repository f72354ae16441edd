package registry

import (
	"encoding/json"

	"thamho.vn/internal/ledger"
)

// FieldsOf returns the shown value of every field of a state: what a record
// looks like to a reader. Empty and withheld fields are left out.
func FieldsOf(s *ledger.State, order ledger.Order) Fields {
	out := make(Fields, len(s.Fields))
	for i := range s.Fields {
		if sib, ok := s.Fields[i].Shown(order); ok {
			out[s.Fields[i].Name] = json.RawMessage(sib.Value)
		}
	}
	return out
}
