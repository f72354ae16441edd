package places

import (
	"cmp"
	"slices"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// Parsed is what a written place may mean.
type Parsed struct {
	Hamlet string // as written: ấp 4
	// Units are the communes that the text may mean, the best spelled first.
	// More than one is a question for a person.
	Units []Unit
	// Wider are the districts and provinces that it may mean itself, naming no
	// commune.
	Wider []Unit
	// Province is the name of the province, when all that the text may mean lies
	// in one.
	Province string
	// Sure says that the text means its one commune and no other: nothing is left
	// over, and marks and kinds are as the commune has them.
	Sure bool
	// Rest is what could not be used, a street as well as a district in which
	// the commune does not lie.
	Rest string
}

// candidate is a unit that a segment may mean, with the segments after it that
// name what it lies in.
type candidate struct {
	match
	used uint64 // bits by place in the text
	n    int    // how many
	weak int    // how many of those after it name it in another way
}

// maxSegments is how many a candidate can have; an address has six.
const maxSegments = 16

// Parse reads a place as it stands on a paper of the day (zero: of any day),
// the smallest unit first: «ấp 4, xã Tạ An Khương, huyện Đầm Dơi, tỉnh Cà Mau»,
// «Tạ An Khương - Đầm Dơi», «phường 5 TP Cà Mau». Papers go on using units of
// before: what fits no unit of the day is looked for in all time.
func (l *List) Parse(text string, on registry.Date) Parsed {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) > maxText {
		return Parsed{Rest: viet.Clean(text)}
	}
	segs := l.segments(text)
	if len(segs) > maxSegments {
		return Parsed{Rest: viet.Clean(text)}
	}
	found := l.candidates(segs, spanOf(on))
	if on.Known() {
		if ever := l.candidates(segs, always); len(ever) > 0 && (len(found) == 0 || ever[0].n > found[0].n) {
			found = ever
		}
	}
	return l.parsed(segs, found)
}

// candidates returns the units that explain the most segments.
func (l *List) candidates(segs []segment, in span) []candidate {
	var all []candidate
	first, said := commune(segs)
	for i := first; i < len(segs); i++ {
		if !segs[i].unit {
			continue
		}
		for _, m := range l.lookup(segs[i].words, in) {
			all = append(all, l.climb(m, segs, i))
		}
		if said && len(all) > 0 {
			break
		}
	}
	return l.likely(fittest(all))
}

// fittest keeps the candidates that explain the most, and of these those that
// do so in the words of the paper.
func fittest(all []candidate) []candidate {
	if len(all) == 0 {
		return nil
	}
	better := func(a, b candidate) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.weak, b.weak)) }
	top := slices.MinFunc(all, better)
	return slices.DeleteFunc(all, func(c candidate) bool { return better(c, top) != 0 })
}

// commune is where the search begins: at the last segment that says to be a
// commune, for it can't be the district of another; otherwise at the front.
func commune(segs []segment) (first int, said bool) {
	for i, s := range slices.Backward(segs) {
		if s.unit && saysCommune(s.words) {
			return i, true
		}
	}
	return 0, false
}

// saysCommune tells whether the words can only be a commune with its kind.
func saysCommune(words []string) bool {
	said := readings(words)[1:]
	return len(said) > 0 && !slices.ContainsFunc(said, func(r reading) bool {
		return !(kind{level: registry.LevelCommune}).mayBe(r.kind)
	})
}

// climb counts the segments after the i-th that name what the unit lies in,
// each level once.
func (l *List) climb(m match, segs []segment, i int) candidate {
	c := candidate{match: m, used: 1 << i, n: 1}
	above := l.rows[m.unit].parent
	for j := i + 1; j < len(segs) && above != none; j++ {
		if !segs[j].unit {
			continue
		}
		for up := above; up != none; up = l.rows[up].parent {
			if named, weakly := l.calls(segs[j].words, up); named {
				c.used, c.n, above = c.used|1<<j, c.n+1, l.rows[up].parent
				if weakly {
					c.weak++
				}
				break
			}
		}
	}
	return c
}

// calls tells whether words name the unit, weakly if by another kind, or for an
// old province by the name of the one that it is in now.
func (l *List) calls(words []string, unit int32) (named, weakly bool) {
	r := l.rows[unit]
	heir := unit
	for _, m := range l.mergers {
		if m.old == unit {
			heir = m.new
		}
	}
	for _, said := range readings(words) {
		key := expand(said.name)
		own := key == fold(r.name)
		if !r.kindOf().mayBe(said.kind) || !own && key != fold(l.rows[heir].name) {
			continue
		}
		if own && (said.kind == "" || said.kind == r.kindOf().word) {
			return true, false
		}
		named, weakly = true, true
	}
	return named, weakly
}

// likely leaves out, of units that explain the text equally well, those of
// another kind than it says and those whose marks differ where others' agree.
func (l *List) likely(all []candidate) []candidate {
	found := make([]match, len(all))
	for i, c := range all {
		found[i] = c.match
	}
	found = l.best(believe(found))
	if len(found) > 0 && found[0].spelled < spelledBarely {
		limit := max(found[0].spelled, spelledAlike)
		found = slices.DeleteFunc(found, func(m match) bool { return m.spelled > limit })
	}
	out := make([]candidate, len(found))
	for i, m := range found {
		out[i] = all[slices.IndexFunc(all, func(c candidate) bool { return c.match == m })]
	}
	return out
}

// parsed puts the answer together.
func (l *List) parsed(segs []segment, found []candidate) Parsed {
	var p Parsed
	var used uint64
	for _, c := range found {
		used |= c.used
		if u := l.unit(c.unit); u.Level == registry.LevelCommune {
			p.Units = append(p.Units, u)
		} else {
			p.Wider = append(p.Wider, u)
		}
	}
	var rest []string
	for i, s := range segs {
		switch {
		case used&(1<<i) != 0:
		case s.hamlet && p.Hamlet == "":
			p.Hamlet = s.text()
		default:
			rest = append(rest, s.text())
		}
	}
	p.Rest, p.Province = strings.Join(rest, ", "), provinceOf(slices.Concat(p.Units, p.Wider))
	p.Sure = len(found) == 1 && len(p.Units) == 1 && p.Rest == "" && found[0].plain()
	return p
}

// plain tells whether the text says exactly this.
func (c candidate) plain() bool {
	return c.weak == 0 && c.kind != kindDiffers && c.spelled < spelledBarely
}

// provinceOf is the province that all units lie in, "" when there are two.
func provinceOf(all []Unit) string {
	if len(all) == 0 {
		return ""
	}
	for _, u := range all {
		if u.Province != all[0].Province {
			return ""
		}
	}
	return all[0].Province
}

// Parse is List.Parse at home, unless the text names a province elsewhere or
// home knows nothing of it: then in the nation. Nation().Parse does not prefer
// home.
func Parse(text string, on registry.Date) Parsed {
	p := Home().Parse(text, on)
	if len(p.Units)+len(p.Wider) > 0 && !namesElsewhere(text) {
		return p
	}
	if far := Nation().Parse(text, on); len(far.Units)+len(far.Wider) > 0 {
		return far
	}
	return p
}
