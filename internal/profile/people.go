package profile

import (
	"context"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

// Person is one who may come in.
type Person struct {
	Room int // of Rooms
	Slot int
	Name string
	Once bool          // comes with a code and must choose a passphrase
	Wait time.Duration // before the next try
	Of   string        // whose the room is: Hamlets, Communes, Nobodys
	Here bool          // the room is the one that is open
}

// Empty tells whether the profile has nobody yet.
func (p *Profile) Empty() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ring.Empty()
}

// People are those who may come in, in the order in which they came.
func (p *Profile) People() (out []Person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.ring.People() {
		out = append(out, Person{Slot: one.Slot, Name: one.Name, Once: one.Once, Wait: p.ring.Wait(one.Slot), Of: p.of(), Here: p.opened != nil})
	}
	return out
}

// Begin makes the first person and opens.
func (p *Profile) Begin(ctx context.Context, name, pass string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	who, err := p.begin(name, pass)
	if err != nil {
		return err
	}
	return p.enter(ctx, who)
}

// SetUp makes the first person without opening; where there is somebody already
// it does nothing.
func (p *Profile) SetUp(name, pass string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ring.Empty() {
		return nil
	}
	who, err := p.begin(name, pass)
	if err == nil {
		who.Wipe()
	}
	return err
}

func (p *Profile) begin(name, pass string) (*vault.Unlocked, error) {
	if err := p.clearSpent(); err != nil {
		return nil, err
	}
	who, err := p.ring.Begin(name, []byte(pass), p.o.Now())
	return who, explain(err)
}

// Unlock opens for a person. When it was too long without contact the error has
// the key offline_expired; the profile is open then all the same, for one sync.
func (p *Profile) Unlock(ctx context.Context, slot int, pass string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	who, expired := p.ring.Unlock(slot, []byte(pass), p.o.Now())
	if who == nil {
		return explain(expired)
	}
	if err := p.enter(ctx, who); err != nil {
		return err
	}
	return explain(expired)
}

// Verify tells whether a passphrase is right, and opens nothing.
func (p *Profile) Verify(slot int, pass string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	who, err := p.ring.Unlock(slot, []byte(pass), p.o.Now())
	if who != nil {
		who.Wipe()
	}
	return explain(err)
}

// Change gives the person who is in another passphrase.
func (p *Profile) Change(pass string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return explain(vault.ErrNobody)
	}
	return explain(p.ring.Change(p.opened.who, []byte(pass)))
}

// Invite makes a slot with a code that serves once.
func (p *Profile) Invite(name string) (code string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return "", explain(vault.ErrNobody)
	}
	code, err = p.ring.Invite(p.opened.who, name)
	return code, explain(err)
}

// Remove takes a person away, and with them the key that they knew. Nothing may
// use the store meanwhile: it is another one afterwards. Its error has the key
// people_self for oneself and for the last one.
func (p *Profile) Remove(ctx context.Context, slot int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.opened == nil {
		return explain(vault.ErrNobody)
	}
	if len(p.ring.People()) < 2 || slot == p.opened.who.Slot {
		return &registry.Error{Code: registry.Invalid, Key: "people_self"}
	}
	if err := p.ring.Remove(slot); err != nil {
		return explain(err)
	}
	return p.rekey(ctx)
}
