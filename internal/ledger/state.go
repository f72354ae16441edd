package ledger

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// State is a record as a replica holds it: one register per field, ascending
// by name. Two replicas that applied the same changes in any order, any number
// of times, hold equal states with equal bytes.
type State struct {
	Kind   string
	Record uuid.UUID
	Fields []Register
}

// Register is the state of one field.
type Register struct {
	Name     string
	Siblings []Sibling    // surviving values, ascending by dot
	Context  []Superseded // dots that were replaced, ascending; never compacted
}

// Sibling is one surviving value of a field.
type Sibling struct {
	Dot      Dot
	Rank     Rank
	Value    json.RawMessage // null when emptied; nil when withheld
	Withheld bool
}

// Superseded is a dot that somebody replaced, with the highest rank that did.
// It counts also for a value that arrives later.
type Superseded struct {
	Dot  Dot
	Rank Rank
}

// Apply merges one line of a stream at the rank of its admission (or of its
// grant, for one's own). It returns the names of the fields whose surviving
// values changed. The line's values are shared, not copied. A line that carries
// another stands for that one.
func (s *State) Apply(line Line, stream uuid.UUID, rank Rank) []string {
	if rank >= RankServer && line.Carries() {
		return s.applyCarried(line, rank)
	}
	if s.Record == uuid.Nil {
		s.Kind, s.Record = line.Change.Kind, line.Change.Record
	}
	dot := line.Dot(stream)
	var changed []string
	for i, name := range line.Change.Names {
		sib := Sibling{Dot: dot, Rank: rank, Withheld: line.Withheld}
		if !line.Withheld {
			sib.Value = line.Values[i]
		}
		if s.register(name).apply(sib, line.Change.Replaces[name]) {
			changed = append(changed, name)
		}
	}
	return changed
}

func (s *State) applyCarried(line Line, rank Rank) []string {
	if s.Record == uuid.Nil {
		s.Kind, s.Record = line.Change.Kind, line.Change.Record
	}
	c, ok := line.Carried(rank)
	if !ok {
		return nil // withheld: the same line without its values is carried again
	}
	return s.Apply(c.Line, c.Stream, c.Rank)
}

// register finds the register of a field, making it when it is new.
func (s *State) register(name string) *Register {
	i, ok := slices.BinarySearchFunc(s.Fields, name, func(r Register, n string) int { return strings.Compare(r.Name, n) })
	if !ok {
		s.Fields = slices.Insert(s.Fields, i, Register{Name: name})
	}
	return &s.Fields[i]
}

// apply adds a value and what it replaces.
func (r *Register) apply(sib Sibling, replaced []Dot) bool {
	changed := false
	for _, dot := range replaced {
		changed = r.supersede(dot, sib.Rank) || changed
	}
	return r.insert(sib) || changed
}

// supersede notes that a value of the given rank replaced the dot, and drops
// the replaced value if that rank suffices.
func (r *Register) supersede(dot Dot, by Rank) bool {
	i, ok := slices.BinarySearchFunc(r.Context, dot, func(c Superseded, d Dot) int { return c.Dot.Compare(d) })
	if !ok {
		r.Context = slices.Insert(r.Context, i, Superseded{Dot: dot, Rank: by})
	} else if r.Context[i].Rank < by {
		r.Context[i].Rank = by
	}
	j, ok := r.find(dot)
	if !ok || r.Siblings[j].Rank > r.Context[i].Rank {
		return false
	}
	r.Siblings = slices.Delete(r.Siblings, j, j+1)
	return true
}

// supersededBy returns the highest rank that replaced a dot, if any did.
func (r *Register) supersededBy(dot Dot) (Rank, bool) {
	i, ok := slices.BinarySearchFunc(r.Context, dot, func(c Superseded, d Dot) int { return c.Dot.Compare(d) })
	if !ok {
		return 0, false
	}
	return r.Context[i].Rank, true
}

// insert adds a value unless it is there or was replaced by as high a rank. A
// full copy takes the place of a withheld one.
func (r *Register) insert(sib Sibling) bool {
	if by, ok := r.supersededBy(sib.Dot); ok && by >= sib.Rank {
		return false
	}
	j, ok := r.find(sib.Dot)
	if !ok {
		r.Siblings = slices.Insert(r.Siblings, j, sib)
		return true
	}
	if r.Siblings[j].Withheld && !sib.Withheld {
		r.Siblings[j] = sib
		return true
	}
	return false
}

func (r *Register) find(dot Dot) (int, bool) {
	return slices.BinarySearchFunc(r.Siblings, dot, func(s Sibling, d Dot) int { return s.Dot.Compare(d) })
}

// Register returns the register of a field, or nil.
func (s *State) Register(name string) *Register {
	i, ok := slices.BinarySearchFunc(s.Fields, name, func(r Register, n string) int { return strings.Compare(r.Name, n) })
	if !ok {
		return nil
	}
	return &s.Fields[i]
}

// Order tells a value's place in the server's order; ok is false for one's own
// value that is not admitted yet.
type Order func(Dot) (seq uint64, ok bool)

// Shown returns the value that stands first: higher rank, then the server's
// order, then one's own unsent. ok is false when the field is empty or all of
// it is withheld. order is asked only in a conflict.
func (r *Register) Shown(order Order) (Sibling, bool) {
	best := -1
	for i, s := range r.Siblings {
		if !s.Withheld && (best < 0 || before(s, r.Siblings[best], order)) {
			best = i
		}
	}
	if best < 0 || string(r.Siblings[best].Value) == "null" {
		return Sibling{}, false
	}
	return r.Siblings[best], true
}

func before(a, b Sibling, order Order) bool {
	if a.Rank != b.Rank {
		return a.Rank > b.Rank
	}
	seqA, okA := order(a.Dot)
	seqB, okB := order(b.Dot)
	if okA != okB {
		return okA
	}
	if seqA != seqB {
		return seqA < seqB
	}
	return a.Dot.Compare(b.Dot) < 0
}

// Value returns the shown value of a field as JSON, or nil.
func (s *State) Value(name string, order Order) json.RawMessage {
	r := s.Register(name)
	if r == nil {
		return nil
	}
	sib, ok := r.Shown(order)
	if !ok {
		return nil
	}
	return sib.Value
}

// Seen returns the dots of a field's surviving values: what a change that
// replaces them names.
func (s *State) Seen(name string) []Dot {
	r := s.Register(name)
	if r == nil {
		return nil
	}
	dots := make([]Dot, len(r.Siblings))
	for i, sib := range r.Siblings {
		dots[i] = sib.Dot
	}
	return dots
}

// Conflicts returns the fields with two or more values that differ. Equal
// values written twice are no question for anybody, nor is a value that was
// withheld, nor what the server says of the record's home, nor several deletions:
// see Deleted.
func (s *State) Conflicts() []string {
	var names []string
	for i := range s.Fields {
		if name := s.Fields[i].Name; name != FieldHome && name != FieldDeleted && !strings.HasPrefix(name, FieldReturned) && s.Fields[i].disputed() {
			names = append(names, s.Fields[i].Name)
		}
	}
	return names
}

func (r *Register) disputed() bool {
	first := -1
	for i, sib := range r.Siblings {
		switch {
		case sib.Withheld:
		case first < 0:
			first = i
		case string(sib.Value) != string(r.Siblings[first].Value):
			return true
		}
	}
	return false
}
