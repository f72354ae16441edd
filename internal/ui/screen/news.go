package screen

import (
	"context"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// Link is how the server answers, as the status bar tells it.
type Link string

// The links.
const (
	LinkUnknown   Link = "unknown"
	LinkOK        Link = "ok"
	LinkSyncing   Link = "syncing"
	LinkSilent    Link = "silent"
	LinkUntrusted Link = "untrusted"
	LinkFailed    Link = "failed"
	LinkRevoked   Link = "revoked" // this laptop may show nothing any more
)

// Work is how far a long exchange has come. Kind is "" when there is nothing to
// tell; Share is in percent, below 0 when nobody knows.
type Work struct {
	Kind  string // sending, fetching, merging
	Share int
}

// News is what the sync engine tells the window.
type News struct {
	Link           Link
	Sent, Received int
	Work           Work
	// Packets that wait at the province: for one before them, for an officer.
	Held, Quarantined int
	NextTry           time.Time
	ClockOff          int // days
	Err               error
}

// TakenBack is what came back by hand: receipts, files of blocks, and how many
// blocks were new.
type TakenBack struct{ Receipts, Downs, Blocks int }

// Carried is a file that was carried away and has no receipt yet.
type Carried struct {
	ID   string
	At   time.Time
	Path string
}

// Hub is this laptop as its commune's hub.
type Hub struct {
	May         bool // an officer sits here
	On          bool
	Announced   bool     // others find it by themselves
	Addresses   []string // to be typed where they don't
	Fingerprint string
}

// Via is what an exchange with a hub did.
type Via struct {
	Hub            string // name of who works at it
	Sent, Received int
}

// Sync is the sync engine as the window sees it.
type Sync interface {
	News() News
	// Listen calls fn after each change, on the engine's goroutine, until cancel.
	Listen(fn func(News)) (cancel func())
	// Wake asks for an exchange soon.
	Wake()
	// Now exchanges everything at once and answers when it is done.
	Now(ctx context.Context) error
	// Stop ends the exchange that is running; what went through stays.
	Stop()
	// Export writes what waits as a file to carry, and returns where it is;
	// TakeBack takes what came back from the province; Carried are the files that
	// have no receipt yet.
	Export(ctx context.Context) (path string, err error)
	TakeBack(ctx context.Context) (TakenBack, error)
	Carried(ctx context.Context) ([]Carried, error)
	// Hub tells what this laptop is in the local network, SetHub makes it the
	// commune's hub or no longer; FindHubs looks for others, SendVia gives one what
	// waits.
	Hub(ctx context.Context) (Hub, error)
	SetHub(ctx context.Context, on bool) error
	FindHubs(ctx context.Context) ([]string, error)
	SendVia(ctx context.Context, address, fingerprint string) (Via, error)
	// FetchPhoto takes a picture of a paper from the province that is not here.
	FetchPhoto(ctx context.Context, scope uuid.UUID, address registry.Address) error
	// Shoot runs the camera's command and returns what it wrote.
	Shoot(ctx context.Context, command string) ([]byte, error)
	// Metered tells whether the line is paid for by what goes through it.
	Metered(ctx context.Context) bool
	// Enrol makes the laptop a device of the province.
	Enrol(ctx context.Context, server, code string) error
}
