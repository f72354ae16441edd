package profile

import "time"

// Met notes a contact with the province: everybody may work on for a while.
func (p *Profile) Met(at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return
	}
	err := p.ring.Saw(at)
	if err == nil && p.renewable(at) {
		err = p.ring.Renew(p.opened.who, at)
	}
	if err != nil {
		p.o.Log.Error("renew", "err", err)
	}
}

// renewable tells whether the expiry moves by enough to be worth a write.
func (p *Profile) renewable(at time.Time) bool {
	for _, person := range p.ring.People() {
		if at.Add(Offline).Sub(person.Until) > time.Hour {
			return true
		}
	}
	return false
}
