package fieldwork

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// Grown returns those of a hamlet (zero: of all) who were children on the lists
// and are 16 now: they stand on none any more, and their records are to be let
// go (Law 91/2025, Art. 3.3, 14.1c).
func (w *Work) Grown(ctx context.Context, hamlet uuid.UUID) ([]registry.Grown, error) {
	return w.store.Grown(ctx, hamlet, registry.ListsBegan)
}

// LetGo decides of many at once that their records are no longer to be held. They
// leave the households' pages now and may be erased after registry.GraceDays;
// until then KeepOn and Undo take it back. It returns how many it was new for.
// Errors: officer_only.
func (w *Work) LetGo(ctx context.Context, grown ...registry.Grown) (int, error) {
	return w.decideHold(ctx, grown, w.Today())
}

// KeepOn takes LetGo back. Errors: officer_only.
func (w *Work) KeepOn(ctx context.Context, grown ...registry.Grown) (int, error) {
	return w.decideHold(ctx, grown, registry.Date{})
}

func (w *Work) decideHold(ctx context.Context, grown []registry.Grown, on registry.Date) (int, error) {
	var acts []act
	for _, g := range grown {
		if g.Person.Value.LetGo.Known() == on.Known() {
			continue
		}
		if err := w.MayRule(ctx, g.Person.Scope); err != nil {
			return 0, err
		}
		after := g.Person.Value
		after.LetGo = on
		a, err := w.change(g.Person, after)
		if err != nil {
			return 0, err
		}
		acts = append(acts, a)
	}
	return len(acts), w.commitAll(ctx, acts)
}

// EraseGrown erases what was let go and whose days of grace are over, with the
// records that were merged into it. What the province does not have yet, what
// somebody is typing about, and what a request of the family is open about stays:
// left counts those. There is no undo. Errors: officer_only.
func (w *Work) EraseGrown(ctx context.Context, reason string, grown ...registry.Grown) (erased, left int, err error) {
	asked, err := w.askedAbout(ctx)
	if err != nil {
		return 0, 0, err
	}
	for _, g := range grown {
		switch g.Held(w.Today()) {
		case registry.HeldStill, registry.HeldWaiting:
			continue
		case registry.HeldUnsent:
			left++
			continue
		}
		typed, err := w.store.Drafted(ctx, g.Person.ID)
		if err != nil {
			return erased, left, err
		}
		if typed || asked[g.Person.ID] {
			left++
			continue
		}
		if err := w.eraseWithMerged(ctx, g.Person, reason); err != nil {
			return erased, left, err
		}
		erased++
	}
	return erased, left, nil
}

func (w *Work) eraseWithMerged(ctx context.Context, rec registry.Record[registry.Person], reason string) error {
	merged, err := w.store.MergedInto(ctx, rec.ID)
	if err != nil {
		return err
	}
	for _, other := range merged {
		if err := w.Erase(ctx, registry.KindPerson, other, rec.Scope, reason); registry.IgnoreGone(err) != nil {
			return err
		}
	}
	return w.Erase(ctx, registry.KindPerson, rec.ID, rec.Scope, reason)
}

// askedAbout are the people about whom a request is open.
func (w *Work) askedAbout(ctx context.Context) (map[uuid.UUID]bool, error) {
	all, err := w.store.Requests(ctx)
	out := map[uuid.UUID]bool{}
	for _, r := range all {
		if !r.Value.Closed.Known() {
			out[r.Value.Person] = true
		}
	}
	return out, err
}
