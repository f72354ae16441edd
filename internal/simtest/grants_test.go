package simtest

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
)

// given is a right that the office gave a device after it had enrolled.
type given struct {
	device uuid.UUID
	rank   ledger.Rank
	scope  uuid.UUID
	owed   bool // the server does not know the device at present
}

// give gives a laptop's device the right to write in one more scope; the laptop
// learns of it by its next exchange, and so do its twins.
func (w *world) give(ctx context.Context, l *laptop, rank ledger.Rank, scope uuid.UUID) error {
	device, err := l.id(ctx)
	if err != nil {
		return err
	}
	w.given = append(w.given, given{device: device, rank: rank, scope: scope})
	for _, x := range w.laptops {
		id, err := x.id(ctx)
		if err != nil {
			return err
		}
		if id == device && !slices.Contains(x.scopes, scope) {
			x.scopes = append(x.scopes[:len(x.scopes):len(x.scopes)], scope)
		}
	}
	return nil
}

// grantAnother lets a laptop of the first hamlet work in the second as well: its
// user takes over from somebody.
func (w *world) grantAnother(ctx context.Context, l *laptop) error {
	if l.revoked || l.scopes[0] != w.scopes[0] || slices.Contains(l.scopes, w.scopes[1]) {
		return nil
	}
	if err := w.give(ctx, l, ledger.RankHamlet, w.scopes[1]); err != nil {
		return err
	}
	return w.extend(ctx, &w.given[len(w.given)-1])
}

// extend has the server give a right that the office gave. To a device that a
// restored server does not know it is given when the device showed itself.
func (w *world) extend(ctx context.Context, g *given) error {
	_, err := w.central.Extend(ctx, g.device, central.Extension{Role: registry.RoleHamlet, Rank: g.rank, Scopes: []uuid.UUID{g.scope}})
	if g.owed = registry.CodeOf(err) == registry.NotFound; g.owed {
		return nil
	}
	return err
}

// giveOwed gives the rights that could not be given before.
func (w *world) giveOwed(ctx context.Context) error {
	for i := range w.given {
		if w.given[i].owed {
			if err := w.extend(ctx, &w.given[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// mayWrite: whoever was given a right in a scope can write there.
func (w *world) mayWrite(ctx context.Context, scope uuid.UUID) error {
	for i, l := range w.laptops {
		if l.revoked || !slices.Contains(l.scopes, scope) {
			continue
		}
		if _, err := l.store.Rank(ctx, scope); err != nil {
			return violation("laptop %d may not write in scope %s: %v", i, scope, err)
		}
	}
	return nil
}
