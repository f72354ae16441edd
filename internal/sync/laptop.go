package sync

import (
	"context"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// Laptop is what the engine needs of the laptop's store. Every call that
// changes something is durable when it returns nil.
type Laptop interface {
	// Identity returns who the laptop is; before enrolment a registry.Error
	// with code NotFound.
	Identity(ctx context.Context) (ledger.Identity, error)
	Enrol(ctx context.Context, id ledger.Identity, scopes []ledger.Scope, grants []ledger.SignedGrant) error
	// SetTLS replaces the certificates of the identity.
	SetTLS(ctx context.Context, authorities [][]byte, cert []byte) error
	// SetRecovery replaces those who can open the laptop when its people can't.
	SetRecovery(ctx context.Context, officers ledger.SignedRecovery) error
	// Heard is the latest time that the server signed; Hear keeps a later one.
	Heard(ctx context.Context) (time.Time, error)
	Hear(ctx context.Context, at time.Time) error
	Scopes(ctx context.Context) ([]ledger.Scope, error)
	// OwnGrants returns the certificates of this device's rights.
	OwnGrants(ctx context.Context) ([]ledger.SignedGrant, error)
	SetScopes(ctx context.Context, scopes []ledger.Scope) error

	Incarnation(ctx context.Context) (ledger.Incarnation, error)
	ConfirmNonce(ctx context.Context, heard ledger.Hash) error
	Reincarnate(ctx context.Context) error

	// Seal puts unsealed changes into blocks; Outbox returns blocks that are
	// not acknowledged, in chain order, at least one if there is any.
	Seal(ctx context.Context, scope uuid.UUID) error
	Outbox(ctx context.Context, scope uuid.UUID, maxBytes int) ([]ledger.Entry, error)
	Acknowledge(ctx context.Context, vectors []ledger.StreamVector) error
	ResendMissing(ctx context.Context, scopes []uuid.UUID, vectors []ledger.StreamVector) error
	// Hide keeps a revoked laptop from showing anything from now on. Unsent
	// names every block that is not acknowledged; Blocks returns them. Wipe
	// forgets everything if all that is not acknowledged is among kept, and is
	// a Conflict with the key unsent otherwise: then nothing was touched.
	Hide(ctx context.Context) error
	Unsent(ctx context.Context) ([]ledger.BlockRef, error)
	Blocks(ctx context.Context, refs []ledger.BlockRef) ([]ledger.Entry, error)
	Wipe(ctx context.Context, kept []ledger.Hash) error
	AckedHeads(ctx context.Context) ([]ledger.Head, error)

	// Spooled are blocks of other laptops that lie here on their way, as at a hub;
	// SpoolAnswered notes what the server said of them.
	Spooled(ctx context.Context, maxBytes int) ([]ledger.Entry, error)
	SpoolAnswered(ctx context.Context, vectors []ledger.StreamVector, refused []ledger.Hash) error

	// Position, ForgetCursor and ApplyPage follow the server's orders.
	// ApplyPage is all or nothing: ledger.ErrGap, ledger.ErrMissingBlock.
	Position(ctx context.Context, server, epoch, scope uuid.UUID) (ledger.Position, error)
	LastAdmission(ctx context.Context, server, epoch, scope uuid.UUID) (ledger.SignedAdmission, bool, error)
	ForgetCursor(ctx context.Context, server, scope uuid.UUID) error
	// Adrift tells whether acknowledged blocks of a scope are here though
	// nothing of its order was followed in this life of the server.
	Adrift(ctx context.Context, server, epoch, scope uuid.UUID) (bool, error)
	ApplyPage(ctx context.Context, server, epoch, scope uuid.UUID, entries []ledger.Entry) error
	// A snapshot is begun, its segments are kept as they come, and it is applied
	// when all are here. BareOf tells whether a scope has nothing of others yet.
	// A snapshot that does not hold is a registry.Error with the key
	// snapshot_bad, and nothing of it was applied.
	BareOf(ctx context.Context, scope uuid.UUID) (bool, error)
	Snapshot(ctx context.Context, scope uuid.UUID) (m ledger.SignedManifest, underway bool, err error)
	BeginSnapshot(ctx context.Context, m ledger.SignedManifest, safe uint64) error
	DropSnapshot(ctx context.Context, scope uuid.UUID) error
	SegmentSize(ctx context.Context, scope uuid.UUID, hash ledger.Hash) (int, error)
	KeepSegment(ctx context.Context, scope uuid.UUID, hash ledger.Hash, part []byte) error
	ApplySnapshot(ctx context.Context, scope uuid.UUID, progress func(done, of int)) error
	// History is the part of an order that is wanted although a snapshot holds
	// its values, the entries after at up to until.
	History(ctx context.Context, scope uuid.UUID) (at, until uint64, err error)
	WantHistory(ctx context.Context, scope uuid.UUID, until uint64) error
	KeepHistory(ctx context.Context, epoch, scope uuid.UUID, entries []ledger.Entry) error
	// NoteBackups notes up to where each scope stands in two good backups.
	NoteBackups(ctx context.Context, server, epoch uuid.UUID, safe map[uuid.UUID]uint64) error

	// OwnStream returns the stream that this store writes in a scope now, or
	// uuid.Nil.
	OwnStream(ctx context.Context, scope uuid.UUID) (uuid.UUID, error)

	// UnsentPhotos are the pictures of papers that the province does not have,
	// small ones first; PhotoSent ends the waiting of one. PhotoPart reads one,
	// PhotoHead says how much of one is here, KeepPhotoPart adds to it: all or
	// nothing, and never a picture that is not what its address says.
	UnsentPhotos(ctx context.Context) ([]registry.PhotoHead, error)
	PhotoSent(ctx context.Context, scope uuid.UUID, address ledger.Hash) error
	PhotoPart(ctx context.Context, scope uuid.UUID, address ledger.Hash, at int64) ([]byte, error)
	PhotoHead(ctx context.Context, scope uuid.UUID, address ledger.Hash) (registry.PhotoHead, error)
	KeepPhotoPart(ctx context.Context, h registry.PhotoHead, part []byte) error

	// Seen is the server's life that was followed last; zero before the first.
	// Whoever follows another one begins with its orders at their start.
	ServerSeen(ctx context.Context) (server, epoch uuid.UUID, err error)
	SetServerSeen(ctx context.Context, server, epoch uuid.UUID) error
	// SetMinApp notes the oldest version with which one may write; "" is any.
	SetMinApp(ctx context.Context, oldest string) error
	Synced(ctx context.Context, at time.Time) error
}
