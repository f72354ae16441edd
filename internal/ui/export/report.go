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

// Counter counts for a report.
type Counter interface {
	Hamlet(ctx context.Context, id uuid.UUID) (registry.HamletRow, error)
	Guardian(ctx context.Context) (string, error)
	TakeReport(ctx context.Context, hamlet uuid.UUID) (registry.Report, error)
}

// Report counts a hamlet's children as they stand today, keeps the count, and
// writes it as a paper to sign and as one to go on writing in. It returns the
// path of the first.
func Report(ctx context.Context, s Counter, hamlet uuid.UUID) (string, error) {
	place, err := s.Hamlet(ctx, hamlet)
	if err != nil {
		return "", err
	}
	office, err := forms.OfficeFor(place)
	if err != nil {
		return "", err
	}
	count, err := s.TakeReport(ctx, hamlet)
	if err != nil {
		return "", err
	}
	dir, err := folder.Dir()
	if err != nil {
		return "", err
	}
	if office.Guardian, err = s.Guardian(ctx); err != nil {
		return "", err
	}
	doc := forms.Report(count, place.Name+", "+place.Commune, office, func(r registry.ReasonInfo) (string, string) {
		return words.Say("reason." + string(r.Code)), words.Say("actor." + string(r.Next))
	})
	path := filepath.Join(dir, "BC_"+folder.Plain(place.Name)+"_"+count.AsOf.ISO())
	if err := folder.Write(path+".docx", doc.DOCX); err != nil {
		return "", err
	}
	return path + ".pdf", folder.Write(path+".pdf", doc.PDF)
}
