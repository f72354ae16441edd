// Package households is the list of a hamlet's households: found as one types,
// filtered by what is left to do.
package households

import (
	"context"
	"slices"

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

// at returns the place of a row in the answer, -1 when it is not in it.
func (f found) at(key registry.Key) int { return slices.Index(f.keys, key) }

// place is where a list stands: the chosen row and the first in sight.
type place struct {
	key      registry.Key
	row, top int
}

// follow returns where the list should stand with a new answer. To another
// question it begins at the top. To the same one the chosen row stays where it
// is on the screen, however many rows came before it: nothing moves under the
// cursor.
func (f found) follow(before found, was place) (row, top int) {
	if f.query != before.query {
		return 0, 0
	}
	row = f.at(was.key)
	if row < 0 {
		return was.row, was.top // it is gone: the next one takes its place
	}
	return row, max(0, was.top+row-was.row)
}

// reason says why a list is empty.
type reason int

const (
	noHousehold reason = iota // nothing is on the laptop
	noHit                     // nothing fits what was typed
	noneLeft                  // nothing under the filter
)

// why says why an answer holds nothing.
func (f found) why() reason {
	switch {
	case f.query.Text != "":
		return noHit
	case f.query.Filter != registry.AllHouseholds:
		return noneLeft
	}
	return noHousehold
}
