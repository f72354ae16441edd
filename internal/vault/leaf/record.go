package leaf

import (
	"encoding/binary"
	"math"
)

// varint reads a number of one to nine bytes; n is 0 when there is none.
func varint(p []byte) (v uint64, n int) {
	for n < len(p) && n < 8 {
		c := p[n]
		v = v<<7 | uint64(c&0x7f)
		n++
		if c < 0x80 {
			return v, n
		}
	}
	if n == 8 && len(p) > 8 {
		return v<<8 | uint64(p[8]), 9
	}
	return 0, 0
}

// record reads the values of a row: their types, then they themselves.
func record(p []byte) ([]any, bool) {
	size, n := varint(p)
	if n == 0 || size > uint64(len(p)) || int(size) < n {
		return nil, false
	}
	types, body := p[n:size], p[size:]
	var out []any
	for len(types) > 0 {
		kind, n := varint(types)
		if n == 0 {
			return nil, false
		}
		types = types[n:]
		v, used, ok := value(kind, body)
		if !ok {
			return nil, false
		}
		out, body = append(out, v), body[used:]
	}
	return out, true
}

// sizes of whole numbers, by their type.
var sizes = [...]int{0, 1, 2, 3, 4, 6, 8}

// The types of a value beside whole numbers; from firstBytes on bytes and texts
// take turns, and the type is their length.
const (
	typeFloat  = 7
	typeZero   = 8
	typeOne    = 9
	firstBytes = 12
)

// value reads one value by its type.
func value(kind uint64, p []byte) (v any, used int, ok bool) {
	switch {
	case kind == 0:
		return nil, 0, true
	case kind < typeFloat:
		n := sizes[kind]
		if len(p) < n {
			return nil, 0, false
		}
		x := int64(int8(p[0]))
		for _, c := range p[1:n] {
			x = x<<8 | int64(c)
		}
		return x, n, true
	case kind == typeFloat:
		if len(p) < 8 {
			return nil, 0, false
		}
		return math.Float64frombits(binary.BigEndian.Uint64(p)), 8, true
	case kind == typeZero || kind == typeOne:
		return int64(kind - typeZero), 0, true
	case kind < firstBytes:
		return nil, 0, false
	}
	n := (kind - firstBytes) / 2
	if n > uint64(len(p)) {
		return nil, 0, false
	}
	if kind%2 == 0 {
		return p[:n:n], int(n), true
	}
	return string(p[:n]), int(n), true
}
