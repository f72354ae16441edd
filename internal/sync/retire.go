package sync

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// The ends of a revoked laptop: it holds something that has to go out, or it is
// empty.
const (
	keyRevoked = "device_revoked"
	keyWiped   = "device_wiped"
)

func revoked(err error) bool {
	e, ok := errors.AsType[*registry.Error](err)
	return ok && (e.Key == keyRevoked || e.Key == keyWiped)
}

// retire ends a revoked laptop, in this order: hide everything, send what never
// went out, have the server sign that it keeps it, wipe. A line that breaks, or
// a power cut, at any point leaves the rest for the next contact; nothing is
// wiped before the receipt, and the store looks at the receipt itself.
func (e *Engine) retire(ctx context.Context, report *Report) error {
	if err := e.Laptop.Hide(ctx); err != nil {
		return err
	}
	e.state.set(func(s *Status) { s.State = Revoked })
	unsent, err := e.handIn(ctx, report)
	if err != nil {
		return stillHeld(err)
	}
	if err := e.sendPhotos(ctx, report); err != nil {
		return stillHeld(err)
	}
	kept, err := e.receipt(ctx, unsent)
	if err != nil {
		return stillHeld(err)
	}
	if err := e.Laptop.Wipe(ctx, kept); err != nil {
		return stillHeld(err)
	}
	e.closeWay()
	return &registry.Error{Code: registry.Denied, Key: keyWiped}
}

func stillHeld(err error) error {
	return &registry.Error{Code: registry.Denied, Key: keyRevoked, Err: err}
}

// handIn seals and sends everything that is not acknowledged, into quarantine,
// and returns what that is.
func (e *Engine) handIn(ctx context.Context, report *Report) ([]ledger.BlockRef, error) {
	scopes, err := e.Laptop.Scopes(ctx)
	if err != nil {
		return nil, err
	}
	for _, sc := range scopes {
		if err := e.Laptop.Seal(ctx, sc.ID); err != nil {
			return nil, err
		}
	}
	unsent, err := e.Laptop.Unsent(ctx)
	if err != nil {
		return nil, err
	}
	for i := range unsent { // one a request: a line that breaks costs one
		entries, err := e.Laptop.Blocks(ctx, unsent[i:i+1])
		if err != nil {
			return nil, err
		}
		if err := e.pushEntries(ctx, entries, report); err != nil {
			return nil, err
		}
		report.Sent += len(entries)
		e.state.progress(report)
	}
	return unsent, report.refused
}

// receipt asks which of the blocks the server keeps. Its hello is signed, and an
// answer to this very question.
func (e *Engine) receipt(ctx context.Context, unsent []ledger.BlockRef) (kept []ledger.Hash, err error) {
	for refs := range slices.Chunk(unsent, wire.MaxHanded) {
		req, err := e.greeting(ctx)
		if err != nil {
			return nil, err
		}
		req.Handed = refs
		answer, err := e.greet(ctx, req)
		if err != nil {
			return nil, err
		}
		if err := e.Laptop.ConfirmNonce(ctx, req.Next); err != nil {
			return nil, err
		}
		if !answer.Revoked || answer.Stale {
			return nil, fmt.Errorf("the server changed its mind: %w", errAgain)
		}
		kept = append(kept, answer.Kept...)
	}
	return kept, nil
}
