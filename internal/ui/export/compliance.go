package export

import (
	"context"
	"path/filepath"

	"github.com/google/uuid"

	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/papers/forms"
	"thamho.vn/internal/registry"
)

// Checker counts what the periodic check asks for.
type Checker interface {
	Hamlet(ctx context.Context, id uuid.UUID) (registry.HamletRow, error)
	Today() registry.Date
	Guardian(ctx context.Context) (string, error)
	Compliance(ctx context.Context, from, to registry.Date) (registry.Compliance, error)
}

// Compliance writes the report of the periodic check of this year, as a paper to
// sign and as one to go on writing in. It returns the path of the first.
func Compliance(ctx context.Context, s Checker, hamlet uuid.UUID) (string, error) {
	place, err := s.Hamlet(ctx, hamlet)
	if err != nil {
		return "", err
	}
	to := s.Today()
	count, err := s.Compliance(ctx, registry.Date{Year: to.Year, Month: 1, Day: 1}, to)
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
	dir, err := folder.Dir()
	if err != nil {
		return "", err
	}
	doc := forms.Compliance(count, place.Commune, office)
	path := filepath.Join(dir, "TT_"+folder.Plain(place.Commune)+"_"+to.ISO())
	if err := folder.Write(path+".docx", doc.DOCX); err != nil {
		return "", err
	}
	return path + ".pdf", folder.Write(path+".pdf", doc.PDF)
}
