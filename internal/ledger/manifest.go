package ledger

import (
	"bytes"
	"fmt"

	"github.com/google/uuid"
)

// ManifestVersion is the version of the snapshot's form, manifest and segments.
const ManifestVersion = 1

// Manifest describes a snapshot: a scope's records as they stood at one place of
// its order, for a laptop that has nothing yet. The server signs it for
// ForSnapshot; its segments are named by their hashes and never change.
type Manifest struct {
	Version  int             `json:"v"`
	Server   uuid.UUID       `json:"server"`
	Scope    uuid.UUID       `json:"scope"`
	Epoch    uuid.UUID       `json:"epoch"`
	Seq      uint64          `json:"seq"`     // the last entry that is in it
	Rolling  Hash            `json:"rolling"` // Roll over the blocks 1..Seq
	Last     SignedAdmission `json:"last"`    // of the entry at Seq: proof if the server forgets
	Records  int             `json:"records"`
	Streams  []StreamHead    `json:"streams"`
	Segments []SegmentRef    `json:"segments"`
	Root     Hash            `json:"root"` // of the tree over the segments' hashes
}

// StreamHead is a branch that is in a snapshot. What is before its first change
// is a hole: the server does not have it, though something stands behind it.
type StreamHead struct {
	Stream uuid.UUID `json:"stream"`
	First  uint64    `json:"first,omitzero"` // zero of older servers, which did not say
	Last   uint64    `json:"last"`
	Head   Hash      `json:"head"`
}

// SegmentRef names a segment.
type SegmentRef struct {
	Hash    Hash `json:"hash"` // of its packed bytes
	Size    int  `json:"size"` // packed
	Records int  `json:"records"`
}

// SignedManifest is a manifest as the server signed it.
type SignedManifest = Signed[Manifest]

// ParseManifest reads the bytes of SignedManifest.Bytes. It verifies nothing.
func ParseManifest(data []byte) (SignedManifest, error) {
	var m SignedManifest
	if len(data) > MaxManifest {
		return m, fmt.Errorf("manifest of %d bytes: %w", len(data), ErrTooLarge)
	}
	err := m.UnmarshalJSON(bytes.Clone(data))
	return m, err
}

// RootOf returns the root over the segments of a manifest.
func RootOf(segments []SegmentRef) Hash {
	leaves := make([]Hash, len(segments))
	for i, s := range segments {
		leaves[i] = s.Hash
	}
	return Root(leaves)
}

// Validate checks what can be checked of a manifest alone.
func (m Manifest) Validate() error {
	switch {
	case m.Version != ManifestVersion:
		return fmt.Errorf("snapshot version %d: %w", m.Version, ErrMalformed)
	case m.Server == uuid.Nil || m.Scope == uuid.Nil || m.Epoch == uuid.Nil || m.Seq == 0 || m.Seq >= 1<<63:
		return fmt.Errorf("snapshot of no scope, epoch or place: %w", ErrMalformed)
	case len(m.Segments) > MaxSegments:
		return fmt.Errorf("snapshot of %d segments: %w", len(m.Segments), ErrTooLarge)
	case RootOf(m.Segments) != m.Root:
		return fmt.Errorf("snapshot: %w", ErrRoot)
	}
	records := 0
	for _, s := range m.Segments {
		if s.Size <= 0 || s.Size > MaxSegment || s.Records <= 0 || s.Records > MaxSegment/minRecord {
			return fmt.Errorf("segment of %d bytes, %d records: %w", s.Size, s.Records, ErrMalformed)
		}
		records += s.Records
	}
	if records != m.Records {
		return fmt.Errorf("snapshot of %d records has %d: %w", m.Records, records, ErrMalformed)
	}
	return nil
}

// CheckManifest verifies that a server we believe made the snapshot, and that
// it hangs together.
func (t *Trust) CheckManifest(m SignedManifest) error {
	key, err := t.ServerKey(m.Key())
	if err != nil {
		return err
	}
	if err := m.Verify(key, ForSnapshot); err != nil {
		return err
	}
	if err := m.Doc.Validate(); err != nil {
		return err
	}
	last := m.Doc.Last
	if key, err = t.ServerKey(last.Key()); err != nil {
		return err
	}
	if err := last.Verify(key, ForAdmission); err != nil {
		return err
	}
	if last.Doc.Scope != m.Doc.Scope || last.Doc.Epoch != m.Doc.Epoch || last.Doc.Seq != m.Doc.Seq {
		return fmt.Errorf("snapshot with the admission of another place: %w", ErrMalformed)
	}
	return nil
}

// Vectors says what of the streams is in the snapshot.
func (m Manifest) Vectors() []StreamVector {
	out := make([]StreamVector, len(m.Streams))
	for i, s := range m.Streams {
		out[i] = StreamVector{Scope: m.Scope, Stream: s.Stream, Branches: []Branch{{Head: s.Head, First: s.First, Last: s.Last}}}
	}
	return out
}
