package fieldtest

import (
	"math/rand/v2"
	"sync"
)

// chance is randomness from a seed that several may draw from, as they do from
// the real one: an import decides rows while those before are written.
type chance struct {
	mu  sync.Mutex
	rng *rand.ChaCha8
}

func newChance(seed byte) *chance { return &chance{rng: rand.NewChaCha8([32]byte{seed})} }

func (c *chance) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rng.Read(p)
}
