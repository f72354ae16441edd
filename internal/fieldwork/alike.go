package fieldwork

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/match"
)

// Alike is a child on record that may be the one that is being typed.
type Alike struct {
	Child     registry.Record[registry.Person]
	Household registry.Household
	Score     match.Score
}

// MaybeSame returns the children on this laptop that may be the same as p, the
// likeliest first and with its household. id is p's own record, uuid.Nil while it is new.
func (w *Work) MaybeSame(ctx context.Context, id uuid.UUID, p registry.Person) ([]Alike, error) {
	sketch := match.Of(id, tidyPerson(p))
	found, err := w.store.Alike(ctx, sketch.Keys())
	if err != nil {
		return nil, err
	}
	var out []Alike
	for _, rec := range found {
		if rec.ID == id || p.Apart[rec.ID.String()] {
			continue
		}
		if s := match.Compare(sketch, match.Of(rec.ID, rec.Value)); s.Grade >= match.Likely {
			out = append(out, Alike{Child: rec, Score: s})
		}
	}
	slices.SortStableFunc(out, func(a, b Alike) int { return b.Score.Points - a.Score.Points })
	if len(out) > 0 {
		page, err := w.store.Household(ctx, out[0].Child.Value.Household)
		if registry.IgnoreGone(err) != nil {
			return nil, err
		}
		out[0].Household = page.Household.Value
	}
	return out, nil
}

// Pair is two records that may be one child.
type Pair struct {
	A, B  registry.Record[registry.Person]
	Score match.Score
}

// Pairs returns the pairs of children of a hamlet (zero: of all) that may be
// one child each, the likeliest first. Pairs that somebody said to be two
// children are left out.
func (w *Work) Pairs(ctx context.Context, hamlet uuid.UUID) ([]Pair, error) {
	ids, err := w.store.AlikePairs(ctx, hamlet)
	if err != nil {
		return nil, err
	}
	var out []Pair
	for _, ab := range ids {
		p, ok, err := w.pair(ctx, ab)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Pair) int { return b.Score.Points - a.Score.Points })
	return out, nil
}

func (w *Work) pair(ctx context.Context, ab [2]uuid.UUID) (p Pair, ok bool, err error) {
	if p.A, err = w.store.Person(ctx, ab[0]); err != nil {
		return p, false, registry.IgnoreGone(err)
	}
	if p.B, err = w.store.Person(ctx, ab[1]); err != nil {
		return p, false, registry.IgnoreGone(err)
	}
	p.Score = match.Compare(match.Of(p.A.ID, p.A.Value), match.Of(p.B.ID, p.B.Value))
	apart := p.A.Value.Apart[p.B.ID.String()] || p.B.Value.Apart[p.A.ID.String()]
	return p, p.Score.Grade >= match.Likely && !apart, nil
}
