package sync

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// A push doubles in size while pushes arrive and halves when one does not.
const (
	minFrame = 32 << 10
	maxFrame = 512 << 10 // more than the largest block
)

// push seals what is new and sends what the server has not acknowledged, scope
// by scope, until it holds all of it. It returns the scopes into which something
// went: their order moved on since the hello.
func (e *Engine) push(ctx context.Context, answer wire.HelloResponse, report *Report) (moved map[uuid.UUID]bool, err error) {
	scopes, err := e.Laptop.Scopes(ctx)
	if err != nil {
		return nil, err
	}
	moved = map[uuid.UUID]bool{}
	for _, sc := range scopes {
		if err := e.Laptop.Seal(ctx, sc.ID); err != nil {
			return moved, err
		}
		before := report.Sent
		if err := e.pushScope(ctx, sc.ID, answer, report); err != nil {
			return moved, err
		}
		moved[sc.ID] = report.Sent > before
	}
	return moved, e.relay(ctx, answer, moved, report)
}

// relay sends on what other laptops gave this one, their commune's hub, by the
// ordinary push. What the server refuses of it is nothing that this laptop could
// mend.
func (e *Engine) relay(ctx context.Context, answer wire.HelloResponse, moved map[uuid.UUID]bool, report *Report) error {
	var before []ledger.Entry
	for {
		entries, err := e.Laptop.Spooled(ctx, min(e.frame, max(answer.MaxPush, minFrame)))
		if err != nil || len(entries) == 0 || sameBlocks(before, entries) {
			return err
		}
		got, err := e.postEntries(ctx, entries)
		if err != nil {
			e.frame = max(e.frame/2, minFrame)
			return err
		}
		refused := make([]ledger.Hash, len(got.Refused))
		for i, r := range got.Refused {
			refused[i] = r.Block
		}
		if err := e.Laptop.SpoolAnswered(ctx, got.Vectors, refused); err != nil {
			return err
		}
		for _, entry := range entries {
			moved[entry.Block.Header.Scope] = true
		}
		e.frame = min(e.frame*2, maxFrame)
		report.Relayed += len(entries)
		before = entries
	}
}

// pushScope sends every block of the outbox once. What the server keeps without
// admitting it stays there, is told, and nothing behind it waits for it.
func (e *Engine) pushScope(ctx context.Context, scope uuid.UUID, answer wire.HelloResponse, report *Report) error {
	sent, stuck := map[ledger.Hash]bool{}, 0
	for {
		entries, err := e.Laptop.Outbox(ctx, scope, min(e.frame, max(answer.MaxPush, minFrame))+stuck)
		if err != nil || len(entries) == 0 { // at least one is given where there is any
			return err
		}
		fresh, staying := unsent(entries, sent)
		if len(fresh) == 0 && staying <= stuck { // the end, or a block that is larger than a push
			if entries, err = e.Laptop.Outbox(ctx, scope, maxFrame+stuck); err != nil {
				return err
			}
			if fresh, _ = unsent(entries, sent); len(fresh) == 0 {
				return nil
			}
			fresh = fresh[:1] // one goes at any size
		}
		if stuck = staying; len(fresh) == 0 {
			continue
		}
		if err := e.pushEntries(ctx, fresh, report); err != nil {
			e.frame = max(e.frame/2, minFrame)
			return err
		}
		e.frame = min(e.frame*2, maxFrame)
		report.Sent += len(fresh)
		e.state.progress(report)
		for _, entry := range fresh {
			sent[entry.Block.Hash] = true
		}
	}
}

// unsent returns the entries that were not sent yet, and how many bytes of
// others are still in the outbox.
func unsent(entries []ledger.Entry, sent map[ledger.Hash]bool) (fresh []ledger.Entry, staying int) {
	for _, entry := range entries {
		if sent[entry.Block.Hash] {
			staying += entry.Block.Size()
		} else {
			fresh = append(fresh, entry)
		}
	}
	return fresh, staying
}

func sameBlocks(a, b []ledger.Entry) bool {
	return len(a) > 0 && len(b) > 0 && a[0].Block.Hash == b[0].Block.Hash
}

// pushEntries sends entries and notes what the answer acknowledges. A lost
// answer does no harm: the same bytes are sent again.
func (e *Engine) pushEntries(ctx context.Context, entries []ledger.Entry, report *Report) error {
	if e.Faults.TrustSent {
		if err := e.Laptop.Acknowledge(ctx, trusting(entries)); err != nil {
			return err
		}
	}
	answer, err := e.postEntries(ctx, entries)
	if err != nil {
		return err
	}
	if err := e.Laptop.Acknowledge(ctx, answer.Vectors); err != nil {
		return err
	}
	report.note(entries, answer)
	return nil
}

// note counts what of a push waits at the province, and keeps the first refusal.
func (r *Report) note(entries []ledger.Entry, answer wire.PushResponse) {
	for _, entry := range entries {
		hash := entry.Block.Hash
		for _, v := range answer.Vectors {
			if slices.Contains(v.Held, hash) {
				r.Held++
			}
			if slices.Contains(v.Quarantined, hash) {
				r.Quarantined++
			}
		}
	}
	if len(answer.Refused) > 0 && r.refused == nil {
		r.refused = &registry.Error{Code: registry.Conflict, Key: "push_refused", Err: errors.New(answer.Refused[0].Code)}
	}
}

// postEntries is one push.
func (e *Engine) postEntries(ctx context.Context, entries []ledger.Entry) (answer wire.PushResponse, err error) {
	var body []byte
	for _, entry := range entries {
		if e.Faults.NoProof {
			entry.Admission = nil
		}
		body = wire.AppendFrame(body, entry)
	}
	res, err := e.client.do(ctx, http.MethodPost, wire.PathPush, body, wire.FramesType, "")
	if err != nil {
		return answer, err
	}
	defer res.Body.Close()
	raw, err := readAll(res)
	if err != nil {
		return answer, offline(err)
	}
	if err := json.NewDecoder(bytes.NewReader(raw)).Decode(&answer); err != nil {
		return answer, offline(err)
	}
	return answer, nil
}

// trusting is the planted bug Faults.TrustSent.
func trusting(entries []ledger.Entry) []ledger.StreamVector {
	var out []ledger.StreamVector
	for _, e := range entries {
		h := e.Block.Header
		out = append(out, ledger.StreamVector{Scope: h.Scope, Stream: h.Stream, Branches: []ledger.Branch{{Head: e.Block.Hash}}})
	}
	return out
}
