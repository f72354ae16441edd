package sync

import (
	"context"

	"thamho.vn/internal/ledger"
)

// takeRecovery keeps the officers who can open this laptop when its people can't.
// Only the province's root names them; a document of somebody else, or one older
// than that which is held, changes nothing and keeps nobody from working.
func (e *Engine) takeRecovery(ctx context.Context, sent *ledger.SignedRecovery) error {
	if sent == nil {
		return nil
	}
	id, err := e.Laptop.Identity(ctx)
	if err != nil {
		return err
	}
	if id.Recovery != nil && id.Recovery.Doc.Serial >= sent.Doc.Serial {
		return nil
	}
	if err := e.trust.CheckRecovery(*sent); err != nil {
		e.Log.Warn("recovery", "err", err)
		return nil
	}
	return e.Laptop.SetRecovery(ctx, *sent)
}
