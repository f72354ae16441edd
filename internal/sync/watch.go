package sync

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// watch asks the server to tell when a scope moves, until ctx ends, and wakes the
// engine then. Only laptops of the commune and above do it, so that an officer
// sees a hamlet's work while it is being done, and not on a line that is paid for
// by what goes through it. An answer that is no answer ends the watching until
// the next exchange.
func (e *Engine) watch(ctx context.Context) {
	c, at, err := e.watched(ctx)
	for err == nil && len(at) > 0 && ctx.Err() == nil {
		var answer wire.WaitResponse
		if err = c.post(ctx, wire.PathWait, wire.WaitRequest{At: at, Seconds: wire.LongestWait}, &answer); err == nil && len(answer.Moved) > 0 {
			select {
			case e.moved <- struct{}{}:
			default:
			}
			return
		}
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		e.Log.Info("watch", "code", registry.CodeOf(err), "err", err)
	}
}

// watched returns a client of the present session and the places to be told of;
// none when this laptop does not watch.
func (e *Engine) watched(ctx context.Context) (*client, []wire.Place, error) {
	e.exchange.Lock()
	defer e.exchange.Unlock()
	if e.client == nil || e.client.session == "" || e.Metered != nil && e.Metered(ctx) {
		return nil, nil, nil
	}
	grants, err := e.Laptop.OwnGrants(ctx)
	if err != nil {
		return nil, nil, err
	}
	officer := false
	for _, g := range grants {
		officer = officer || g.Doc.Rank >= ledger.RankCommune
	}
	if !officer {
		return nil, nil, nil
	}
	c := *e.client
	at, err := e.places(ctx)
	return &c, at, err
}

// places says how far each scope was followed.
func (e *Engine) places(ctx context.Context) ([]wire.Place, error) {
	server, epoch, err := e.Laptop.ServerSeen(ctx)
	if err != nil || epoch == uuid.Nil {
		return nil, err
	}
	scopes, err := e.Laptop.Scopes(ctx)
	at := make([]wire.Place, len(scopes))
	for i, sc := range scopes {
		p, err := e.Laptop.Position(ctx, server, epoch, sc.ID)
		if err != nil {
			return nil, err
		}
		at[i] = wire.Place{Scope: sc.ID, Cursor: p.Cursor}
	}
	return at, err
}
