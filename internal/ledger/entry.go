package ledger

import (
	"encoding/binary"
	"fmt"

	"github.com/google/uuid"
)

// Entry is a block as it travels: with its admission when it has one. An entry
// of a pull may bear the admission alone, when the block is the asker's own.
type Entry struct {
	Block     *Block
	Admission *SignedAdmission
}

// Bytes returns block length, block, admission length, admission; a length of
// 0 stands for a part that is not there.
func (e Entry) Bytes() []byte {
	var block, admission []byte
	if e.Block != nil {
		block = e.Block.Bytes()
	}
	if e.Admission != nil {
		admission = e.Admission.Bytes()
	}
	out := make([]byte, 0, 8+len(block)+len(admission))
	out = binary.BigEndian.AppendUint32(out, uint32(len(block)))
	out = append(out, block...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(admission)))
	return append(out, admission...)
}

// MaxEntry is the largest Entry in bytes.
const MaxEntry = MaxPacked + 3*MaxHeader

// ParseEntry reads the bytes of Bytes and keeps slices of data. No signature
// is checked.
func ParseEntry(data []byte) (Entry, error) {
	block, rest, err := cut(data, MaxPacked+2*MaxHeader)
	if err != nil {
		return Entry{}, fmt.Errorf("entry: block: %w", err)
	}
	admission, rest, err := cut(rest, MaxHeader)
	if err != nil {
		return Entry{}, fmt.Errorf("entry: admission: %w", err)
	}
	if len(rest) != 0 || len(block)+len(admission) == 0 {
		return Entry{}, fmt.Errorf("entry of %d bytes: %w", len(data), ErrMalformed)
	}
	return parseParts(block, admission)
}

func parseParts(block, admission []byte) (Entry, error) {
	var e Entry
	if len(block) > 0 {
		b, err := ParseBlock(block)
		if err != nil {
			return Entry{}, err
		}
		e.Block = &b
	}
	if len(admission) > 0 {
		a, err := ParseSigned[Admission](admission)
		if err != nil {
			return Entry{}, fmt.Errorf("entry: admission: %w", err)
		}
		e.Admission = &a
	}
	return e, nil
}

// Branch is one unbroken chain of admitted blocks of a stream. A stream has
// one branch unless a disk was cloned.
type Branch struct {
	Head   Hash   `json:"head"` // header hash of its last block
	First  uint64 `json:"first"`
	Last   uint64 `json:"last"`
	Parent Hash   `json:"parent"` // header hash before First; zero at the start of the stream
	// Joined says that the block before First is admitted too, inside another
	// branch: a cloned disk went its own way there. Else a hole is before First.
	Joined bool `json:"joined,omitempty"`
}

// StreamVector says what a replica holds of a stream. Held and quarantined
// blocks are received and kept, but not acknowledged. Admitted are, in the answer
// to a push, those of its blocks that stand in a branch: who sends them may not
// have what follows them there, up to the branch's head.
type StreamVector struct {
	Scope       uuid.UUID `json:"scope"`
	Stream      uuid.UUID `json:"stream"`
	Branches    []Branch  `json:"branches,omitempty"`
	Held        []Hash    `json:"held,omitempty"`
	Quarantined []Hash    `json:"quarantined,omitempty"`
	Admitted    []Hash    `json:"admitted,omitempty"`
}

// Position is how far a replica has followed a scope's order in one epoch.
type Position struct {
	Scope   uuid.UUID `json:"scope"`
	Cursor  uint64    `json:"cursor"`
	Rolling Hash      `json:"rolling"` // Roll over the blocks 1..Cursor
}
