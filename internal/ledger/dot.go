package ledger

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Mark is the first 8 bytes of a line's leaf hash. It keeps two changes apart
// that came to bear the same number in the same stream (a cloned disk).
type Mark [8]byte

// Dot names one change for ever.
type Dot struct {
	Stream uuid.UUID
	Seq    uint64 // from 1
	Mark   Mark
}

// Compare orders dots by stream, number and mark. The order has no meaning
// beyond being the same on every replica.
func (d Dot) Compare(o Dot) int {
	if c := bytes.Compare(d.Stream[:], o.Stream[:]); c != 0 {
		return c
	}
	if d.Seq != o.Seq {
		if d.Seq < o.Seq {
			return -1
		}
		return 1
	}
	return bytes.Compare(d.Mark[:], o.Mark[:])
}

// String writes the dot as it stands in a line: stream/number/mark.
func (d Dot) String() string {
	var mark [11]byte
	base64.RawURLEncoding.Encode(mark[:], d.Mark[:])
	return d.Stream.String() + "/" + strconv.FormatUint(d.Seq, 10) + "/" + string(mark[:])
}

// ParseDot reads what String wrote.
func ParseDot(s string) (Dot, error) {
	var d Dot
	err := d.UnmarshalText([]byte(s))
	return d, err
}

// MarshalText makes the dot a JSON string.
func (d Dot) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the JSON form; only the exact form of String is taken.
func (d *Dot) UnmarshalText(text []byte) error {
	stream, rest, ok := strings.Cut(string(text), "/")
	number, mark, ok2 := strings.Cut(rest, "/")
	if !ok || !ok2 {
		return fmt.Errorf("dot %q: %w", text, ErrMalformed)
	}
	id, err := uuid.Parse(stream)
	if err != nil || len(stream) != 36 {
		return fmt.Errorf("dot %q: stream: %w", text, ErrMalformed)
	}
	seq, err := strconv.ParseUint(number, 10, 63)
	if err != nil || seq == 0 {
		return fmt.Errorf("dot %q: number: %w", text, ErrMalformed)
	}
	d.Stream, d.Seq = id, seq
	return decodeExact(d.Mark[:], []byte(mark), "dot mark")
}

// appendBinary writes the 16-byte stream, the number as uvarint, the mark.
func (d Dot) appendBinary(b []byte) []byte {
	b = append(b, d.Stream[:]...)
	b = binary.AppendUvarint(b, d.Seq)
	return append(b, d.Mark[:]...)
}
