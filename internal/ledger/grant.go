package ledger

import (
	"fmt"

	"github.com/google/uuid"
)

// Rank orders who outranks whom when two write the same field. It is stored
// in one byte; gaps leave room.
type Rank uint8

// The ranks of protocol version 1.
const (
	RankHamlet   Rank = 10
	RankCommune  Rank = 20
	RankPolice   Rank = 30 // answers of the police, as the liaison enters them
	RankProvince Rank = 40
	RankServer   Rank = 50
)

// Grant says that a device may write in a scope for a user. The server signs
// it and replicates it in that scope, so that every replica can check.
type Grant struct {
	ID     uuid.UUID `json:"id"`
	Device uuid.UUID `json:"device"`
	Sign   PublicKey `json:"sign"` // Ed25519 key of the device
	Box    PublicKey `json:"box"`  // X25519 key of the device, for sealed bundles
	User   uuid.UUID `json:"user"`
	Name   string    `json:"name"` // the user's name as shown beside what they wrote
	Scope  uuid.UUID `json:"scope"`
	Role   string    `json:"role"`
	Rank   Rank      `json:"rank"`
	From   int64     `json:"from"` // Unix milliseconds
}

// SignedGrant is a grant as the server issued it.
type SignedGrant = Signed[Grant]

// ServerCert vouches for a server key; the offline key of the province signs it.
type ServerCert struct {
	Server uuid.UUID `json:"server"`
	Sign   PublicKey `json:"sign"`
	Box    PublicKey `json:"box"`
	From   int64     `json:"from"`
}

// SignedServerCert is a server certificate as the province signed it.
type SignedServerCert = Signed[ServerCert]

// Trust is what a replica believes: the province's root key, and the server
// keys that it vouched for.
type Trust struct {
	Root    PublicKey
	servers map[KeyID]PublicKey
}

// NewTrust starts from the province's root key alone.
func NewTrust(root PublicKey) *Trust {
	return &Trust{Root: root, servers: map[KeyID]PublicKey{}}
}

// AddServer believes a server key if the root signed its certificate.
func (t *Trust) AddServer(cert SignedServerCert) error {
	if err := cert.Verify(t.Root, ForServer); err != nil {
		return fmt.Errorf("server certificate: %w", err)
	}
	t.servers[cert.Doc.Sign.ID()] = cert.Doc.Sign
	return nil
}

// ServerKey returns a server key by id, or ErrUnknownKey.
func (t *Trust) ServerKey(id KeyID) (PublicKey, error) {
	key, ok := t.servers[id]
	if !ok {
		return PublicKey{}, fmt.Errorf("server key %s: %w", id, ErrUnknownKey)
	}
	return key, nil
}

// CheckGrant verifies that a server we believe issued the grant.
func (t *Trust) CheckGrant(g SignedGrant) error {
	key, err := t.ServerKey(g.Key())
	if err != nil {
		return err
	}
	return g.Verify(key, ForGrant)
}
