package ledger

import (
	"crypto/ed25519"
	"errors"

	"github.com/google/uuid"
)

var (
	// ErrGap says that a page does not follow the cursor. Nothing was applied.
	ErrGap = errors.New("page does not follow the cursor")
	// ErrMissingBlock says that a page names an own block that is not here (a
	// restored disk). Nothing was applied; ask again for whole entries.
	ErrMissingBlock = errors.New("own block is not here")
)

// Identity is who a laptop is to the province, since its enrolment. It holds
// secret keys: it is stored, never sent or logged.
type Identity struct {
	Device    uuid.UUID          `json:"device"`
	SignKey   ed25519.PrivateKey `json:"sign_key"`
	BoxKey    []byte             `json:"box_key"` // X25519
	User      uuid.UUID          `json:"user"`
	UserName  string             `json:"user_name"`
	Root      PublicKey          `json:"root"`
	Server    SignedServerCert   `json:"server"`
	ServerURL string             `json:"server_url"`
	// Authorities are the certificates, in DER, of those who certify the
	// province's server in TLS; none when it shows a public certificate. Cert is
	// this device's own.
	Authorities [][]byte `json:"authorities,omitempty"`
	Cert        []byte   `json:"cert,omitempty"`
	// Commune says that the laptop enrolled for a commune's scope: who may open its
	// store are that commune's officers.
	Commune bool `json:"commune,omitempty"`
	// Recovery names who can open the laptop when its people can't; nil before
	// the province told.
	Recovery *SignedRecovery `json:"recovery,omitempty"`
}

// MayHold tells whether the laptop's store may hold a scope of a kind. A commune's
// only where it was enrolled for one: whatever the server grants later, the people
// of a hamlet can open every store that is not.
func (id Identity) MayHold(kind string) bool { return id.Commune || kind != ScopeCommune }

// Trust returns what an enrolled laptop believes.
func (id Identity) Trust() (*Trust, error) {
	t := NewTrust(id.Root)
	return t, t.AddServer(id.Server)
}

// Incarnation is one life of a laptop's store. A disk that was cloned or
// restored takes a new one, so that no number of a stream is ever used twice.
type Incarnation struct {
	Store uuid.UUID `json:"store"`
	Nonce Hash      `json:"nonce"` // what the server heard last
	Next  Hash      `json:"next"`  // what it will hear next; stored before it is said
}

// ScopeCommune is the kind of a commune's scope.
const ScopeCommune = "xa"

// Scope is a scope that a laptop may read, and the unit it belongs to. The
// kinds are those of the protocol.
type Scope struct {
	ID   uuid.UUID
	Kind string
	Unit uuid.UUID
}

// BlockRef names a block.
type BlockRef struct {
	Scope uuid.UUID `json:"scope"`
	Hash  Hash      `json:"hash"`
}

// Head is the last block of a stream that somebody holds.
type Head struct {
	Scope, Stream uuid.UUID
	Last          uint64
	Hash          Hash
}
