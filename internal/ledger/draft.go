package ledger

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/google/uuid"
)

// Draft is a change before it has a place in a stream: what fieldwork asks the
// store to write.
type Draft struct {
	Kind   string
	Record uuid.UUID
	Op     Op
	Fields map[string]json.RawMessage // null empties a field
	// Seen are the dots that the author had before him, by field, when the form
	// was opened. A value that arrived since is then not replaced unread: both
	// survive, as a conflict. nil means whatever the state holds at the writing.
	Seen map[string][]Dot
}

// Author is what a store adds to a draft.
type Author struct {
	User    uuid.UUID
	Wall    int64 // Unix milliseconds
	Version int
}

// Change places the draft: number seq, replacing in each field the values that
// its author saw. The values come back in the order of Change.Names.
func (d Draft) Change(seq uint64, state *State, by Author) (Change, Values) {
	c := Change{
		Seq: seq, Kind: d.Kind, Record: d.Record, Op: d.Op, Version: by.Version, User: by.User, Wall: by.Wall,
		Names: slices.Sorted(maps.Keys(d.Fields)),
	}
	values := make(Values, len(c.Names))
	for i, name := range c.Names {
		values[i] = d.Fields[name]
		if seen := d.seen(name, state); len(seen) > 0 {
			if c.Replaces == nil {
				c.Replaces = map[string][]Dot{}
			}
			c.Replaces[name] = seen
		}
	}
	return c, values
}

func (d Draft) seen(name string, state *State) []Dot {
	if d.Seen == nil {
		return state.Seen(name)
	}
	return d.Seen[name]
}
