package cleaning

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
)

// Source is the work of the screen.
type Source interface {
	Tasks(ctx context.Context, hamlet uuid.UUID) ([]fieldwork.Task, error)
	Pairs(ctx context.Context, hamlet uuid.UUID) ([]fieldwork.Pair, error)
	Held(ctx context.Context, limit int) ([]fieldwork.HeldRow, error)
	Agree(ctx context.Context, tasks ...fieldwork.Task) error
	Decide(ctx context.Context, t fieldwork.Task, what registry.Handling) error
	KeepApart(ctx context.Context, a, b registry.Record[registry.Person]) error
	SettleHeld(ctx context.Context, row fieldwork.HeldRow, same bool, hamlet uuid.UUID) error
	DropHeld(ctx context.Context, row fieldwork.HeldRow) error
	Disputes(ctx context.Context, hamlet uuid.UUID, limit int) ([]registry.Dispute, error)
	Settle(ctx context.Context, d registry.Dispute, choice int) error
	AskFamily(ctx context.Context, d registry.Dispute) error
	ViewSensitive(ctx context.Context, household, record uuid.UUID, fields ...string) error
	Person(ctx context.Context, id uuid.UUID) (registry.Record[registry.Person], error)
}

// kind is one of the heaps of work, in the order of the numbered filter.
type kind int

const (
	proposals kind = iota // can be agreed to
	doubles               // may be one child
	held                  // rows of imported lists
	remarks               // only a paper can settle
	disputes              // two people wrote differently
	kinds
)

// maxHeld and maxDisputes bound what is shown: more is shown as these are settled.
const (
	maxHeld     = 2000
	maxDisputes = 500
)

// line is a line of the list: one of the four is set.
type line struct {
	task    *fieldwork.Task
	pair    *fieldwork.Pair
	held    *fieldwork.HeldRow
	dispute *registry.Dispute
}

// heaps are all the work there is.
type heaps [kinds][]line

// read gathers the work of a hamlet, uuid.Nil for all.
func read(ctx context.Context, s Source, hamlet uuid.UUID) (heaps, error) {
	var out heaps
	tasks, err := s.Tasks(ctx, hamlet)
	if err != nil {
		return out, err
	}
	sortAlike(tasks)
	for i := range tasks {
		k := remarks
		if tasks[i].IsProposal() {
			k = proposals
		}
		out[k] = append(out[k], line{task: &tasks[i]})
	}
	pairs, err := s.Pairs(ctx, hamlet)
	if err != nil {
		return out, err
	}
	for i := range pairs {
		out[doubles] = append(out[doubles], line{pair: &pairs[i]})
	}
	unsettled, err := s.Disputes(ctx, hamlet, maxDisputes)
	if err != nil {
		return out, err
	}
	for i := range unsettled {
		out[disputes] = append(out[disputes], line{dispute: &unsettled[i]})
	}
	rows, err := s.Held(ctx, maxHeld)
	for i := range rows {
		out[held] = append(out[held], line{held: &rows[i]})
	}
	return out, err
}

// sortAlike puts tasks of one kind together, otherwise in the list's order.
func sortAlike(tasks []fieldwork.Task) {
	slices.SortStableFunc(tasks, func(a, b fieldwork.Task) int { return strings.Compare(a.Code(), b.Code()) })
}

// alike returns the proposals of the same kind as one of them.
func (h heaps) alike(t *fieldwork.Task) []fieldwork.Task {
	var out []fieldwork.Task
	for _, l := range h[proposals] {
		if l.task.Code() == t.Code() {
			out = append(out, *l.task)
		}
	}
	return out
}

// first is the first heap with work in it, for arriving.
func (h heaps) first() kind {
	for k := range kinds {
		if len(h[k]) > 0 {
			return k
		}
	}
	return proposals
}

func (h heaps) total() int {
	n := 0
	for _, lines := range h {
		n += len(lines)
	}
	return n
}
