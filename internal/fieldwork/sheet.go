package fieldwork

import (
	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// Sheet is the paper that is being keyed in (phiếu đang nhập): whose hamlet,
// who went, on which day, which sheet. It is typed once per paper and stands
// above every visit. It is never stored and never guessed: a program that
// starts, or a hamlet that changes, begins with an empty one.
type Sheet struct {
	Hamlet uuid.UUID
	By     string
	On     registry.Date
	Number int // 0 when the paper has none
}

// Known tells whether the sheet says who went and when.
func (s Sheet) Known() bool { return s.By != "" && s.On.Known() }

// Fill puts the sheet's facts into a visit.
func (s Sheet) Fill(v registry.Visit) registry.Visit {
	v.By, v.On, v.Sheet = s.By, s.On, s.Number
	return v
}

// sheetFields are the parts of a visit that the sheet answers for.
var sheetFields = []string{registry.FieldVisitOn, registry.FieldVisitBy, registry.FieldSheet}

// CheckSheet applies the rules of visits that are about the paper.
func (w *Work) CheckSheet(s Sheet) []registry.Finding {
	var found []registry.Finding
	all := registry.CheckVisit(s.Fill(registry.Visit{}), w.Today())
	for _, field := range sheetFields {
		for _, f := range all {
			if f.Field == field {
				found = append(found, f)
			}
		}
	}
	return found
}

// SetSheet begins a paper. A date or a walker that no visit could bear is a
// *Refused, and the sheet stays what it was.
func (w *Work) SetSheet(s Sheet) (Saved, error) {
	s.By = viet.Clean(s.By)
	found := w.CheckSheet(s)
	if err := refuse(found); err != nil {
		return Saved{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sheet = s
	return Saved{Found: found}, nil
}

// Sheet returns the paper being keyed in for a hamlet; that of another hamlet
// does not count.
func (w *Work) Sheet(hamlet uuid.UUID) Sheet {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.sheet.Hamlet != hamlet {
		return Sheet{Hamlet: hamlet}
	}
	return w.sheet
}

// DropSheet empties the sheet: another hamlet, another typist, a lock.
func (w *Work) DropSheet() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sheet = Sheet{}
}
