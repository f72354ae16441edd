package ledger

import (
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
)

// Op says what a change does to its record. The list only grows: it crosses
// the wire.
type Op string

// The operations of protocol version 1.
const (
	OpSet     Op = "set"
	OpCreate  Op = "create"
	OpDelete  Op = "delete"
	OpMerge   Op = "merge"
	OpUnmerge Op = "unmerge"
	OpResolve Op = "resolve"
	OpMove    Op = "move-request"
)

// Change is what one person did to one record in one act. It is the part of a
// line that stays when values are redacted: names but no values.
type Change struct {
	Seq      uint64           `json:"q"`
	Kind     string           `json:"k"`
	Record   uuid.UUID        `json:"r"`
	Op       Op               `json:"o"`
	Names    []string         `json:"n"`           // fields set, ascending
	Replaces map[string][]Dot `json:"c,omitempty"` // by field: the dots whose values the author saw there
	Version  int              `json:"v"`
	User     uuid.UUID        `json:"u"`
	Wall     int64            `json:"w"` // Unix milliseconds as the author's screen showed them; never used to merge
}

// Validate checks the change against the limits of the package.
func (c Change) Validate() error {
	switch {
	case c.Seq == 0:
		return fmt.Errorf("change number 0: %w", ErrMalformed)
	case c.Record == uuid.Nil:
		return fmt.Errorf("change %d: no record: %w", c.Seq, ErrMalformed)
	case !validName(c.Kind):
		return fmt.Errorf("change %d: kind %q: %w", c.Seq, c.Kind, ErrMalformed)
	case len(c.Names) == 0 || len(c.Names) > MaxFields:
		return fmt.Errorf("change %d: %d fields: %w", c.Seq, len(c.Names), ErrMalformed)
	}
	if err := c.validateNames(); err != nil {
		return err
	}
	return c.validateReplaced()
}

func (c Change) validateNames() error {
	for i, name := range c.Names {
		if !validName(name) {
			return fmt.Errorf("change %d: field %q: %w", c.Seq, name, ErrMalformed)
		}
		if i > 0 && c.Names[i-1] >= name {
			return fmt.Errorf("change %d: fields not ascending: %w", c.Seq, ErrMalformed)
		}
	}
	return nil
}

func (c Change) validateReplaced() error {
	total := 0
	for name, dots := range c.Replaces {
		if !validName(name) {
			return fmt.Errorf("change %d: replaced field %q: %w", c.Seq, name, ErrMalformed)
		}
		total += len(dots)
	}
	if total > MaxReplaced {
		return fmt.Errorf("change %d replaces %d dots: %w", c.Seq, total, ErrTooLarge)
	}
	return nil
}

// validName allows lower-case letters, digits and . _ - and nothing else, so
// that a name can stand in a log, a file or a query.
func validName(s string) bool {
	if s == "" || len(s) > MaxName {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// Values are a change's field values, each JSON as its author wrote it, in the
// order of Change.Names. JSON null empties a field.
type Values []json.RawMessage
