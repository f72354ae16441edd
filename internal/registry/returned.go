package registry

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// Return says why a field's value came back to its author: it breaks a rule that
// this program would not have let through, or another record bears it. It is
// kept, and somebody has to look at it. What is written of it repeats nothing of
// the value, which may have to be erased one day.
type Return struct {
	Rule string     `json:"luat"`
	Dot  ledger.Dot `json:"cham"` // of the value
	Args Args       `json:"-"`    // of the rule's text, found anew from the value
}

// Key is the name of the rule's text.
func (r Return) Key() string { return "rule." + r.Rule }

// Judge returns what is wrong with the values of a record that somebody wrote,
// by field. What is missing is nobody's mistake. today is the day where it is
// asked.
func Judge(s *ledger.State, order ledger.Order, today Date) map[string]Return {
	if deleted, _ := s.Deleted(order); deleted {
		return nil
	}
	var out map[string]Return
	for _, f := range findings(s, order, today) {
		if f.Severity != Stop || len(ledger.FieldReturned+f.Field) > ledger.MaxName {
			continue
		}
		r := s.Register(f.Field)
		if r == nil {
			continue
		}
		shown, there := r.Shown(order)
		if _, told := out[f.Field]; !there || told {
			continue
		}
		if out == nil {
			out = map[string]Return{}
		}
		out[f.Field] = Return{Rule: f.Code, Dot: shown.Dot}
	}
	return out
}

func findings(s *ledger.State, order ledger.Order, today Date) []Finding {
	switch s.Kind {
	case KindPerson:
		p, _ := Decode[Person](FieldsOf(s, order))
		return CheckPerson(p, today)
	case KindHousehold:
		h, _ := Decode[Household](FieldsOf(s, order))
		return CheckHousehold(h, today)
	case KindVisit:
		v, _ := Decode[Visit](FieldsOf(s, order))
		return CheckVisit(v, today)
	}
	return nil
}

// Returned reads what the server returned of a record, by field. With current
// only what still stands: a value that was replaced on this laptop meanwhile is
// no task any more, although the server has not heard of it.
func Returned(s *ledger.State, current bool) map[string]Return {
	var out map[string]Return
	for i := range s.Fields {
		field, ok := strings.CutPrefix(s.Fields[i].Name, ledger.FieldReturned)
		if !ok {
			continue
		}
		for _, sib := range s.Fields[i].Siblings {
			var r Return
			if sib.Rank < ledger.RankServer || sib.Withheld || json.Unmarshal(sib.Value, &r) != nil || r.Rule == "" {
				continue
			}
			if current && !stands(s.Register(field), r.Dot) {
				continue
			}
			if out == nil {
				out = map[string]Return{}
			}
			out[field] = r
		}
	}
	if current {
		explain(s, out)
	}
	return out
}

// explain finds what the texts of rules tell of the values that broke them.
func explain(s *ledger.State, returned map[string]Return) {
	if len(returned) == 0 {
		return
	}
	for _, f := range findings(s, func(ledger.Dot) (uint64, bool) { return 0, false }, Date{}) {
		if r, ok := returned[f.Field]; ok && r.Rule == f.Code {
			r.Args = f.Args
			returned[f.Field] = r
		}
	}
}

func stands(r *ledger.Register, dot ledger.Dot) bool {
	if r == nil {
		return false
	}
	for _, sib := range r.Siblings {
		if sib.Dot == dot {
			return true
		}
	}
	return false
}

// ReturnedValue is a returned value as a list shows it.
type ReturnedValue struct {
	Record, Scope, Household uuid.UUID
	Kind, Field              string
	Number                   int    // of the household
	Name                     string // of the child, or the head
	Hamlet                   string
	Why                      Return
}

// Of returns one ReturnedValue for each field, by name.
func (v ReturnedValue) Of(why map[string]Return) []ReturnedValue {
	out := make([]ReturnedValue, 0, len(why))
	for _, field := range slices.Sorted(maps.Keys(why)) {
		v.Field, v.Why = field, why[field]
		out = append(out, v)
	}
	return out
}
