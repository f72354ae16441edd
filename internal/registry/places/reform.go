package places

import (
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// LastOldDay is the eve of the reform: districts and the communes before stood on
// it for the last time.
var LastOldDay = reformDay.eve().date()

// Hamlet is a hamlet as the house knows it, in the commune of its records.
type Hamlet struct {
	ID      uuid.UUID
	Name    string // ấp 4
	Commune Key
}

// Assignment is where a hamlet goes. It keeps its id, and with it its
// households and their history.
type Assignment struct {
	Hamlet     uuid.UUID
	From, To   Unit   // To is zero: an officer must say
	Candidates []Unit // the communes that To may be
}

// Settled tells whether the new commune is known.
func (a Assignment) Settled() bool { return a.To.Code != "" }

// Reform replays the change of 2025-07-01 on a province's own units: communes
// and districts end, new communes come, hamlets stay. Hamlets of whole communes
// are settled; those of the split ones wait with their candidates, and those of
// a commune that the tables do not know wait without any. The answers stand in
// the order of the hamlets; hamlets of new communes stay where they are, so that
// a replay may be repeated.
func Reform(hamlets []Hamlet) []Assignment {
	known := map[Key]Assignment{}
	out := make([]Assignment, len(hamlets))
	for i, h := range hamlets {
		a, ok := known[h.Commune]
		if !ok {
			a = assignmentOf(h.Commune)
			known[h.Commune] = a
		}
		a.Hamlet, a.Candidates = h.ID, slices.Clone(a.Candidates)
		out[i] = a
	}
	return out
}

// assignmentOf is what all hamlets of a commune have in common.
func assignmentOf(commune Key) Assignment {
	l, i := find(commune)
	if i == none || l.rows[i].level() != registry.LevelCommune {
		return Assignment{From: Unit{Key: commune}}
	}
	a := Assignment{From: l.unit(i), Candidates: l.unitsAt(l.follow(i, reformDay))}
	if len(a.Candidates) == 1 {
		a.To = a.Candidates[0]
	}
	return a
}

// Assign settles a hamlet, or settles it anew. A commune that is no candidate
// is refused: Invalid "not_a_candidate".
func Assign(a Assignment, to Key) (Assignment, error) {
	i := slices.IndexFunc(a.Candidates, func(u Unit) bool { return u.Key == to })
	if i < 0 {
		return a, &registry.Error{Code: registry.Invalid, Key: "not_a_candidate"}
	}
	a.To = a.Candidates[i]
	return a, nil
}

// Clashes lists by new commune the hamlets that bear a name together («ấp 1»
// twice) and so must be renamed with a date: those of one name side by side, in
// the order in which they came. Hamlets that wait are left out. Whether khóm 1
// and ấp 1 differ depends on what name returns.
func Clashes(settled []Assignment, name func(uuid.UUID) string) map[Key][]uuid.UUID {
	type spot struct {
		commune Key
		name    string
	}
	same := map[spot][]uuid.UUID{}
	var order []spot
	for _, a := range settled {
		if !a.Settled() {
			continue
		}
		at := spot{a.To.Key, settle(name(a.Hamlet))}
		if len(same[at]) == 0 {
			order = append(order, at)
		}
		same[at] = append(same[at], a.Hamlet)
	}
	out := map[Key][]uuid.UUID{}
	for _, at := range order {
		if len(same[at]) > 1 {
			out[at.commune] = append(out[at.commune], same[at]...)
		}
	}
	return out
}
