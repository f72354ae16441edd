package fieldwork

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// Sample draws n entered children of a hamlet for the re-survey (phúc tra). The
// draw follows from the seed alone, so that anybody can draw it again and nobody
// can choose.
func (w *Work) Sample(ctx context.Context, hamlet uuid.UUID, n int, seed string) ([]registry.Record[registry.Person], error) {
	type drawn struct {
		rec registry.Record[registry.Person]
		lot [sha256.Size]byte
	}
	var all []drawn
	err := w.store.Children(ctx, hamlet, func(_ registry.HouseholdRow, rec registry.Record[registry.Person]) {
		if rec.Value.IsEntered() {
			all = append(all, drawn{rec, sha256.Sum256(append([]byte(seed), rec.ID[:]...))})
		}
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b drawn) int { return bytes.Compare(a.lot[:], b.lot[:]) })
	out := make([]registry.Record[registry.Person], 0, n)
	for _, d := range all[:min(n, len(all))] {
		out = append(out, d.rec)
	}
	return out, nil
}

// Resurvey writes what the second look at a child came to.
func (w *Work) Resurvey(ctx context.Context, child registry.Record[registry.Person], result registry.Resurvey) error {
	after := child.Value
	after.Resurveyed = result
	return w.amend(ctx, child, after)
}

// AgreementRate counts, of the children of a hamlet that were looked at again,
// those that agreed.
func (w *Work) AgreementRate(ctx context.Context, hamlet uuid.UUID) (agreed, looked int, err error) {
	err = w.store.Children(ctx, hamlet, func(_ registry.HouseholdRow, rec registry.Record[registry.Person]) {
		if rec.Value.Resurveyed != registry.NotResurveyed {
			looked++
		}
		if rec.Value.Resurveyed == registry.Agrees {
			agreed++
		}
	})
	return agreed, looked, err
}
