package ledger

import (
	"fmt"

	"github.com/google/uuid"
)

// Admission is the server's word that a block entered a scope: at which rank
// its values count and at which place in the order. It travels with the block,
// so that a server restored from a backup admits the block again whatever its
// grants say by then.
type Admission struct {
	Scope uuid.UUID `json:"scope"`
	Block Hash      `json:"block"` // hash of the block's header
	Rank  Rank      `json:"rank"`
	Epoch uuid.UUID `json:"epoch"` // which life of the server's database
	Seq   uint64    `json:"seq"`   // dense in (epoch, scope), from 1
}

// SignedAdmission is an admission as the server signed it.
type SignedAdmission = Signed[Admission]

// CheckAdmission verifies that a server we believe admitted this block.
func (t *Trust) CheckAdmission(a SignedAdmission, header Header, hash Hash) error {
	key, err := t.ServerKey(a.Key())
	if err != nil {
		return err
	}
	if err := a.Verify(key, ForAdmission); err != nil {
		return err
	}
	if a.Doc.Block != hash || a.Doc.Scope != header.Scope {
		return fmt.Errorf("admission of another block: %w", ErrMalformed)
	}
	return nil
}

// Roll extends the rolling hash of a scope's order by one entry. Two replicas
// with the same rolling hash at a cursor hold the same blocks in that order.
func Roll(before Hash, seq uint64, block Hash) Hash {
	var n [8]byte
	for i := range n {
		n[i] = byte(seq >> (56 - 8*i))
	}
	return Sum(before[:], n[:], block[:])
}
