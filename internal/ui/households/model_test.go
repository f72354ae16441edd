package households

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// rows is a source of n households.
type rows struct {
	n    int
	fail error
}

func (r rows) HouseholdKeys(context.Context, registry.HouseholdQuery) ([]registry.Key, error) {
	keys := make([]registry.Key, r.n)
	for i := range keys {
		keys[i] = registry.Key(i + 1)
	}
	return keys, nil
}

func (r rows) HouseholdRows(_ context.Context, keys []registry.Key) ([]registry.HouseholdRow, error) {
	out := make([]registry.HouseholdRow, len(keys))
	for i, k := range keys {
		out[i].Key = k
	}
	return out, r.fail
}

func (r rows) HouseholdCounts(context.Context, uuid.UUID) ([registry.HouseholdFilters]int, error) {
	return [registry.HouseholdFilters]int{}, nil
}

func TestFindBringsTheFirstPage(t *testing.T) {
	for _, c := range []struct{ n, first, last int }{{0, 0, 0}, {1, 1, 0}, {99, 99, 0}, {100, 100, 0}, {101, 100, 1}, {250, 100, 50}} {
		f, err := find(t.Context(), rows{n: c.n}, registry.HouseholdQuery{})
		if err != nil || len(f.first) != c.first || len(f.keys) != c.n {
			t.Errorf("%d households: %d keys, %d rows, %v", c.n, len(f.keys), len(f.first), err)
		}
		if last := f.page(c.n / pageSize); c.n > pageSize && len(last) != c.last {
			t.Errorf("%d households: the last page has %d", c.n, len(last))
		}
		if beyond := f.page(99); len(beyond) != 0 {
			t.Errorf("a page beyond the end has %d", len(beyond))
		}
	}
	if _, err := find(t.Context(), rows{n: 1, fail: errors.New("disk")}, registry.HouseholdQuery{}); err == nil {
		t.Error("a failed read went unnoticed")
	}
}

// Nothing moves under the cursor when rows come or go before it.
func TestFollow(t *testing.T) {
	q := registry.HouseholdQuery{Text: "nguyen"}
	before := found{query: q, keys: []registry.Key{10, 20, 30, 40}}
	was := place{key: 30, row: 2, top: 1}
	for name, c := range map[string]struct {
		now      found
		row, top int
	}{
		"the same":             {found{query: q, keys: []registry.Key{10, 20, 30, 40}}, 2, 1},
		"two rows came before": {found{query: q, keys: []registry.Key{5, 10, 15, 20, 30, 40}}, 4, 3},
		"one before it went":   {found{query: q, keys: []registry.Key{20, 30, 40}}, 1, 0},
		"all before it went":   {found{query: q, keys: []registry.Key{30, 40}}, 0, 0},
		"it is gone itself":    {found{query: q, keys: []registry.Key{10, 20, 40}}, 2, 1},
		"another question":     {found{query: registry.HouseholdQuery{Text: "tran"}, keys: []registry.Key{1, 30}}, 0, 0},
	} {
		if row, top := c.now.follow(before, was); row != c.row || top != c.top {
			t.Errorf("%s: row %d top %d, want %d and %d", name, row, top, c.row, c.top)
		}
	}
}

func TestWhyEmpty(t *testing.T) {
	for _, c := range []struct {
		q    registry.HouseholdQuery
		want reason
	}{
		{registry.HouseholdQuery{}, noHousehold},
		{registry.HouseholdQuery{Filter: registry.LackNumber}, noneLeft},
		{registry.HouseholdQuery{Text: "dam doi 12", Filter: registry.LackNumber}, noHit},
	} {
		if got := (found{query: c.q}).why(); got != c.want {
			t.Errorf("%+v: %d", c.q, got)
		}
	}
}

// The row itself says that something of it came back, before anything else.
func TestARowTellsThatTheProvinceReturnedSomething(t *testing.T) {
	told := func(r registry.HouseholdRow) string { c := cells(r); return c[len(c)-1].Text }
	if got := told(registry.HouseholdRow{Returned: 2, Disputed: true, Receipt: registry.AtProvince}); got != "Trả lại 2" {
		t.Errorf("row %q", got)
	}
	if got := told(registry.HouseholdRow{Disputed: true}); got != "hai người ghi khác nhau" {
		t.Errorf("row %q", got)
	}
	for returned, want := range map[int]int{0: 0, 1: 1} {
		n := 0
		for _, f := range facts(registry.HouseholdRow{Returned: returned}, "ấp 4") {
			if strings.HasPrefix(f.Text, "Tỉnh trả lại") {
				n++
			}
		}
		if n != want {
			t.Errorf("%d returned: told %d times at the right", returned, n)
		}
	}
}
