package sync

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

// failing is a laptop whose disk fails while it notes what has to be sent again.
type failing struct {
	Laptop
	forgotten int
}

func (*failing) ResendMissing(context.Context, []uuid.UUID, []ledger.StreamVector) error {
	return errors.New("no space left")
}

func (f *failing) ForgetCursor(context.Context, uuid.UUID, uuid.UUID) error {
	f.forgotten++
	return nil
}

// A laptop that was switched off before it noted what the server lacks must find
// the mismatch again: without a cursor none shows.
func TestACursorIsForgottenLast(t *testing.T) {
	t.Parallel()
	l := &failing{}

	err := New(Options{Laptop: l}).follow(t.Context(), wire.HelloRequest{}, wire.HelloResponse{Mismatch: []uuid.UUID{uuid.New()}})

	if err == nil || l.forgotten > 0 {
		t.Errorf("%d cursors were forgotten before it was noted what to send again: %v", l.forgotten, err)
	}
}
