package demo

import (
	"iter"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// Listed is a child as it really is, with the household it lives in.
type Listed struct {
	ID     uuid.UUID
	Person registry.Person
	STT    int // of the household in the hamlet's list
	Head   string
	Phone  string
	Twin   bool
}

// Place is a hamlet of the demo province with its children.
type Place struct {
	ID       uuid.UUID // of the hamlet
	Name     string    // ấp 4
	Commune  string    // xã Tạ An Khương
	Code     string    // of the commune
	Children []Listed
}

// Places makes the children of the province hamlet by hamlet, in the order of
// the official list: only one hamlet is in memory at a time.
func Places(of uint64, scale float64) iter.Seq2[Place, error] {
	return func(yield func(Place, error) bool) {
		l, err := newLoader(nil, Options{Seed: of, Scale: scale})
		if err != nil {
			yield(Place{}, err)
			return
		}
		for i := range l.communes {
			c := &l.communes[i]
			for j := range c.hamlets {
				h := &c.hamlets[j]
				_, families, err := l.census(l.tables, c, h)
				place := Place{ID: h.id, Name: h.FullName(), Commune: c.FullName(), Code: c.Code, Children: listed(families)}
				if !yield(place, err) || err != nil {
					return
				}
			}
		}
	}
}

func listed(families []*family) []Listed {
	var out []Listed
	for _, f := range families {
		for _, c := range f.children {
			out = append(out, Listed{ID: c.id, Person: c.Person, STT: f.stt, Head: f.head().Name, Phone: f.phone, Twin: c.twin})
		}
	}
	return out
}
