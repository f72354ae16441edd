package match

import (
	"hash/fnv"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// Sketch is what is compared of a child.
type Sketch struct {
	ID        uuid.UUID
	Household uuid.UUID
	Birth     registry.Date
	Sex       registry.Sex
	PIN       registry.PIN // "" for none, or one that can't be a child's
	cert      string       // number and year of the birth certificate
	name      folded
	mother    folded
	father    folded
}

// folded is a name in the three spellings in which names are compared: as it is
// heard (exact), with i for y (loose), and without marks (bare).
type folded struct{ exact, loose, bare string }

func fold(name string) folded {
	if name == "" {
		return folded{}
	}
	return folded{viet.MatchKey(name), viet.LooseKey(name), viet.SearchKey(name)}
}

// Of makes the sketch of a person on record.
func Of(id uuid.UUID, p registry.Person) Sketch {
	return Sketch{
		ID: id, Household: p.Household, Birth: p.Birth, Sex: p.Sex, PIN: childPIN(p), cert: certOf(p.Certificate),
		name: fold(p.Name), mother: fold(p.Mother), father: fold(p.Father),
	}
}

// childPIN leaves out what is no number of a child: a parent's, a card's.
func childPIN(p registry.Person) registry.PIN {
	if !p.HasNumber() {
		return ""
	}
	j := registry.JudgePIN(string(p.Number.PIN), p.Birth, p.Sex)
	if j.Main() == registry.PINAdult {
		return ""
	}
	return j.PIN
}

// Certificate returns what a birth certificate is known by: two papers of equal
// number, year, book and place of issue are one. "" for a paper without number
// or day. Offices number alike, so a paper without a place is only like others
// without.
func Certificate(c registry.Certificate) string {
	key := certOf(c)
	if key == "" {
		return ""
	}
	return key + "/" + viet.SearchKey(c.Place)
}

func certOf(c registry.Certificate) string {
	number := strings.TrimLeft(viet.SearchKey(c.Number), "0 ")
	if number == "" || !c.On.Known() {
		return ""
	}
	return number + "/" + c.On.ISO()[:4] + "/" + viet.SearchKey(c.Book)
}

// Key is a folded fact as a number: equal facts give equal keys, and rarely do
// others.
type Key int64

// MaxKeys is the most keys that a sketch has.
const MaxKeys = 5

// Keys returns the keys of a sketch: number, certificate, name with year,
// name with mother, birth date with mother. A record without any of these has none.
func (s Sketch) Keys() []Key { return s.keys(s.name.bare, s.mother.bare) }

// KeysOf returns the keys of a person without folding what no key needs: most
// rows of a list are looked up and never compared.
func KeysOf(p registry.Person) []Key {
	s := Sketch{Birth: p.Birth, PIN: childPIN(p), cert: certOf(p.Certificate)}
	return s.keys(viet.SearchKey(p.Name), viet.SearchKey(p.Mother))
}

func (s Sketch) keys(name, mother string) []Key {
	keys := make([]Key, 0, MaxKeys)
	add := func(kind string, parts ...string) {
		for _, part := range parts {
			if part == "" {
				return
			}
		}
		keys = append(keys, keyOf(kind, parts))
	}
	add("n", string(s.PIN))
	add("c", s.cert)
	add("y", name, yearOf(s.Birth))
	add("m", name, mother)
	if s.Birth.Full() {
		add("b", s.Birth.ISO(), mother)
	}
	return keys
}

func yearOf(d registry.Date) string {
	if !d.Known() {
		return ""
	}
	return d.ISO()[:4]
}

func keyOf(kind string, parts []string) Key {
	h := fnv.New64a()
	h.Write([]byte(kind)) // a hash takes everything
	for _, part := range parts {
		h.Write([]byte{0})
		h.Write([]byte(part))
	}
	return Key(h.Sum64())
}
