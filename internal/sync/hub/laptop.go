package hub

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// Laptop is what both ends need of their store.
type Laptop interface {
	Identity(ctx context.Context) (ledger.Identity, error)
	OwnGrants(ctx context.Context) ([]ledger.SignedGrant, error)
	Scopes(ctx context.Context) ([]ledger.Scope, error)
	ServerSeen(ctx context.Context) (server, epoch uuid.UUID, err error)
	SetServerSeen(ctx context.Context, server, epoch uuid.UUID) error
	Position(ctx context.Context, server, epoch, scope uuid.UUID) (ledger.Position, error)

	// Spool keeps blocks of another laptop; ServerFrames reads what was pulled.
	Spool(ctx context.Context, device uuid.UUID, blocks []ledger.Block) error
	ServerFrames(ctx context.Context, server, epoch, scope uuid.UUID, after uint64, maxBytes int) ([]ledger.Entry, error)

	// Seal and Outbox give what waits; AtCommune notes what a hub has of it;
	// ApplyPage takes what the server signed.
	Seal(ctx context.Context, scope uuid.UUID) error
	Outbox(ctx context.Context, scope uuid.UUID, maxBytes int) ([]ledger.Entry, error)
	AtCommune(ctx context.Context, hashes []ledger.Hash) error
	ApplyPage(ctx context.Context, server, epoch, scope uuid.UUID, entries []ledger.Entry) error
}
