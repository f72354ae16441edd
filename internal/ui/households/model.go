// Package households is the list of a hamlet's households: found as one types,
// filtered by what is left to do.
package households

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// Source answers what the list shows.
type Source interface {
	HouseholdKeys(ctx context.Context, q registry.HouseholdQuery) ([]registry.Key, error)
	HouseholdRows(ctx context.Context, keys []registry.Key) ([]registry.HouseholdRow, error)
	HouseholdCounts(ctx context.Context, hamlet uuid.UUID) ([registry.HouseholdFilters]int, error)
}

// found is the answer to one question.
type found struct {
	query  registry.HouseholdQuery
	keys   []registry.Key
	first  []registry.HouseholdRow // the first page, so that it is drawn at once
	counts [registry.HouseholdFilters]int
}

// pageSize is how many rows are read at a time.
const pageSize = 100

// find asks the source. The first rows come with the keys: what one sees after
// a key press needs no second question.
func find(ctx context.Context, source Source, q registry.HouseholdQuery) (found, error) {
	f := found{query: q}
	var err error
	if f.keys, err = source.HouseholdKeys(ctx, q); err != nil {
		return f, err
	}
	if f.first, err = source.HouseholdRows(ctx, f.page(0)); err != nil {
		return f, err
	}
	f.counts, err = source.HouseholdCounts(ctx, q.Hamlet)
	return f, err
}

// page returns the keys of a page.
func (f found) page(n int) []registry.Key {
	from := min(n*pageSize, len(f.keys))
	return f.keys[from:min(from+pageSize, len(f.keys))]
}
