package ledger

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// fieldCarried begins the names of the fields in which the server carries a
// line of a record into the scope where the record lives now: the line as its
// author wrote it, with its stream and the rank of its admission. Whoever
// merges the carrying line merges the carried one, with its own dot, context
// and rank; so carrying it twice changes nothing.
const fieldCarried = "_mang."

// carriedPart is how much of a carried line goes into one field.
const carriedPart = MaxField - 64

// Carried is a line on its way into another scope.
type Carried struct {
	Line   Line
	Stream uuid.UUID
	Rank   Rank
}

// Dot names the change that is carried.
func (c Carried) Dot() Dot { return c.Line.Dot(c.Stream) }

// Carry returns the draft that carries a line.
func Carry(c Carried) (Draft, error) {
	if c.Line.Carries() {
		return Draft{}, fmt.Errorf("carry a line that carries: %w", ErrMalformed)
	}
	data := append(append(c.Stream[:len(c.Stream):len(c.Stream)], byte(c.Rank)), c.Line.raw...)
	text := base64.RawURLEncoding.EncodeToString(pack(data))
	d := Draft{Kind: c.Line.Change.Kind, Record: c.Line.Change.Record, Op: OpCreate, Fields: map[string]json.RawMessage{}, Seen: map[string][]Dot{}}
	for n := 0; len(text) > 0; n++ {
		part := text[:min(len(text), carriedPart)]
		d.Fields[fmt.Sprintf("%s%03d", fieldCarried, n)] = json.RawMessage(`"` + part + `"`)
		text = text[len(part):]
	}
	return d, nil
}

// Carries tells whether the line has the form of one that carries, withheld or
// not. Only at RankServer does it mean anything.
func (l Line) Carries() bool {
	return len(l.Change.Names) > 0 && strings.HasPrefix(l.Change.Names[0], fieldCarried)
}

// Carried returns the line that this one carries. Only the server carries: ask
// at the rank of the admission.
func (l Line) Carried(rank Rank) (c Carried, ok bool) {
	if rank < RankServer || l.Withheld || !l.Carries() {
		return c, false
	}
	var packed []byte
	for _, value := range l.Values {
		part, err := text(value)
		if err != nil {
			return c, false
		}
		packed = append(packed, part...)
	}
	raw, err := base64.RawURLEncoding.DecodeString(string(packed))
	if err != nil {
		return c, false
	}
	data, err := unpack(raw)
	if err != nil || len(data) < len(c.Stream)+1 {
		return c, false
	}
	copy(c.Stream[:], data)
	c.Rank = Rank(data[len(c.Stream)])
	c.Line, err = ParseLine(data[len(c.Stream)+1:])
	return c, err == nil && !c.Line.Carries() && c.Line.Change.Record == l.Change.Record
}
