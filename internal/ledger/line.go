package ledger

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
)

// Salt hides a line's values behind its hash, so that a withheld value can't
// be guessed from it. It is dropped together with the value.
type Salt [12]byte

// MarshalText makes the salt a JSON string.
func (s Salt) MarshalText() ([]byte, error) {
	return []byte(base64.RawURLEncoding.EncodeToString(s[:])), nil
}

// UnmarshalText reads the JSON form.
func (s *Salt) UnmarshalText(text []byte) error { return decodeExact(s[:], text, "salt") }

// Line is a change in its stored form: one JSON object
//
//	{"a":{change},"s":"salt","f":[values]}    or, with its values withheld,
//	{"a":{change},"h":"hash of salt and values"}
//
// The bytes are kept as written; both forms have the same leaf hash.
type Line struct {
	Change   Change
	Values   Values // nil when withheld
	Withheld bool
	raw      []byte
	leaf     Hash
}

// lineJSON is the outer object. The inner parts stay raw: they are hashed as
// they stand.
type lineJSON struct {
	Change json.RawMessage `json:"a"`
	Salt   *Salt           `json:"s,omitempty"`
	Values json.RawMessage `json:"f,omitempty"`
	Hidden *Hash           `json:"h,omitempty"`
}

// NewLine writes a change down. len(values) must be len(change.Names).
func NewLine(change Change, values Values, salt Salt) (Line, error) {
	if err := change.Validate(); err != nil {
		return Line{}, err
	}
	if err := checkValues(change, values); err != nil {
		return Line{}, err
	}
	shape, err := json.Marshal(change)
	if err != nil {
		return Line{}, fmt.Errorf("encode change %d: %w", change.Seq, err)
	}
	packed, err := json.Marshal(values)
	if err != nil {
		return Line{}, fmt.Errorf("encode values of change %d: %w", change.Seq, err)
	}
	raw, err := json.Marshal(lineJSON{Change: shape, Salt: &salt, Values: packed})
	if err != nil {
		return Line{}, fmt.Errorf("encode line %d: %w", change.Seq, err)
	}
	return ParseLine(raw)
}

// ParseLine reads a line and keeps raw as its bytes; the caller gives raw away.
func ParseLine(raw []byte) (Line, error) {
	outer, err := splitLine(raw)
	if err != nil {
		return Line{}, fmt.Errorf("line: %w", err)
	}
	l := Line{raw: raw}
	if l.Change, err = parseChange(outer.Change); err != nil {
		return Line{}, fmt.Errorf("change: %w", err)
	}
	if err := l.Change.Validate(); err != nil {
		return Line{}, err
	}
	hidden, err := l.readValues(outer)
	if err != nil {
		return Line{}, err
	}
	shape := Sum(outer.Change)
	l.leaf = Sum([]byte{0}, shape[:], hidden[:])
	return l, nil
}

// splitLine takes the outer object apart; its parts share raw.
func splitLine(raw []byte) (outer lineJSON, err error) {
	if !json.Valid(raw) {
		return outer, ErrMalformed
	}
	err = members(raw, func(key string, value []byte) error {
		switch {
		case key == "a" && outer.Change == nil:
			outer.Change = value
		case key == "f" && outer.Values == nil:
			outer.Values = value
		case key == "s" && outer.Salt == nil:
			outer.Salt = new(Salt)
			return unquoteInto(outer.Salt, value)
		case key == "h" && outer.Hidden == nil:
			outer.Hidden = new(Hash)
			return unquoteInto(outer.Hidden, value)
		default:
			return fmt.Errorf("key %q: %w", key, ErrMalformed)
		}
		return nil
	})
	return outer, err
}

func unquoteInto(dst encoding.TextUnmarshaler, value []byte) error {
	s, err := text(value)
	if err != nil || s == "" {
		return ErrMalformed
	}
	return dst.UnmarshalText([]byte(s))
}

// readValues fills Values and returns the hash of salt and values.
func (l *Line) readValues(outer lineJSON) (Hash, error) {
	if outer.Hidden != nil && outer.Salt == nil && outer.Values == nil {
		l.Withheld = true
		return *outer.Hidden, nil
	}
	if outer.Salt == nil || outer.Values == nil || outer.Hidden != nil {
		return Hash{}, fmt.Errorf("line %d: neither values nor their hash: %w", l.Change.Seq, ErrMalformed)
	}
	values, err := elements(outer.Values)
	if err != nil {
		return Hash{}, fmt.Errorf("values of line %d: %w", l.Change.Seq, err)
	}
	l.Values = values
	if err := checkValues(l.Change, l.Values); err != nil {
		return Hash{}, err
	}
	return Sum([]byte{2}, outer.Salt[:], outer.Values), nil
}

func checkValues(c Change, values Values) error {
	if len(values) != len(c.Names) {
		return fmt.Errorf("change %d: %d fields, %d values: %w", c.Seq, len(c.Names), len(values), ErrMalformed)
	}
	for i, v := range values {
		if len(v) > MaxField {
			return fmt.Errorf("change %d: field %s has %d bytes: %w", c.Seq, c.Names[i], len(v), ErrTooLarge)
		}
	}
	return nil
}

// Withhold returns the line without its values and their salt. Its leaf hash,
// and so the block's signature, stay good.
func (l Line) Withhold() (Line, error) {
	if l.Withheld {
		return l, nil
	}
	outer, err := splitLine(l.raw)
	if err != nil {
		return Line{}, fmt.Errorf("withhold line %d: %w", l.Change.Seq, err)
	}
	hidden := Sum([]byte{2}, outer.Salt[:], outer.Values)
	raw, err := json.Marshal(lineJSON{Change: outer.Change, Hidden: &hidden})
	if err != nil {
		return Line{}, fmt.Errorf("withhold line %d: %w", l.Change.Seq, err)
	}
	return ParseLine(raw)
}

// Raw returns the bytes of the line, without a line end. The caller must not
// change them.
func (l Line) Raw() []byte { return l.raw }

// Leaf returns the hash under which the line stands in its block's tree.
func (l Line) Leaf() Hash { return l.leaf }

// Dot names the line's change in its stream.
func (l Line) Dot(stream uuid.UUID) Dot {
	return Dot{Stream: stream, Seq: l.Change.Seq, Mark: Mark(l.leaf[:8])}
}

// ParseLines reads NDJSON: every line ends with a line feed.
func ParseLines(body []byte) ([]Line, error) {
	lines := make([]Line, 0, bytes.Count(body, []byte{'\n'}))
	for len(body) > 0 {
		end := bytes.IndexByte(body, '\n')
		if end < 0 {
			return nil, fmt.Errorf("last line is cut: %w", ErrMalformed)
		}
		line, err := ParseLine(body[:end:end])
		if err != nil {
			return nil, err
		}
		lines, body = append(lines, line), body[end+1:]
	}
	return lines, nil
}
