package demo

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// seed is where everything of a province comes from. Each thing takes its
// randomness by its own path («hamlet/32155/4»), so that leaving one out
// changes no other.
type seed uint64

// anySeed gives the ids that all demo provinces share: those of the reference
// scope and of the laptop that writes it, so that a server notices a second
// province.
const anySeed seed = 0

// space is the namespace of the ids of all demo provinces.
var space = uuid.MustParse("5b0f1c36-6c0e-5d0a-9a55-2c7d7a1e0f96")

func (s seed) digest(path string) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "thamho demo v1\n%d\n%s", uint64(s), path))
}

// id names the thing at path: a UUIDv5.
func (s seed) id(path string) uuid.UUID {
	return uuid.NewSHA1(space, fmt.Appendf(nil, "%d/%s", uint64(s), path))
}

// dice returns the randomness of the thing at path.
func (s seed) dice(path string) dice {
	sum := s.digest("dice/" + path)
	return dice{rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])))}
}

// signKey returns the Ed25519 key of the device at path.
func (s seed) signKey(path string) ed25519.PrivateKey {
	sum := s.digest("sign/" + path)
	return ed25519.NewKeyFromSeed(sum[:])
}

func publicKey(key ed25519.PrivateKey) ledger.PublicKey {
	return ledger.PublicKey(key.Public().(ed25519.PublicKey))
}

// boxKey returns the public X25519 key of the device at path.
func (s seed) boxKey(path string) (ledger.PublicKey, error) {
	sum := s.digest("box/" + path)
	key, err := ecdh.X25519().NewPrivateKey(sum[:])
	if err != nil {
		return ledger.PublicKey{}, fmt.Errorf("make box key of %s: %w", path, err)
	}
	return ledger.PublicKey(key.PublicKey().Bytes()), nil
}

// dice draws whole numbers only: floating point may round differently on
// another processor, and then the same seed would not give the same bytes.
type dice struct{ *rand.Rand }

// between returns a number from lo to hi, both included.
func (d dice) between(lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + d.IntN(hi-lo+1)
}

// permille is true n times in a thousand.
func (d dice) permille(n int) bool { return d.IntN(1000) < n }

// salt returns the next salt of a line.
func (d dice) salt() ledger.Salt {
	var s ledger.Salt
	binary.BigEndian.PutUint64(s[:], d.Uint64())
	binary.BigEndian.PutUint32(s[8:], d.Uint32())
	return s
}
