package forms

import (
	"strconv"
	"strings"
	"sync"

	"thamho.vn/internal/registry"
)

// Export is a template of a list that goes out: its columns are data, so that
// the order of the ministry's software is a matter of a file.
type Export struct {
	Code    string   `json:"code"`
	Only    string   `json:"only"` // "no_number": children without one
	Columns []column `json:"columns"`
}

type column struct {
	Head  string `json:"head"`
	Field string `json:"field"`
}

// Exports lists the templates in the order of the choice.
var Exports = sync.OnceValue(func() []Export { return read[[]Export]("exports.json") })

// Head returns the titles.
func (e Export) Head() []string {
	out := make([]string, len(e.Columns))
	for i, c := range e.Columns {
		out[i] = c.Head
	}
	return out
}

// Sensitive are the codes of the sensitive fields that the list bears.
func (e Export) Sensitive() (out []string) {
	for _, c := range e.Columns {
		if c.Field == "ethnic" {
			out = append(out, registry.FieldEthnic)
		}
	}
	return out
}

// Takes tells whether a child belongs on the list.
func (e Export) Takes(p registry.Person) bool { return e.Only != "no_number" || !p.HasNumber() }

// Row returns the cells of a child; every one is text, numbers too.
func (e Export) Row(stt int, s Subject) []string {
	values := known(s)
	hamlet, commune, _ := strings.Cut(s.Hamlet, ", ")
	for field, value := range map[string]string{
		"stt": strconv.Itoa(stt), "name": s.Child.Name, "household": strconv.Itoa(s.Household.Number), "head": s.Household.Head,
		"hamlet": hamlet, "commune": commune, "birth": s.Child.Birth.Padded(),
	} {
		values[field] = value
	}
	out := make([]string, len(e.Columns))
	for i, c := range e.Columns {
		out[i] = values[c.Field]
	}
	return out
}
