package ledger

import (
	"fmt"

	"github.com/google/uuid"
)

// parseChange reads the change of a line. Keys are taken exactly as written
// and each at most once, so that two programs can't read one line in two ways;
// keys that this version does not know are left alone.
func parseChange(raw []byte) (Change, error) {
	var c Change
	seen := map[string]bool{}
	err := members(raw, func(key string, value []byte) error {
		if seen[key] {
			return fmt.Errorf("key %q twice: %w", key, ErrMalformed)
		}
		seen[key] = true
		if err := c.set(key, value); err != nil {
			return fmt.Errorf("key %q: %w", key, ErrMalformed)
		}
		return nil
	})
	return c, err
}

func (c *Change) set(key string, value []byte) (err error) {
	switch key {
	case "q":
		var n int64
		n, err = whole(value)
		c.Seq = uint64(max(n, 0))
	case "k":
		c.Kind, err = text(value)
	case "r":
		c.Record, err = parseID(value)
	case "o":
		var op string
		op, err = text(value)
		c.Op = Op(op)
	case "n":
		c.Names, err = texts(value)
	case "c":
		c.Replaces, err = parseReplaced(value)
	case "v":
		var n int64
		n, err = whole(value)
		c.Version = int(n)
	case "u":
		c.User, err = parseID(value)
	case "w":
		c.Wall, err = whole(value)
	}
	return err
}

func parseID(value []byte) (uuid.UUID, error) {
	s, err := text(value)
	if err != nil || len(s) != 36 {
		return uuid.Nil, ErrMalformed
	}
	return uuid.Parse(s)
}

func texts(array []byte) ([]string, error) {
	parts, err := elements(array)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(parts))
	for i, p := range parts {
		if out[i], err = text(p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func parseReplaced(object []byte) (map[string][]Dot, error) {
	out := map[string][]Dot{}
	err := members(object, func(name string, value []byte) error {
		list, err := texts(value)
		if err != nil {
			return err
		}
		dots := make([]Dot, len(list))
		for i, s := range list {
			if dots[i], err = ParseDot(s); err != nil {
				return err
			}
		}
		out[name] = dots
		return nil
	})
	return out, err
}
