package demo

import (
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// team is the working group of a place: who types, and who walks.
type team struct {
	user    uuid.UUID
	typist  string
	walkers []string
}

// teamAt makes the people of the group at path. They need no census, so that a
// laptop can be enrolled for a hamlet whose children are not loaded.
func (s seed) teamAt(t *tables, path string) team {
	n := namer{t, s.dice("team/" + path)}
	person := func() string {
		sex := registry.Male
		if n.permille(450) {
			sex = registry.Female
		}
		return n.adultName(sex, n.familyName(n.dice, kinh)).String()
	}
	out := team{user: s.id("user/" + path), typist: person()}
	out.walkers = []string{out.typist, person(), person()}
	return out
}
