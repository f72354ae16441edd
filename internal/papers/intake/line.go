package intake

import (
	"slices"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// The codes of problems. Those of numbers are registry's findings; they all
// stand in reports and never change.
const (
	CodeFix        = "fix"
	CodeMissing    = "missing"
	CodeError      = "error"            // can't be read
	CodeOrder      = "warn:order"       // day and month may be swapped
	CodeYearOnly   = "info:year"        // the list has only a year
	CodeUnknown    = "warn:unknown"     // in no table
	CodeEthnicList = "warn:ethnic_list" // a code that two lists read differently
	CodeFormula    = "error:formula"    // a formula without a value
	CodeOdd        = "warn:odd"
)

// Problem is one thing about one cell.
type Problem struct {
	Field Field
	Code  string
	Why   []Why  // what a fix put right
	Was   string // the cell as the list has it, of a fix
}

// Line is a row as understood.
type Line struct {
	Row      int      // in the sheet, from 1
	Cells    []string // as the list has them
	Encoding viet.Encoding
	Clean    []string // cleaned, by column
	Person   registry.Person
	STT      string // as the list numbers its rows
	Result   string // what an office wrote beside the row
	Head     string // of the household
	Number   string // of the household in the hamlet's list
	Hamlet   string
	Commune  string
	Address  string
	Phone    string
	Problems []Problem
}

// Has tells whether the line has a problem of that code in a field.
func (l *Line) Has(field Field, code string) bool {
	return slices.ContainsFunc(l.Problems, func(p Problem) bool { return p.Field == field && p.Code == code })
}

// Fixed tells whether something was put right in any field for that cause.
func (l *Line) Fixed(why Why) bool {
	return slices.ContainsFunc(l.Problems, func(p Problem) bool { return slices.Contains(p.Why, why) })
}

func (l *Line) tell(field Field, code string) {
	l.Problems = append(l.Problems, Problem{Field: field, Code: code})
}

// Codes writes the problems as column=code pairs with a semicolon between them.
func (l *Line) Codes() string {
	pairs := make([]string, len(l.Problems))
	for i, p := range l.Problems {
		pairs[i] = string(p.Field) + "=" + p.Code
	}
	return strings.Join(pairs, ";")
}

// Originals writes what the changed cells held, as column=original pairs.
func (l *Line) Originals() string {
	var pairs []string
	for _, p := range l.Problems {
		if p.Code == CodeFix {
			pairs = append(pairs, string(p.Field)+"="+p.Was)
		}
	}
	return strings.Join(pairs, ";")
}

// OddNumber is what the list has for a number when that is none; "" otherwise.
func (l *Line) OddNumber(layout Layout) string {
	at, ok := layout.At(Number)
	if !ok || l.Person.Number.PIN != "" || l.Has(Number, CodeMissing) {
		return ""
	}
	return cellAt(l.Clean, at)
}

// Held says why a line can't be taken over before somebody looked at it; "" for
// most.
func (l *Line) Held() registry.HeldReason {
	switch {
	case l.Person.Name == "":
		return registry.HeldNoName
	case slices.ContainsFunc(l.Problems, func(p Problem) bool { return p.Code == CodeFormula }):
		return registry.HeldFormula
	case l.Has(Birth, CodeOrder):
		return registry.HeldOrder
	}
	return ""
}
