package places

import (
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
	found := l.candidates(segs, on)
	if on.Known() {
		if ever := l.candidates(segs, registry.Date{}); len(ever) > 0 && (len(found) == 0 || ever[0].n > found[0].n) {
			found = ever
		}
	}
	return l.parsed(segs, found)
}

// candidates returns the units that explain the most segments.
func (l *List) candidates(segs []segment, on registry.Date) []candidate {
	var all []candidate
	for i := firstUnit(segs); i < len(segs); i++ {
		if !segs[i].unit {
			continue
		}
		for _, m := range l.lookup(segs[i].words, on) {
			all = append(all, l.climb(m, segs, i))
		}
	}
	most := 0
	for _, c := range all {
		most = max(most, c.n)
	}
	return l.likely(slices.DeleteFunc(all, func(c candidate) bool { return c.n < most }))
}

// firstUnit is where the commune stands: a segment that says that it is one
// can't be its neighbour's district.
func firstUnit(segs []segment) int {
	for i, s := range slices.Backward(segs) {
		if s.unit && saysCommune(s.words) {
			return i
		}
	}
	return 0
}

// saysCommune tells whether the words can only be a commune with its kind.
func saysCommune(words []string) bool {
	said := readings(words)[1:]
	return len(said) > 0 && !slices.ContainsFunc(said, func(r reading) bool {
		return !(Unit{Level: registry.LevelCommune}).mayBe(r.kind)
	})
}

// climb counts the segments after the i-th that name what the unit lies in,
// each level once.
func (l *List) climb(m match, segs []segment, i int) candidate {
	c := candidate{match: m, used: 1 << i, n: 1}
	above := l.parents[m.unit]
	for j := i + 1; j < len(segs) && above != none; j++ {
		if !segs[j].unit {
			continue
		}
		for up := above; up != none; up = l.parents[up] {
			if l.calls(segs[j].words, up) {
				c.used, c.n, above = c.used|1<<j, c.n+1, l.parents[up]
				break
			}
		}
	}
	return c
}

// calls tells whether words name the unit. An old province is called by the
// name of the one that it is in now, too.
func (l *List) calls(words []string, unit int32) bool {
	names := []string{fold(l.units[unit].Name)}
	if l.units[unit].Level == registry.LevelProvince {
		for _, now := range l.reformed(unit) {
			names = append(names, fold(l.units[now].Name))
		}
	}
	for _, r := range readings(words) {
		key := fold(r.name)
		if full, ok := short[key]; ok {
			key = full
		}
		if l.units[unit].mayBe(r.kind) && slices.Contains(names, key) {
			return true
		}
	}
	return false
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
		if u := l.units[c.unit]; u.Level == registry.LevelCommune {
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
	return p
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
