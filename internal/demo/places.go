package demo

import (
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
)

// The sources of the targets: all are invented, and what a commune gave its
// hamlets says so besides.
const (
	givenSource  = central.DemoSource
	sharedSource = central.DemoSource + ", xã phân bổ"
)

// The kinds of working group (registry.Group).
const (
	groupProvince = "tinh"
	groupPolice   = "cong_an_tinh" // beside the province's, not above the others
	groupDistrict = "huyen"
	groupCommune  = "xa"
	groupHamlet   = "ap"
)

// groupWords begin the name of a group.
const groupWords = "Tổ công tác Đề án 06 "

// writeProvince makes the script of the province's office: units, working
// groups, and the targets down to the communes.
func (p *plan) writeProvince() ([]act, error) {
	var s script
	d := newDesk(p.seed.dice("desk/"+provincePath), 5_000)
	p.eachUnit(func(u *unit, _ string) { create(&s, d.wall(listing), registry.KindUnit, u.id, u.Unit) })
	p.writeGroup(&s, d, &p.province, groupPolice, groupWords+"Công an tỉnh "+p.province.Name)
	kinds := map[registry.Level]string{
		registry.LevelProvince: groupProvince, registry.LevelDistrict: groupDistrict,
		registry.LevelCommune: groupCommune, registry.LevelHamlet: groupHamlet,
	}
	p.eachUnit(func(u *unit, within string) {
		p.writeGroup(&s, d, u, kinds[u.Level], groupWords+u.FullName()+within)
	})
	p.eachUnit(func(u *unit, _ string) {
		if u.Level != registry.LevelHamlet {
			p.writeTarget(&s, d, u, givenSource)
		}
	})
	return s.ordered()
}

// writeHamletTargets makes the script of a commune's office: what it gave each
// of its hamlets («xã phân bổ»).
func (p *plan) writeHamletTargets(c *commune) ([]act, error) {
	var s script
	d := newDesk(p.seed.dice("desk/"+c.path()), 30_000)
	for i := range c.hamlets {
		p.writeTarget(&s, d, &c.hamlets[i].unit, sharedSource)
	}
	return s.ordered()
}

func (p *plan) writeGroup(s *script, d *desk, u *unit, kind, name string) {
	group := registry.Group{Unit: u.id, Kind: kind, Name: name}
	create(s, d.wall(listing), registry.KindGroup, p.seed.id("group/"+kind+"/"+u.id.String()), group)
}

func (p *plan) writeTarget(s *script, d *desk, u *unit, source string) {
	create(s, d.wall(asOf), registry.KindTarget, p.seed.id("target/"+u.id.String()), registry.Target{
		Unit: u.id, AsOf: AsOf, Source: source, Children: u.Children, Entered: u.Entered, NoNumber: u.NoNumber,
	})
}

// eachUnit calls fn for every unit, parents before their parts; within names
// the commune of a hamlet.
func (p *plan) eachUnit(fn func(u *unit, within string)) {
	fn(&p.province, "")
	for i := range p.districts {
		fn(&p.districts[i], "")
	}
	for i := range p.communes {
		fn(&p.communes[i].unit, "")
	}
	for i := range p.communes {
		c := &p.communes[i]
		for j := range c.hamlets {
			fn(&c.hamlets[j].unit, ", "+c.FullName())
		}
	}
}
