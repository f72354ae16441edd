package ledger

import (
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
)

// Join merges what another replica holds of the same record: the result is
// what a replica holds that applied the changes of both. It tells whether
// anything changed.
func (s *State) Join(o State) bool {
	changed := s.Record == uuid.Nil
	if changed {
		s.Kind, s.Record = o.Kind, o.Record
	}
	for i := range o.Fields {
		changed = s.register(o.Fields[i].Name).join(o.Fields[i]) || changed
	}
	return changed
}

func (r *Register) join(o Register) bool {
	changed := false
	for _, c := range o.Context {
		before, known := r.supersededBy(c.Dot)
		r.supersede(c.Dot, c.Rank)
		changed = changed || !known || before < c.Rank
	}
	for _, sib := range o.Siblings {
		changed = r.insert(sib) || changed
	}
	return changed
}

// check tells whether a state that was read is one that AppendBinary would
// write: names and dots ascending, values that a line may hold. The registers
// are searched by halves, so one out of order would be found by some replicas
// and not by others.
func (s *State) check() error {
	if s.Record == uuid.Nil || !validName(s.Kind) {
		return fmt.Errorf("state of %s %q: %w", s.Record, s.Kind, ErrMalformed)
	}
	for i := range s.Fields {
		r := &s.Fields[i]
		if !validName(r.Name) || i > 0 && s.Fields[i-1].Name >= r.Name {
			return fmt.Errorf("state of %s: field %q: %w", s.Record, r.Name, ErrMalformed)
		}
		if err := r.check(); err != nil {
			return fmt.Errorf("state of %s: field %q: %w", s.Record, r.Name, err)
		}
	}
	return nil
}

func (r *Register) check() error {
	for i, sib := range r.Siblings {
		switch {
		case i > 0 && r.Siblings[i-1].Dot.Compare(sib.Dot) >= 0, sib.Dot.Seq == 0:
			return ErrMalformed
		case len(sib.Value) > MaxField:
			return ErrTooLarge
		case sib.Withheld != (len(sib.Value) == 0), !sib.Withheld && !json.Valid(sib.Value):
			return ErrMalformed
		}
		if by, ok := r.supersededBy(sib.Dot); ok && by >= sib.Rank {
			return ErrMalformed // a value that was replaced and is there all the same
		}
	}
	for i := range r.Context {
		if i > 0 && r.Context[i-1].Dot.Compare(r.Context[i].Dot) >= 0 {
			return ErrMalformed
		}
	}
	return nil
}
