package simtest

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// rounds is how often everybody may sync until nothing moves any more.
const rounds = 8

// settle heals the world and lets everybody sync until all is still; then an
// officer gives up the gaps that are left and gives the rights that are owed, and
// all come to rest again.
func (w *world) settle(ctx context.Context) error {
	w.healed = true
	for range 2 {
		if err := w.still(ctx); err != nil {
			return err
		}
		if err := errors.Join(w.giveUp(ctx), w.giveOwed(ctx)); err != nil {
			return err
		}
	}
	return w.still(ctx)
}

func (w *world) still(ctx context.Context) error {
	for range rounds {
		moved := 0
		for _, l := range w.laptops {
			w.ticks++
			report, err := l.engine.Sync(ctx)
			if l.revoked {
				continue
			}
			if err != nil {
				w.dumpAlone(ctx)
				return violation("livelock or refusal in a healed world: %v", err)
			}
			if err := w.onward(ctx, l); err != nil {
				return err
			}
			moved += report.Sent + report.Received
			if *oneSeed != 0 {
				w.trace(ctx, l, report)
			}
		}
		if moved == 0 {
			return nil
		}
	}
	w.dumpAlone(ctx)
	return violation("still moving after %d rounds", rounds)
}

// check verifies every promise.
func (w *world) check(ctx context.Context) error {
	for _, scope := range w.scopes {
		for _, promise := range []func(context.Context, uuid.UUID) error{w.converged, w.dense, w.obvious, w.redacted, w.mayWrite} {
			if err := promise(ctx, scope); err != nil {
				return err
			}
		}
	}
	for _, promise := range []func(context.Context) error{w.nothingWaits, w.nothingSpooled, w.atHome, w.mergedAlike, w.nothingStolen, w.nothingLost} {
		if err := promise(ctx); err != nil {
			return err
		}
	}
	return nil
}

// converged: whoever may read a scope holds the same as the server, whoever
// may not holds nothing of it, and nothing waits any more.
func (w *world) converged(ctx context.Context, scope uuid.UUID) error {
	want, err := w.central.Fingerprint(ctx, scope)
	if err != nil {
		return err
	}
	for i, l := range w.laptops {
		if l.revoked {
			continue
		}
		got, err := l.store.Fingerprint(ctx, scope)
		if err != nil {
			return err
		}
		if !slices.Contains(l.scopes, scope) {
			want := ledger.Sum()
			if got != want {
				return violation("scope leak: laptop %d holds records of a scope that is not its own", i)
			}
			continue
		}
		if got != want {
			w.compare(ctx, l, scope)
			return violation("laptop %d differs from the server in scope %s", i, scope)
		}
		state, err := l.store.SyncState(ctx)
		if err != nil {
			return err
		}
		if state.Pending != 0 {
			return violation("laptop %d: %d changes wait for ever", i, state.Pending)
		}
	}
	return nil
}

// dense: the scope's order is 1, 2, 3…, and every block stands in it once and
// behind the one that it follows; a restored server admits again what it once
// admitted, whatever is missing before it.
func (w *world) dense(ctx context.Context, scope uuid.UUID) error {
	id, err := w.officer().store.Identity(ctx)
	if err != nil {
		return err
	}
	seen := map[ledger.Hash]bool{}
	numbers := map[ledger.Dot]bool{} // of the server's own streams
	own := ledger.KeyIDOf(w.keys.Sign.Public().(ed25519.PublicKey))
	for after := uint64(0); ; {
		entries, err := w.central.Pull(ctx, id.Device, scope, after, 1<<20, uuid.Nil)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Admission.Doc.Seq > after+1 && redacts(e) {
				continue // ahead of its place
			}
			after++
			if e.Admission.Doc.Seq != after || e.Admission.Doc.Epoch != w.central.Epoch() {
				return violation("order: %d stands at place %d", e.Admission.Doc.Seq, after)
			}
			if seen[e.Block.Hash] {
				return violation("exactly once: a block stands twice in the order")
			}
			seen[e.Block.Hash] = true
			h := e.Block.Header
			if h.First > 1 && !seen[h.Prev] && !w.restored && !w.gaveUp {
				return violation("gap: block %d of a stream stands in the order before the one that it follows", h.First)
			}
			number := ledger.Dot{Stream: h.Stream, Seq: h.First}
			if h.Key == own && numbers[number] && !w.behind {
				return violation("the server used number %d of a stream of its own twice", h.First)
			}
			numbers[number] = true
		}
		if len(entries) == 0 {
			return nil
		}
	}
}

// redacts tells whether an entry holds a redaction.
func redacts(e ledger.Entry) bool {
	lines, err := e.Block.Lines()
	return err == nil && slices.ContainsFunc(lines, func(l ledger.Line) bool { return l.Change.Kind == ledger.KindRedaction })
}

// obvious: the server's registers are what a slow and plain reading of the
// whole ledger gives: a value is dead when somebody of at least its rank
// replaced its dot.
func (w *world) obvious(ctx context.Context, scope uuid.UUID) error {
	type write struct {
		dot   ledger.Dot
		field string
		rank  ledger.Rank
	}
	writes := map[uuid.UUID][]write{}
	replaced := map[string]ledger.Rank{} // record/field/dot → highest rank
	err := w.central.Lines(ctx, scope, func(stream uuid.UUID, rank ledger.Rank, l ledger.Line) {
		if rank >= ledger.RankServer && l.Carries() {
			c, ok := l.Carried(rank)
			if !ok {
				return // it was withheld, and is carried once more
			}
			l, stream, rank = c.Line, c.Stream, c.Rank
		}
		for _, field := range l.Change.Names {
			writes[l.Change.Record] = append(writes[l.Change.Record], write{l.Dot(stream), field, rank})
			for _, d := range l.Change.Replaces[field] {
				key := fmt.Sprint(l.Change.Record, field, d)
				replaced[key] = max(replaced[key], rank)
			}
		}
	})
	if err != nil {
		return err
	}
	for record, list := range writes {
		state, err := w.central.State(ctx, scope, record)
		if err != nil {
			return err
		}
		for _, wr := range list {
			by, hit := replaced[fmt.Sprint(record, wr.field, wr.dot)]
			dead := hit && by >= wr.rank
			if alive := slices.Contains(state.Seen(wr.field), wr.dot); alive == dead {
				return violation("merge: field %s of %s: value alive %v, want %v", wr.field, record, alive, !dead)
			}
		}
	}
	return nil
}

// nothingLost: everything that was typed stands in the province's ledger.
func (w *world) nothingLost(ctx context.Context) error {
	held := map[string]bool{}
	for _, scope := range w.scopes {
		err := w.central.Lines(ctx, scope, func(_ uuid.UUID, _ ledger.Rank, l ledger.Line) {
			l, _ = plain(l, uuid.Nil)
			for _, token := range tokensOf(l) {
				held[token] = true
			}
		})
		if err != nil {
			return err
		}
	}
	for token := range w.expected {
		if !held[token] {
			return violation("lost write: %s is not in the ledger", token)
		}
	}
	return nil
}
