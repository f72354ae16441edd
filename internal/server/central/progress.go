package central

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

const (
	sqlUnits   = `SELECT id, name, level, parent, unit_scope, place, label FROM unit`
	sqlTargets = `SELECT unit, as_of, children, entered, no_number, source FROM target ORDER BY as_of`
)

// DemoSource is the source that invented targets name: it puts the banner on
// the board.
const DemoSource = "dữ liệu mẫu"

// Progress returns a unit with the units below it; uuid.Nil asks for the
// province. A hamlet with records is counted from them, on the day of the
// newest target; another one as it was reported.
func (c *Central) Progress(ctx context.Context, unit uuid.UUID) (registry.ProgressPage, error) {
	t := tree{counts: &c.counts, byID: map[uuid.UUID]*node{}, scopes: map[uuid.UUID]*node{}}
	err := c.view(ctx, func(tx *sql.Tx) error {
		for _, read := range []func(context.Context, *sql.Tx) error{t.readUnits, t.readTargets, t.readCounts} {
			if err := read(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return registry.ProgressPage{}, fmt.Errorf("progress: %w", err)
	}
	return t.page(unit)
}

// node is a unit in the tree with its counts.
type node struct {
	registry.Progress
	parent uuid.UUID
	place  int
	label  []byte
	below  []*node
	summed bool
}

// tree is the units of the province.
type tree struct {
	counts *countsOfScopes
	byID   map[uuid.UUID]*node
	scopes map[uuid.UUID]*node
	top    *node
	asOf   string
	demo   bool
}

func (t *tree) readUnits(ctx context.Context, tx *sql.Tx) error {
	nodes, err := collect(ctx, tx, func(scan scanFunc) (*node, error) {
		n := &node{}
		var scope uuid.UUID
		err := scan(text{&n.Unit}, &n.Name, &n.Level, text{&n.parent}, text{&scope}, &n.place, &n.label)
		n.Leaf = n.Level == registry.LevelHamlet
		t.byID[n.Unit] = n
		if n.Leaf {
			t.scopes[scope] = n
		}
		return n, err
	}, sqlUnits)
	for _, n := range nodes {
		if up, ok := t.byID[n.parent]; ok {
			up.below = append(up.below, n)
		} else if n.Level == registry.LevelProvince {
			t.top = n
		}
	}
	return err
}

// readTargets takes the newest target of each unit.
func (t *tree) readTargets(ctx context.Context, tx *sql.Tx) error {
	_, err := collect(ctx, tx, func(scan scanFunc) (struct{}, error) {
		var unit uuid.UUID
		var p registry.Progress
		var asOf, source string
		if err := scan(text{&unit}, &asOf, &p.Target, &p.Entered, &p.NoNumber, &source); err != nil {
			return struct{}{}, err
		}
		t.asOf, t.demo = max(t.asOf, asOf), t.demo || strings.HasPrefix(source, DemoSource)
		if n, ok := t.byID[unit]; ok {
			n.Target, n.Entered, n.NoNumber = p.Target, p.Entered, p.NoNumber
		}
		return struct{}{}, nil
	}, sqlTargets)
	return err
}

// sum adds up what lies below a unit. Its own target stays: it was given.
func (n *node) sum() {
	if n.Leaf {
		n.Hamlets = 1
		return
	}
	if len(n.below) == 0 || n.summed {
		return
	}
	n.summed = true
	n.Entered, n.NoNumber, n.Hamlets, n.Live = 0, 0, 0, 0
	target := 0
	for _, child := range n.below {
		child.sum()
		n.Entered += child.Entered
		n.NoNumber += child.NoNumber
		n.Hamlets += child.Hamlets
		n.Live += child.Live
		target += child.Target
	}
	if n.Target == 0 {
		n.Target = target
	}
}

func (t *tree) page(unit uuid.UUID) (registry.ProgressPage, error) {
	n := t.top
	if unit != uuid.Nil {
		n = t.byID[unit]
	}
	if n == nil || t.top == nil {
		return registry.ProgressPage{}, notFound(nil)
	}
	t.top.sum()
	page := registry.ProgressPage{Demo: t.demo}
	var err error
	if page.AsOf, err = registry.ParseISO(t.asOf); err != nil {
		return page, err
	}
	for up := n; up != nil && len(page.Path) < 8; up = t.byID[up.parent] {
		page.Path = append([]registry.Progress{up.Progress}, page.Path...)
	}
	slices.SortFunc(n.below, func(a, b *node) int {
		return cmp.Or(cmp.Compare(a.place, b.place), bytes.Compare(a.label, b.label), bytes.Compare(a.Unit[:], b.Unit[:]))
	})
	page.Loose = n.Target
	for _, child := range n.below {
		page.Rows = append(page.Rows, child.Progress)
		page.Loose -= child.Target
	}
	if len(n.below) == 0 {
		page.Loose = 0
	}
	return page, nil
}
