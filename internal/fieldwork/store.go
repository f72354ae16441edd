package fieldwork

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// Store is what fieldwork needs of the laptop's store.
type Store interface {
	Reads
	Drafts

	// Write makes the changes and drops the draft, as one transaction that is
	// on the disk when it returns nil; otherwise nothing of it happened.
	// Errors are registry.Errors with the keys disk_full, disk_io, db_damaged,
	// db_locked, no_grant. An OpDelete needs no fields.
	Write(ctx context.Context, scope uuid.UUID, drafts []ledger.Draft, dropDraft string) error
}

// Reads are the questions that go straight to the store.
type Reads interface {
	Hamlets(ctx context.Context) ([]registry.HamletRow, error)
	// HouseholdKeys returns the whole result of a query in its order.
	HouseholdKeys(ctx context.Context, q registry.HouseholdQuery) ([]registry.Key, error)
	// HouseholdRows returns rows in the order asked; those gone are left out.
	HouseholdRows(ctx context.Context, keys []registry.Key) ([]registry.HouseholdRow, error)
	HouseholdCounts(ctx context.Context, hamlet uuid.UUID) ([registry.HouseholdFilters]int, error)
	// Household, Person and Visit answer with code NotFound when there is no
	// such record, or it was deleted.
	Household(ctx context.Context, id uuid.UUID) (registry.HouseholdPage, error)
	Person(ctx context.Context, id uuid.UUID) (registry.Record[registry.Person], error)
	Visit(ctx context.Context, id uuid.UUID) (registry.Record[registry.Visit], error)
	// NumberHolders returns the other persons who bear the number.
	NumberHolders(ctx context.Context, pin registry.PIN, except uuid.UUID) ([]uuid.UUID, error)
	SyncState(ctx context.Context) (registry.SyncState, error)
	// Subscribe calls fn after each commit, on the writer's goroutine, until
	// cancel; fn must be quick and must not ask the store.
	Subscribe(fn func(registry.Signal)) (cancel func())
	// Setting returns "" for what was never set; SetSetting with "" removes.
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

// Drafts keep forms as they are being typed, each for its owner.
type Drafts interface {
	SaveDraft(ctx context.Context, d registry.Draft) error
	Draft(ctx context.Context, key string, owner uuid.UUID) (registry.Draft, bool, error)
	DropDraft(ctx context.Context, key string, owner uuid.UUID) error
}
