package profile

import (
	"context"
	"slices"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

// Met notes a contact with the province that just went well: everybody may work on
// for a while, and the officers whom the province named can open the laptop.
// Nothing happens while the profile is locked.
func (p *Profile) Met(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return nil
	}
	signed, err := p.opened.store.Heard(ctx)
	if err != nil {
		return err
	}
	if signed.UnixMilli() > 0 {
		if err := p.ring.Saw(signed, p.o.Now()); err != nil {
			return explain(err)
		}
	}
	if p.renewable() {
		if err := p.ring.Renew(p.opened.who); err != nil {
			return explain(err)
		}
	}
	return p.setOffice(ctx)
}

// renewable tells whether the expiry moves by enough to be worth a write.
func (p *Profile) renewable() bool {
	until := p.ring.Now().Add(Offline)
	return slices.ContainsFunc(p.ring.People(), func(one vault.Person) bool { return until.Sub(one.Until).Abs() > time.Hour })
}

// setOffice gives the officers whom the province named a way in.
func (p *Profile) setOffice(ctx context.Context) error {
	id, err := p.opened.store.Identity(ctx)
	if registry.CodeOf(err) == registry.NotFound || err == nil && id.Recovery == nil {
		return nil
	}
	if err != nil || slices.Equal(p.ring.Office(), id.Recovery.Doc.Officers) {
		return err
	}
	return explain(p.ring.SetOffice(p.opened.who, id.Recovery.Doc.Officers...))
}

// Ran counts how long the program ran without contact, also while it is locked.
func (p *Profile) Ran() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return explain(p.ring.Ran())
}

// ClockBack is how far the laptop's clock stood, when somebody came in, behind what
// it or the province showed before; 0 where it did not.
func (p *Profile) ClockBack() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return 0
	}
	return p.opened.who.Back
}
