package demo

import "github.com/google/uuid"

// Laptop is what a laptop of the demo hamlet, ấp 4 of xã Tạ An Khương, is
// enrolled with: a second device of the group's user, beside the one that
// wrote the demo data.
type Laptop struct {
	User      uuid.UUID
	Name      string    // of the user
	Unit      uuid.UUID // the hamlet
	Place     string    // ấp 4, xã Tạ An Khương
	Scope     uuid.UUID // of the hamlet: to write and read
	Commune   uuid.UUID // scope of the commune: for its officers, never for the hamlet's laptop to read
	Reference uuid.UUID // scope of the province: to read
}

func (p *plan) laptop(t *tables) Laptop {
	var out Laptop
	for i := range p.communes {
		c := &p.communes[i]
		if c.Code != demoCommune {
			continue
		}
		h := &c.hamlets[demoHamlet]
		team := p.seed.teamAt(t, h.path)
		out = Laptop{
			User: team.user, Name: team.typist, Unit: h.id, Place: h.FullName() + ", " + c.FullName(),
			Scope: h.Scope, Commune: c.Scope, Reference: p.reference,
		}
	}
	return out
}

// LaptopCommunes are the communes to load when only the demo laptop matters:
// the one that its hamlet lies in.
func LaptopCommunes() []string { return []string{demoCommune} }
