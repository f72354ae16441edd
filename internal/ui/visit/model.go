package visit

import (
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
)

// Typed is the form as it stands, half a date included: what a draft keeps.
type Typed struct {
	Outcome   registry.Outcome
	Next      string // digits as typed
	Notice    registry.Notice
	Explained []registry.Topic
	Note      string
}

// Draft is what is kept of the form. The sheet is kept with it, so that a
// visit typed before a power cut does not end on another paper; it is offered
// again only where no paper was begun since.
type Draft struct {
	Typed Typed
	Sheet fieldwork.Sheet
}

// dateReader reads the digits of a date; an error leaves the date unknown.
type dateReader func(digits string) (year, month, day int, err error)

// Visit returns the visit to a household that the form and the sheet make
// together.
func (t Typed) Visit(household uuid.UUID, sheet fieldwork.Sheet, read dateReader) registry.Visit {
	v := registry.Visit{Household: household, Outcome: t.Outcome, Notice: t.Notice, Note: t.Note}
	if year, month, day, err := read(t.Next); err == nil {
		v.Next = registry.Date{Year: year, Month: month, Day: day}
	}
	for _, topic := range t.Explained {
		if v.Explained == nil {
			v.Explained = map[registry.Topic]bool{}
		}
		v.Explained[topic] = true
	}
	return sheet.Fill(v)
}

// at returns the place of v in a numbered choice, -1 when it is not there.
func at[T comparable](choice []T, v T) int { return slices.Index(choice, v) }

// chosen returns what stands at a place of a numbered choice; the zero T for
// -1.
func chosen[T any](choice []T, i int) (v T) {
	if i >= 0 && i < len(choice) {
		return choice[i]
	}
	return v
}

// Attempt is the number of the visit that is being typed, and of the notice
// that would be served: both are counted from the visits.
func Attempt(visits []registry.Record[registry.Visit]) (visit, notice int) {
	return len(visits) + 1, registry.CountNotices(visits) + 1
}

// rowOf places what the rules find.
var rowOf = map[string]string{
	registry.FieldVisitOn: rowOutcome, registry.FieldVisitBy: rowOutcome, registry.FieldSheet: rowOutcome,
	registry.FieldOutcome: rowOutcome, registry.FieldNext: rowNext, registry.FieldNote: rowNote,
}

// The rows of the form.
const (
	rowOutcome = "outcome"
	rowNext    = "next"
	rowNotice  = "notice"
	rowTold    = "told"
	rowNote    = "note"
	rowKids    = "kids"
)
