package fieldwork

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/match"
)

// Store is what fieldwork needs of the laptop's store.
type Store interface {
	Reads
	Drafts
	Lists
	Pictures
	Rulings
	Logs
	Rights

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
	// Photo returns the bytes of a picture; NotFound with the key photo_absent
	// when they are not here.
	Photo(ctx context.Context, scope uuid.UUID, address ledger.Hash) ([]byte, error)
	// Alike returns the persons who share a key and stand for themselves.
	Alike(ctx context.Context, keys []match.Key) ([]registry.Record[registry.Person], error)
	// AlikePairs returns the pairs of children of a hamlet (zero: of all) with
	// others who share a key, each once.
	AlikePairs(ctx context.Context, hamlet uuid.UUID) ([][2]uuid.UUID, error)
	// Children calls fn with every child of a hamlet (zero: of all) and its
	// household, in the order of the list.
	Children(ctx context.Context, hamlet uuid.UUID, fn func(registry.HouseholdRow, registry.Record[registry.Person])) error
	// PoliceLists returns the lists of a hamlet (zero: of all) that went to the
	// police, the oldest first.
	PoliceLists(ctx context.Context, hamlet uuid.UUID) ([]registry.Record[registry.PoliceList], error)
	// Devices returns the laptops that may write in a scope, this one first.
	Devices(ctx context.Context, scope uuid.UUID) ([]registry.Device, error)
	// Disputes returns the disputed fields of a hamlet's records (zero: of
	// all), those of at most limit records.
	Disputes(ctx context.Context, hamlet uuid.UUID, limit int) ([]registry.Dispute, error)
	// Returned returns the values that the server returned and that still stand.
	Returned(ctx context.Context, hamlet uuid.UUID, limit int) ([]registry.ReturnedValue, error)
	// Imports returns the lists imported here, the newest first; ImportedRows
	// their rows with an outcome after a row number.
	Imports(ctx context.Context) ([]registry.Import, error)
	ImportedRows(ctx context.Context, id uuid.UUID, outcome registry.RowOutcome, after, limit int) ([]registry.ImportedRow, error)
	// Subscribe calls fn after each commit, on the writer's goroutine, until
	// cancel; fn must be quick and must not ask the store.
	Subscribe(fn func(registry.Signal)) (cancel func())
	// Setting returns "" for what was never set; SetSetting with "" removes.
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

// Lists keep what was imported.
type Lists interface {
	BeginImport(ctx context.Context, im registry.Import) error
	// WriteImported makes the changes of a scope and notes the rows they came
	// from, as one transaction; with no drafts it only notes.
	WriteImported(ctx context.Context, scope uuid.UUID, drafts []ledger.Draft, rows []registry.ImportedRow) error
	// KnownRow finds an equal row of an import that was not undone.
	KnownRow(ctx context.Context, hash int64) (record uuid.UUID, ok bool, err error)
	// HouseholdsIn returns id, STT and head of a hamlet's households.
	HouseholdsIn(ctx context.Context, hamlet uuid.UUID) ([]registry.HouseholdRow, error)
	EndUndo(ctx context.Context, id uuid.UUID) error
}

// Pictures keep the photos of papers.
type Pictures interface {
	// WritePhotos is Write with the pictures that the changes refer to, as one
	// transaction.
	WritePhotos(ctx context.Context, scope uuid.UUID, drafts []ledger.Draft, photos []registry.KeptPhoto) error
}

// Drafts keep forms as they are being typed, each for its owner.
type Drafts interface {
	// Drafts returns all of an owner, the newest first.
	Drafts(ctx context.Context, owner uuid.UUID) ([]registry.Draft, error)
	SaveDraft(ctx context.Context, d registry.Draft) error
	Draft(ctx context.Context, key string, owner uuid.UUID) (registry.Draft, bool, error)
	DropDraft(ctx context.Context, key string, owner uuid.UUID) error
}
