package fieldwork

import (
	"slices"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// besides are the facts in which a list that differs is heard: both values then
// stand, for somebody to decide. In all others what is on record stays.
var besides = []string{registry.FieldName, registry.FieldBirth, registry.FieldSex, registry.FieldEthnic, registry.FieldMother, registry.FieldFather}

// compareFacts returns what a list knows besides a record: fill goes into empty
// fields, beside stands next to what is there. A spelling that only differs in
// case or in the place of a tone is no difference, a year is none beside the
// full date, and a field that is already disputed is left alone.
func compareFacts(rec registry.Record[registry.Person], list registry.Person) (fill, beside registry.Fields, err error) {
	list.Household = rec.Value.Household
	have, err := registry.Encode(rec.Value)
	if err != nil {
		return nil, nil, err
	}
	says, err := registry.Encode(list)
	if err != nil {
		return nil, nil, err
	}
	fill, beside = registry.Fields{}, registry.Fields{}
	for code, value := range says {
		switch {
		case have[code] == nil && !slices.Contains(rec.Conflicts, code):
			fill[code] = value
		case slices.Contains(rec.Conflicts, code), string(have[code]) == string(value), !slices.Contains(besides, code), sameFact(code, rec.Value, list):
		default:
			beside[code] = value
		}
	}
	if !rec.Value.Birth.Full() && list.Birth.Full() && rec.Value.Birth.Holds(list.Birth) {
		fill[registry.FieldBirth] = says[registry.FieldBirth] // more exact, not other
		delete(beside, registry.FieldBirth)
	}
	return fill, beside, nil
}

func sameFact(code string, have, says registry.Person) bool {
	switch code {
	case registry.FieldName:
		return viet.MatchKey(have.Name) == viet.MatchKey(says.Name)
	case registry.FieldMother:
		return viet.MatchKey(have.Mother) == viet.MatchKey(says.Mother)
	case registry.FieldFather:
		return viet.MatchKey(have.Father) == viet.MatchKey(says.Father)
	case registry.FieldBirth:
		return says.Birth.Holds(have.Birth)
	}
	return false
}
