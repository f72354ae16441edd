package fieldwork

import (
	"encoding/json"
	"maps"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/match"
)

// recent are the children of rows that may not be in the store yet. A preview
// keeps those of a whole province, so they are packed until somebody asks.
type recent struct {
	last    map[match.Key]int32 // the newest link of a key, from 1
	links   []link
	people  []packed
	changed map[uuid.UUID]registry.Fields // what rows added to children
}

// link says that a child has a key, and which link of the key comes before.
type link struct{ person, before int32 }

type packed struct {
	id, scope uuid.UUID
	fields    []byte // JSON
}

func newRecent() *recent {
	return &recent{last: map[match.Key]int32{}, changed: map[uuid.UUID]registry.Fields{}}
}

// add keeps the child that a row made.
func (r *recent) add(row registry.ImportedRow, fields registry.Fields, keys []match.Key) error {
	raw, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	r.people = append(r.people, packed{row.Record, row.Scope, raw})
	for _, k := range keys {
		r.links = append(r.links, link{int32(len(r.people) - 1), r.last[k]})
		r.last[k] = int32(len(r.links))
	}
	return nil
}

// alike returns the children who share a key, each once.
func (r *recent) alike(keys []match.Key) []registry.Record[registry.Person] {
	var out []registry.Record[registry.Person]
	seen := map[int32]bool{}
	for _, k := range keys {
		for at := r.last[k]; at != 0; at = r.links[at-1].before {
			if n := r.links[at-1].person; !seen[n] {
				seen[n] = true
				out = append(out, r.people[n].open())
			}
		}
	}
	return out
}

func (p packed) open() registry.Record[registry.Person] {
	var fields registry.Fields
	_ = json.Unmarshal(p.fields, &fields) // our own bytes
	person, _ := registry.Decode[registry.Person](fields)
	return registry.Record[registry.Person]{ID: p.id, Scope: p.scope, Value: person}
}

// change keeps what a row adds to a child, so that the next row that names the
// same one does not add to the same blank unseen.
func (r *recent) change(id uuid.UUID, before, fill registry.Fields) {
	after := maps.Clone(before)
	maps.Copy(after, fill)
	r.changed[id] = after
}

func (r *recent) asChanged(rec registry.Record[registry.Person]) registry.Record[registry.Person] {
	if fields, ok := r.changed[rec.ID]; ok {
		rec.Value, _ = registry.Decode[registry.Person](fields)
	}
	return rec
}
