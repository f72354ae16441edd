package ledger

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"
)

// SnapshotRecord is a record as a snapshot holds it: its registers, who touched
// it last, and who said each surviving value. The lines themselves are not
// there.
type SnapshotRecord struct {
	State State
	User  uuid.UUID // author of the change with the latest displayed time
	Wall  int64
	Said  []Said // one for each dot of State.Surviving, in that order
}

// Said is who wrote a surviving value, when by his clock, and where its block
// stands in the scope's order.
type Said struct {
	Dot  Dot
	User uuid.UUID
	Wall int64
	Seq  uint64
}

// Surviving returns the dots of all surviving values, each once, ascending.
func (s *State) Surviving() []Dot {
	var dots []Dot
	for i := range s.Fields {
		for _, sib := range s.Fields[i].Siblings {
			dots = append(dots, sib.Dot)
		}
	}
	slices.SortFunc(dots, Dot.Compare)
	return slices.Compact(dots)
}

const (
	segmentVersion = 1
	minRecord      = 16 + 1 + 1 + 2 + 1 + 1 // bytes of the smallest record
)

// Segments gathers records, ascending by id, into segments. Where one segment
// ends depends on the ids alone as long as none grows too large: a record that
// changes changes its own segment, and the others keep their names.
type Segments struct {
	Refs   []SegmentRef
	emit   func(ref SegmentRef, packed []byte) error
	bodies []byte
	users  []uuid.UUID
	count  int
}

// NewSegments makes a gatherer that hands each finished segment to emit.
func NewSegments(emit func(ref SegmentRef, packed []byte) error) *Segments {
	return &Segments{emit: emit}
}

// Segment sizes: about how many records make one, and from how many bytes on
// it ends whatever the ids say.
const (
	segmentRecords = 128
	segmentBytes   = 256 << 10
)

// Add adds the next record. A record that no segment can hold is ErrTooLarge.
func (g *Segments) Add(rec SnapshotRecord) error {
	id := rec.State.Record
	if ends := Sum(id[:]); g.count > 0 && (ends[0]%segmentRecords == 0 || len(g.bodies) >= segmentBytes) {
		if err := g.Close(); err != nil {
			return err
		}
	}
	state := rec.State.AppendBinary(nil)
	if len(state) > MaxSegment/2 {
		return fmt.Errorf("record %s of %d bytes: %w", id, len(state), ErrTooLarge)
	}
	b := append(g.bodies, id[:]...)
	b = appendBytes(b, []byte(rec.State.Kind))
	b = appendBytes(b, state)
	b = binary.AppendUvarint(b, g.user(rec.User))
	b = binary.AppendVarint(b, rec.Wall)
	for _, s := range rec.Said {
		b = binary.AppendUvarint(b, g.user(s.User))
		b = binary.AppendVarint(b, s.Wall)
		b = binary.AppendUvarint(b, s.Seq)
	}
	g.bodies = b
	g.count++
	return nil
}

func (g *Segments) user(id uuid.UUID) uint64 {
	i := slices.Index(g.users, id)
	if i < 0 {
		i = len(g.users)
		g.users = append(g.users, id)
	}
	return uint64(i)
}

// Close ends the last segment.
func (g *Segments) Close() error {
	if g.count == 0 {
		return nil
	}
	raw := []byte{segmentVersion}
	raw = binary.AppendUvarint(raw, uint64(len(g.users)))
	for _, u := range g.users {
		raw = append(raw, u[:]...)
	}
	raw = binary.AppendUvarint(raw, uint64(g.count))
	raw = append(raw, g.bodies...)
	packed := segmentEncoder().EncodeAll(raw, nil)
	ref := SegmentRef{Hash: Sum(packed), Size: len(packed), Records: g.count}
	g.Refs = append(g.Refs, ref)
	g.bodies, g.users, g.count = g.bodies[:0], g.users[:0], 0
	return g.emit(ref, packed)
}

var (
	segmentEncoder = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false), zstd.WithWindowSize(1<<20))
		if err != nil {
			panic(err) // fixed options
		}
		return e
	})
	segmentDecoder = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(MaxSegment), zstd.WithDecoderMaxWindow(1<<20))
		if err != nil {
			panic(err)
		}
		return d
	})
)

// ParseSegment reads the segment that ref names, at most MaxSegment bytes
// whatever it claims to hold. Every state is checked to be one that a replica
// can merge; records ascend by id.
func ParseSegment(ref SegmentRef, packed []byte) ([]SnapshotRecord, error) {
	if len(packed) != ref.Size || Sum(packed) != ref.Hash {
		return nil, fmt.Errorf("segment %s: %w", ref.Hash, ErrRoot)
	}
	raw, err := segmentDecoder().DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack segment %s: %w", ref.Hash, ErrMalformed)
	}
	records, err := readSegment(raw)
	if err == nil && len(records) != ref.Records {
		err = fmt.Errorf("%d records: %w", len(records), ErrMalformed)
	}
	if err != nil {
		return nil, fmt.Errorf("segment %s: %w", ref.Hash, err)
	}
	return records, nil
}

func readSegment(raw []byte) ([]SnapshotRecord, error) {
	r := reader{data: raw}
	if v := r.byte(); v != segmentVersion {
		return nil, fmt.Errorf("version %d: %w", v, ErrMalformed)
	}
	users := make([]uuid.UUID, r.count(16))
	for i := range users {
		copy(users[i][:], r.take(16))
	}
	records := make([]SnapshotRecord, r.count(minRecord))
	for i := range records {
		if err := r.snapshotRecord(&records[i], users); err != nil {
			return nil, err
		}
		if i > 0 && bytes.Compare(records[i-1].State.Record[:], records[i].State.Record[:]) >= 0 {
			return nil, fmt.Errorf("records out of order: %w", ErrMalformed)
		}
	}
	if len(r.data) > 0 {
		return nil, ErrMalformed
	}
	return records, r.err
}

func (r *reader) snapshotRecord(rec *SnapshotRecord, users []uuid.UUID) (err error) {
	var id uuid.UUID
	copy(id[:], r.take(16))
	kind := string(r.take(r.uvarint()))
	state := r.take(r.uvarint())
	rec.User, rec.Wall = r.user(users), r.varint()
	if r.err != nil {
		return r.err
	}
	if rec.State, err = DecodeState(kind, id, state); err != nil {
		return err
	}
	if err := rec.State.check(); err != nil {
		return err
	}
	dots := rec.State.Surviving()
	rec.Said = make([]Said, len(dots))
	for i, dot := range dots {
		rec.Said[i] = Said{Dot: dot, User: r.user(users), Wall: r.varint(), Seq: r.uvarint()}
	}
	return r.err
}

func (r *reader) user(users []uuid.UUID) uuid.UUID {
	i := r.uvarint()
	if r.err != nil || i >= uint64(len(users)) {
		r.err = ErrMalformed
		return uuid.UUID{}
	}
	return users[i]
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.data)
	if n <= 0 {
		r.err = ErrMalformed
		return 0
	}
	r.take(uint64(n))
	return v
}
