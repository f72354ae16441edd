package profile

import (
	"context"

	"thamho.vn/internal/registry"
)

// Whose rooms there are.
const (
	Nobodys  = "" // not enrolled yet
	Hamlets  = "ap"
	Communes = "xa"
)

// of is whose the room is: as its store says while it is open, and else as stood
// there when it was locked. The caller holds the lock.
func (p *Profile) of() string {
	if p.opened == nil || p.opened.store == nil {
		return p.ring.Sign()
	}
	id, err := p.opened.store.Identity(context.Background()) // read from memory
	switch {
	case registry.CodeOf(err) == registry.NotFound:
		return Nobodys
	case err != nil:
		return p.ring.Sign()
	case id.Commune:
		return Communes
	}
	return Hamlets
}

// sign leaves at the door whose the room is. The caller holds the lock.
func (p *Profile) sign() {
	if err := p.ring.SetSign(p.of()); err != nil {
		p.o.Log.Error("sign", "err", err) // the room opens without it
	}
}

// shared tells whether several people can open the room.
func (p *Profile) shared() bool { return len(p.People()) > 1 }
