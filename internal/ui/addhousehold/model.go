package addhousehold

import (
	"strconv"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// typed is the form as it stands: what a draft keeps.
type typed struct {
	Number string // digits as typed
	Head   string
	Line   string
	Phone  string // digits as typed
}

// household is what the form says of a household of a hamlet.
func (t typed) household(hamlet uuid.UUID) registry.Household {
	h := registry.Household{Hamlet: hamlet, Head: t.Head, Line: t.Line, Phone: t.Phone}
	if n, err := strconv.Atoi(t.Number); err == nil {
		h.Number = n
	}
	return h
}

// The rows of the form.
const (
	rowNumber = "number"
	rowHead   = "head"
	rowLine   = "line"
	rowPhone  = "phone"
)

// rowOf places what the rules find.
var rowOf = map[string]string{
	registry.FieldHouseholdNumber: rowNumber, registry.FieldHead: rowHead, registry.FieldLine: rowLine,
	registry.FieldPhone: rowPhone, registry.FieldHamlet: rowHead,
}
