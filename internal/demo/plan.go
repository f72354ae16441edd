package demo

import (
	"errors"
	"fmt"
	"math"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// Counts are the figures of a unit.
type Counts struct {
	Children int // the target
	Entered  int // in the ministry's software
	NoNumber int // without a personal number
}

func (c Counts) plus(o Counts) Counts {
	return Counts{c.Children + o.Children, c.Entered + o.Entered, c.NoNumber + o.NoNumber}
}

// unit is an administrative unit with its id.
type unit struct {
	registry.Unit
	id uuid.UUID
	Counts
}

// commune is a commune with its hamlets.
type commune struct {
	unit
	district int // place in plan.districts
	hamlets  []hamlet
}

// hamlet is a hamlet with what its census must come to.
type hamlet struct {
	unit
	path      string // «hamlet/32155/4»: where its randomness comes from
	outside   int    // children neither entered nor with a number
	firstCell int    // first of its serial numbers, see numbers
	cellSize  int
}

// inside returns how many children are entered and have no number.
func (h *hamlet) inside() int { return h.NoNumber - h.outside }

// plan says how many of everything.
type plan struct {
	seed      seed
	scale     int // in millionths
	reference uuid.UUID
	province  unit
	districts []unit
	communes  []commune
}

// The figures of the article at scale 1, and the bounds of a hamlet.
const (
	million     = 1_000_000
	smallestAp  = 134
	largestAp   = 283
	maxScale    = 20 // beyond this the serials of FACTS do not suffice
	provinceNum = "96"
	demoCommune = "32155" // xã Tạ An Khương, huyện Đầm Dơi
	demoHamlet  = 3       // ấp 4
)

// ErrCommune is for a code that no commune of the province had at asOf.
var ErrCommune = errors.New("no such commune")

// ErrScale is for a scale that no province can be made at.
var ErrScale = errors.New("scale must be more than 0 and at most 20")

// newPlan makes the plan of a province. It takes milliseconds and does no I/O.
func newPlan(s seed, scale float64) (*plan, error) {
	if !(scale > 0 && scale <= maxScale) {
		return nil, fmt.Errorf("scale %v: %w", scale, ErrScale)
	}
	p := &plan{seed: s, scale: int(math.Round(scale * million)), reference: anySeed.id("scope/province")}
	if err := p.readUnits(); err != nil {
		return nil, err
	}
	if err := p.readTargets(); err != nil {
		return nil, err
	}
	for i := range p.communes {
		p.communes[i].share(s.dice("share/"+p.communes[i].Code), p.scale)
	}
	p.sumUp()
	if p.province.Children == 0 {
		return nil, fmt.Errorf("scale %v leaves no child: %w", scale, ErrScale)
	}
	p.giveSerials()
	return p, p.check()
}

// scaled returns n at the plan's scale, rounded half up.
func (p *plan) scaled(n int) int { return scaleBy(n, p.scale) }

func scaleBy(n, millionths int) int { return (n*millionths + million/2) / million }

// sumUp fills the counts of districts and province from the communes.
func (p *plan) sumUp() {
	for i := range p.communes {
		c := &p.communes[i]
		d := &p.districts[c.district]
		d.Counts = d.plus(c.Counts)
		p.province.Counts = p.province.plus(c.Counts)
	}
}

// check makes sure that the hamlets come to what the communes must have.
func (p *plan) check() error {
	for i := range p.communes {
		c := &p.communes[i]
		var sum Counts
		for j := range c.hamlets {
			sum = sum.plus(c.hamlets[j].Counts)
		}
		if sum != c.Counts {
			return fmt.Errorf("plan of commune %s: hamlets come to %+v, want %+v", c.Code, sum, c.Counts)
		}
	}
	return nil
}

// giveSerials gives each hamlet its part of the 100,000 serials in proportion
// to its children, so that numbers are unique in the province although every
// census is made alone.
func (p *plan) giveSerials() {
	before := 0
	for i := range p.communes {
		for j := range p.communes[i].hamlets {
			h := &p.communes[i].hamlets[j]
			h.firstCell = before * serials / p.province.Children
			before += h.Children
			h.cellSize = before*serials/p.province.Children - h.firstCell
		}
	}
}

// eachHamlet calls fn for the hamlets of the wanted communes (nil: of all) in
// the order of the official list.
func (p *plan) eachHamlet(wanted map[string]bool, fn func(*commune, *hamlet) error) error {
	for i := range p.communes {
		c := &p.communes[i]
		if wanted != nil && !wanted[c.Code] {
			continue
		}
		for j := range c.hamlets {
			if err := fn(c, &c.hamlets[j]); err != nil {
				return err
			}
		}
	}
	return nil
}

// provincePath is where the randomness of the province's office comes from.
const provincePath = "province"

// path is where the randomness of the commune's office comes from.
func (c *commune) path() string { return "commune/" + c.Code }

func (p *plan) referenceScope() wire.Scope {
	return wire.Scope{ID: p.reference, Kind: wire.ScopeReference, Unit: p.province.id}
}

func (c *commune) scope() wire.Scope {
	return wire.Scope{ID: c.Scope, Kind: wire.ScopeCommune, Unit: c.id}
}

func (h *hamlet) scope() wire.Scope {
	return wire.Scope{ID: h.Scope, Kind: wire.ScopeHamlet, Unit: h.id}
}
