package fieldwork

import (
	"context"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// listPlaces finds the hamlet and the household that a row of a list means.
type listPlaces struct {
	store    Store
	hamlets  []registry.HamletRow
	keys     []string  // of the hamlets' names
	given    uuid.UUID // hamlet when the list has none
	found    map[string]uuid.UUID
	homes    map[uuid.UUID]map[string]uuid.UUID // by hamlet, then by STT or head
	highest  map[uuid.UUID]int                  // STT of a hamlet
	hamletOf map[uuid.UUID]uuid.UUID            // of the households seen
}

func newPlaces(store Store, hamlets []registry.HamletRow, given uuid.UUID) *listPlaces {
	keys := make([]string, len(hamlets))
	for i, h := range hamlets {
		keys[i] = placeKey(h.Name)
	}
	return &listPlaces{
		keys: keys, store: store, hamlets: hamlets, given: given, found: map[string]uuid.UUID{}, highest: map[uuid.UUID]int{},
		homes: map[uuid.UUID]map[string]uuid.UUID{}, hamletOf: map[uuid.UUID]uuid.UUID{},
	}
}

// hamlet returns the one hamlet of this laptop that a row means.
func (p *listPlaces) hamlet(row ListRow) (registry.HamletRow, bool) {
	if row.Hamlet == "" {
		return p.byID(p.given)
	}
	key := row.Hamlet + "\x00" + row.Commune
	id, known := p.found[key]
	if !known {
		id = p.search(row)
		p.found[key] = id
	}
	return p.byID(id)
}

func (p *listPlaces) byID(id uuid.UUID) (registry.HamletRow, bool) {
	for _, h := range p.hamlets {
		if h.Unit == id && id != uuid.Nil {
			return h, true
		}
	}
	return registry.HamletRow{}, false
}

// search matches the hamlet's name without its kind, and the commune's, the one of
// now or the one before the reform, with its kind
// (phường Tân Thành is not xã Tân Thành), then without. Two that fit are none. A
// commune that the list writes otherwise (an old name) does not stand in the way
// of the only hamlet of that name.
func (p *listPlaces) search(row ListRow) uuid.UUID {
	name, commune := placeKey(row.Hamlet), viet.SearchKey(row.Commune)
	var exact, loose, anywhere []uuid.UUID
	for i, h := range p.hamlets {
		if p.keys[i] != name {
			continue
		}
		anywhere = append(anywhere, h.Unit)
		if commune == viet.SearchKey(h.Commune) || h.Was != "" && commune == viet.SearchKey(h.Was) {
			exact = append(exact, h.Unit)
		}
		if commune == "" || placeKey(commune) == placeKey(h.Commune) || h.Was != "" && placeKey(commune) == placeKey(h.Was) {
			loose = append(loose, h.Unit)
		}
	}
	for _, found := range [][]uuid.UUID{exact, loose, anywhere} {
		if len(found) == 1 {
			return found[0]
		}
		if len(found) > 1 {
			break
		}
	}
	return uuid.Nil
}

// placeKinds are the words before a place's name.
var placeKinds = map[string]bool{"ap": true, "khom": true, "xa": true, "phuong": true, "thi": true, "tran": true, "tt": true, "thon": true, "khu": true, "pho": true, "a": true, "k": true, "x": true, "p": true}

// placeKey folds a place's name and leaves its kind out: «Ấp 4», «ấp 04», «4».
func placeKey(name string) string {
	words := strings.FieldsFunc(viet.SearchKey(name), func(r rune) bool { return r == '.' || r == ',' || r == ' ' })
	for len(words) > 1 && placeKinds[words[0]] {
		words = words[1:]
	}
	if len(words) == 1 {
		words[0] = strings.TrimLeft(words[0], "0")
	}
	return strings.Join(words, " ")
}

// in tells whether a household lies in a hamlet.
func (p *listPlaces) in(ctx context.Context, household, hamlet uuid.UUID) bool {
	of, known := p.hamletOf[household]
	if !known {
		page, err := p.store.Household(ctx, household)
		if err != nil {
			return false
		}
		of = page.Household.Value.Hamlet
		p.hamletOf[household] = of
	}
	return of == hamlet
}

// household returns the household of a row: by STT where the list has it, else
// by its head. made is what has to be written when there was none.
func (p *listPlaces) household(ctx context.Context, hamlet registry.HamletRow, row ListRow, newID func() uuid.UUID) (id uuid.UUID, made *registry.Household, err error) {
	homes, err := p.homesOf(ctx, hamlet.Unit)
	if err != nil {
		return uuid.Nil, nil, err
	}
	head := headOf(row)
	for _, key := range homeKeys(row.Number, head) {
		if id, ok := homes[key]; ok {
			return id, nil, nil
		}
	}
	id = newID()
	for _, key := range homeKeys(row.Number, head) {
		homes[key] = id
	}
	p.hamletOf[id] = hamlet.Unit
	if row.Number == 0 { // the list has none: it comes behind those that are there
		row.Number = p.highest[hamlet.Unit] + 1
	}
	p.highest[hamlet.Unit] = max(p.highest[hamlet.Unit], row.Number)
	h := tidyHousehold(registry.Household{Hamlet: hamlet.Unit, Number: row.Number, Head: head, Address: row.Address, Phone: row.Phone})
	return id, &h, nil
}

func (p *listPlaces) homesOf(ctx context.Context, hamlet uuid.UUID) (map[string]uuid.UUID, error) {
	if homes, ok := p.homes[hamlet]; ok {
		return homes, nil
	}
	rows, err := p.store.HouseholdsIn(ctx, hamlet)
	if err != nil {
		return nil, err
	}
	homes := make(map[string]uuid.UUID, 2*len(rows))
	for _, r := range rows {
		p.hamletOf[r.ID] = hamlet
		p.highest[hamlet] = max(p.highest[hamlet], r.Number)
		for _, key := range homeKeys(r.Number, r.Head) {
			homes[key] = r.ID
		}
	}
	p.homes[hamlet] = homes
	return homes, nil
}

// homeKeys: an STT names a household together with its head; without one the
// head alone does.
func homeKeys(number int, head string) []string {
	name := viet.MatchKey(head)
	if number == 0 {
		return []string{name}
	}
	return []string{strconv.Itoa(number) + " " + name, name}
}

// headOf is the head of a row's household: who the list names, else a parent.
func headOf(row ListRow) string {
	for _, name := range []string{row.Head, row.Person.Father, row.Person.Mother, row.Person.Guardian.Name} {
		if name != "" {
			return name
		}
	}
	return row.Person.Name
}
