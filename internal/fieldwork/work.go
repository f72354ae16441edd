package fieldwork

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// Options are what the work takes from outside.
type Options struct {
	Store Store
	Now   func() time.Time
	NewID func() uuid.UUID
	User  uuid.UUID // who types: drafts are kept for this person
	// UserName stands on papers and marks that name who made them.
	UserName string
}

// Work is the work of one person at one laptop. Its reads go straight to the
// store; its acts are the other methods. It is safe for concurrent use.
type Work struct {
	Reads
	store Store
	now   func() time.Time
	newID func() uuid.UUID
	user  uuid.UUID
	name  string

	mu    sync.Mutex
	sheet Sheet
	acts  [][]act // what can be undone: done together, the last behind
}

// New returns the work; nothing is typed yet and there is nothing to undo.
func New(o Options) *Work {
	return &Work{Reads: o.Store, store: o.Store, now: o.Now, newID: o.NewID, user: o.User, name: o.UserName}
}

// Saved says what an act wrote.
type Saved struct {
	Record uuid.UUID
	// Found are the warnings and remarks that did not hold the save.
	Found []registry.Finding
	// Fields is how many fields were written; 0 when the form changed nothing.
	Fields int
}

// Today is the day on this laptop.
func (w *Work) Today() registry.Date { return registry.DateOf(w.now()) }

// Now is the time on this laptop.
func (w *Work) Now() time.Time { return w.now() }

// create writes a new record.
func create[T any](ctx context.Context, w *Work, home home, kind string, rec T, draft string) (uuid.UUID, int, error) {
	fields, err := registry.Encode(rec)
	if err != nil {
		return uuid.Nil, 0, err
	}
	id := w.newID()
	change := ledger.Draft{Kind: kind, Record: id, Op: ledger.OpCreate, Fields: fields}
	return id, len(fields), w.commit(ctx, home, change, nil, draft)
}

// correct writes the fields in which after differs from what the form was
// opened with. Values that arrived meanwhile are not replaced: they stand
// beside what was typed.
func correct[T any](ctx context.Context, w *Work, home home, kind string, base registry.Record[T], after T, draft string) (int, error) {
	fields, err := registry.Diff(base.Value, after)
	if err != nil {
		return 0, err
	}
	if len(fields) == 0 {
		return 0, w.DropDraft(ctx, draft)
	}
	before, err := registry.Encode(base.Value)
	if err != nil {
		return 0, err
	}
	seen := base.Seen
	if seen == nil {
		seen = map[string][]ledger.Dot{}
	}
	change := ledger.Draft{Kind: kind, Record: base.ID, Op: ledger.OpSet, Fields: fields, Seen: seen}
	return len(fields), w.commit(ctx, home, change, before, draft)
}

// home is where a record belongs.
type home struct {
	scope     uuid.UUID
	household uuid.UUID
}

// commit writes one change and remembers it for Undo. before are the values
// that it replaces; nil for a new record.
func (w *Work) commit(ctx context.Context, home home, change ledger.Draft, before registry.Fields, draft string) error {
	typed, _, err := w.store.Draft(ctx, draft, w.user)
	if err != nil {
		typed = registry.Draft{} // undo works without it
	}
	if err := w.store.Write(ctx, home.scope, []ledger.Draft{change}, draft); err != nil {
		return err
	}
	w.remember(act{home: home, change: change, before: before, typed: typed})
	return nil
}
