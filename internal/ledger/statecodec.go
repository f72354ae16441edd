package ledger

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/google/uuid"
)

// stateVersion is the first byte of an encoded state.
const stateVersion = 1

// AppendBinary encodes the state: equal states give equal bytes. The layout is
// version, a table of the dots that occur (ascending), then per field its
// name, siblings and context with dots as places in the table. Kind and record
// are columns of their own in every table and are not repeated here.
func (s *State) AppendBinary(b []byte) []byte {
	dots := s.dots()
	b = append(b, stateVersion)
	b = binary.AppendUvarint(b, uint64(len(dots)))
	for _, d := range dots {
		b = d.appendBinary(b)
	}
	place := func(d Dot) uint64 {
		i, _ := slices.BinarySearchFunc(dots, d, Dot.Compare)
		return uint64(i)
	}
	b = binary.AppendUvarint(b, uint64(len(s.Fields)))
	for i := range s.Fields {
		b = s.Fields[i].appendBinary(b, place)
	}
	return b
}

func (r *Register) appendBinary(b []byte, place func(Dot) uint64) []byte {
	b = appendBytes(b, []byte(r.Name))
	b = binary.AppendUvarint(b, uint64(len(r.Siblings)))
	for _, sib := range r.Siblings {
		b = binary.AppendUvarint(b, place(sib.Dot))
		b = append(b, byte(sib.Rank), boolByte(sib.Withheld))
		b = appendBytes(b, sib.Value)
	}
	b = binary.AppendUvarint(b, uint64(len(r.Context)))
	for _, c := range r.Context {
		b = binary.AppendUvarint(b, place(c.Dot))
		b = append(b, byte(c.Rank))
	}
	return b
}

// dots returns every dot of the state once, ascending.
func (s *State) dots() []Dot {
	var dots []Dot
	add := func(d Dot) {
		if n := len(dots); n == 0 || dots[n-1] != d {
			dots = append(dots, d)
		}
	}
	for i := range s.Fields {
		for _, sib := range s.Fields[i].Siblings {
			add(sib.Dot)
		}
		for _, c := range s.Fields[i].Context {
			add(c.Dot)
		}
	}
	slices.SortFunc(dots, Dot.Compare)
	return slices.Compact(dots)
}

// DecodeState reads what AppendBinary wrote. The values share data.
func DecodeState(kind string, record uuid.UUID, data []byte) (State, error) {
	s := State{Kind: kind, Record: record}
	r := reader{data: data}
	if v := r.byte(); v != stateVersion && r.err == nil {
		return s, fmt.Errorf("state of %s: version %d: %w", record, v, ErrMalformed)
	}
	dots := make([]Dot, r.count(25))
	for i := range dots {
		dots[i] = r.dot()
	}
	s.Fields = make([]Register, r.count(3))
	for i := range s.Fields {
		s.Fields[i] = r.register(dots)
	}
	if r.err == nil && len(r.data) > 0 {
		r.err = ErrMalformed
	}
	if r.err != nil {
		return State{}, fmt.Errorf("state of %s: %w", record, r.err)
	}
	return s, nil
}

// reader takes values from the front of data; after the first error all of
// them are zero.
type reader struct {
	data []byte
	err  error
}

func (r *reader) take(n uint64) []byte {
	if r.err != nil || n > uint64(len(r.data)) {
		r.err = ErrMalformed
		return nil
	}
	part := r.data[:n:n]
	r.data = r.data[n:]
	return part
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.data)
	if n <= 0 {
		r.err = ErrMalformed
		return 0
	}
	r.take(uint64(n))
	return v
}

// count reads a number of items that take at least size bytes each, so that a
// damaged count can't ask for memory.
func (r *reader) count(size int) int {
	n := r.uvarint()
	if r.err != nil || n > uint64(len(r.data)/size) {
		r.err = ErrMalformed
		return 0
	}
	return int(n)
}

func (r *reader) dot() Dot {
	var d Dot
	copy(d.Stream[:], r.take(16))
	d.Seq = r.uvarint()
	copy(d.Mark[:], r.take(8))
	return d
}

func (r *reader) placed(dots []Dot) Dot {
	i := r.uvarint()
	if r.err != nil || i >= uint64(len(dots)) {
		r.err = ErrMalformed
		return Dot{}
	}
	return dots[i]
}

func (r *reader) register(dots []Dot) Register {
	reg := Register{Name: string(r.take(r.uvarint()))}
	reg.Siblings = make([]Sibling, r.count(4))
	for i := range reg.Siblings {
		sib := Sibling{Dot: r.placed(dots), Rank: Rank(r.byte()), Withheld: r.byte() == 1}
		if value := r.take(r.uvarint()); len(value) > 0 {
			sib.Value = value
		}
		reg.Siblings[i] = sib
	}
	reg.Context = make([]Superseded, r.count(2))
	for i := range reg.Context {
		reg.Context[i] = Superseded{Dot: r.placed(dots), Rank: Rank(r.byte())}
	}
	return reg
}

func appendBytes(b, part []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(part)))
	return append(b, part...)
}

func boolByte(v bool) byte {
	if v {
		return 1
	}
	return 0
}
