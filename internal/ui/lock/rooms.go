package lock

import (
	"context"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// whose are the words for whose a room is.
var whose = map[string]string{"ap": "lock.of.hamlet", "xa": "lock.of.commune", "": "lock.of.nobody"}

// NamesOf are the names to choose from; whose room it is stands with each where
// there is more than one.
func NamesOf(people []Person) []string {
	rooms := map[int]bool{}
	for _, p := range people {
		rooms[p.Room] = true
	}
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Name
		if len(rooms) > 1 {
			names[i] = words.Say("lock.person", words.Args{"name": p.Name, "of": words.Say(whose[p.Of])})
		}
	}
	return names
}

// another asks for the first person of one more room: of somebody who may read
// what the others on this laptop may not. note is what the gate says behind it.
func (g *Gate) another(note string) {
	name := kit.NewTextField()
	pass, again := newSecret(), newSecret()
	back := func() { g.Unlock(note) }
	g.chooser(name, pass, again, words.Say("lock.room"), words.Say("lock.room.do"), words.Say("lock.roomtext"), func(ctx context.Context) error {
		return g.Door.Begin(ctx, name.Text, pass.field.Text)
	}, kit.NewButton(words.Say("lock.back"), "Esc", back))
	g.form.OnEsc = back
	g.show("room", g.page)
}
