package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"

	"thamho.vn/internal/profile"
	"thamho.vn/internal/registry"
)

// lookForProvince is for a profile that opened after too long without contact,
// which expired says: it exchanges once. With an answer all is well again; without
// one what was not sent is laid beside, and it is locked.
func lookForProvince(ctx context.Context, p *profile.Profile, o options, log *slog.Logger, expired error) error {
	h := wire(o, p.Store(), log)
	h.moved(ctx)
	_, err := h.engine.Sync(ctx)
	if err == nil {
		return p.Met(ctx)
	}
	if registry.KeyOf(err) == keyWiped {
		return errors.Join(err, giveUp(ctx, p))
	}
	layOut(ctx, p.Dir(), h.store, log)
	return errors.Join(expired, p.Lock())
}

// keyWiped is the end of a revoked laptop: the province has all of its work, and it
// is empty.
const keyWiped = "device_wiped"

// giveUp locks a wiped laptop for good. What was laid beside at earlier locks is in
// the province's receipt.
func giveUp(ctx context.Context, p *profile.Profile) error {
	err := p.GiveUp(ctx)
	if gone := os.Remove(filepath.Join(p.Dir(), unsentFile)); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}
