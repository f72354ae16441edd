package export

import (
	"context"
	"path/filepath"

	"github.com/google/uuid"

	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/papers/forms"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/words"
)

// Review writes the paper with which a hamlet is walked, and notes that it left:
// for what is known. It returns its path.
func Review(ctx context.Context, s Source, hamlet uuid.UUID) (string, error) {
	place, err := s.Hamlet(ctx, hamlet)
	if err != nil {
		return "", err
	}
	office, err := forms.OfficeFor(place)
	if err != nil {
		return "", err
	}
	if office.Guardian, err = s.Guardian(ctx); err != nil {
		return "", err
	}
	roll, err := s.Roll(ctx, hamlet)
	if err != nil {
		return "", err
	}
	if len(roll) == 0 {
		return "", &registry.Error{Code: registry.Invalid, Key: "list_empty"}
	}
	rows := make([]forms.ReviewRow, len(roll))
	for i, l := range roll {
		rows[i] = forms.ReviewRow{STT: l.Household.Number, Head: l.Household.Head, Child: l.Child.Value}
	}
	dir, err := folder.Dir()
	if err != nil {
		return "", err
	}
	e := registry.Export{Unit: hamlet, Purpose: words.Say("review.purpose"), Kind: "review", Rows: len(rows), Sensitive: []string{registry.FieldEthnic}}
	if err := s.NoteExport(ctx, e); err != nil {
		return "", err
	}
	doc := forms.ReviewSheet(place.Name+", "+place.Commune, s.Today(), rows, office)
	path := filepath.Join(dir, "PRS_"+folder.Plain(place.Name)+"_"+s.Today().ISO()+".pdf")
	return path, folder.Write(path, doc.PDF)
}
