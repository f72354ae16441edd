package sync

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// beginsWithSnapshot tells whether a scope is taken by its snapshot: nothing of
// it is here, and the server advises it. It does so only when it has two good
// backups of most of the scope; until then the laptops are the backup, and each
// takes the whole history.
func (e *Engine) beginsWithSnapshot(ctx context.Context, sc wire.ScopeHead, at ledger.Position) (bool, error) {
	if !sc.Snapshot || at.Cursor > 0 || e.noSnapshot[sc.ID] {
		return false, nil
	}
	return e.Laptop.BareOf(ctx, sc.ID)
}

// takeSnapshot brings a scope here by its snapshot: the manifest, the segments
// from where they broke off, the blocks that stand in no two backups yet, and
// then the records. One that does not hold is told and not tried again while the
// program runs: the scope then comes by its history.
func (e *Engine) takeSnapshot(ctx context.Context, answer wire.HelloResponse, sc wire.ScopeHead, report *Report) error {
	err := e.snapshot(ctx, answer, sc, report)
	if registry.CodeOf(err) == registry.NotFound { // what was on its way is not kept any longer: there is a newer one
		if err := e.Laptop.DropSnapshot(ctx, sc.ID); err != nil {
			return err
		}
		err = e.snapshot(ctx, answer, sc, report)
	}
	switch {
	case keyOf(err) == "snapshot_bad":
		e.noSnapshot[sc.ID] = true
		return errors.Join(err, e.Laptop.DropSnapshot(ctx, sc.ID))
	case registry.CodeOf(err) == registry.NotFound: // there is none
		return e.Laptop.DropSnapshot(ctx, sc.ID)
	case err != nil:
		return err
	}
	if all, err := e.keepsAll(ctx, sc.ID); err != nil || !all {
		return err
	}
	return e.Laptop.WantHistory(ctx, sc.ID, sc.Safe)
}

func (e *Engine) snapshot(ctx context.Context, answer wire.HelloResponse, sc wire.ScopeHead, report *Report) error {
	m, err := e.manifest(ctx, answer, sc)
	if err == nil {
		err = e.segments(ctx, m)
	}
	if err == nil {
		err = e.takeHistory(ctx, answer, sc.ID, report)
	}
	if err != nil {
		return err
	}
	return e.Laptop.ApplySnapshot(ctx, sc.ID, func(done, of int) { e.state.doing(Work{Kind: Merging, Done: done, Of: of}) })
}

func keyOf(err error) string {
	if e, ok := errors.AsType[*registry.Error](err); ok {
		return e.Key
	}
	return ""
}

// manifest returns that of the snapshot that is on its way, or begins one.
func (e *Engine) manifest(ctx context.Context, answer wire.HelloResponse, sc wire.ScopeHead) (ledger.Manifest, error) {
	m, underway, err := e.Laptop.Snapshot(ctx, sc.ID)
	if err != nil || underway && m.Doc.Server == answer.Server && m.Doc.Epoch == answer.Epoch {
		return m.Doc, err
	}
	if err := e.client.get(ctx, wire.PathSnapshot+sc.ID.String(), &m); err != nil {
		return m.Doc, err
	}
	if m.Doc.Scope != sc.ID || m.Doc.Server != answer.Server || m.Doc.Epoch != answer.Epoch {
		return m.Doc, &registry.Error{Code: registry.Denied, Key: "snapshot_bad", Err: errors.New("snapshot of something else")}
	}
	return m.Doc, e.Laptop.BeginSnapshot(ctx, m, sc.Safe)
}

// segments fetches what is not here of a snapshot's segments.
func (e *Engine) segments(ctx context.Context, m ledger.Manifest) error {
	total, got := 0, 0
	for _, ref := range m.Segments {
		total += ref.Size
	}
	for _, ref := range m.Segments {
		have, err := e.Laptop.SegmentSize(ctx, m.Scope, ref.Hash)
		if err != nil {
			return err
		}
		if have < ref.Size {
			if err := e.segment(ctx, m.Scope, ref, have); err != nil {
				return err
			}
		}
		got += ref.Size
		e.state.doing(Work{Kind: Fetching, Done: got, Of: total})
	}
	return nil
}

// partBytes is how much of a segment may be lost when the laptop is switched off.
const partBytes = 64 << 10

// segment fetches what follows the first have bytes, and keeps it part by part.
func (e *Engine) segment(ctx context.Context, scope uuid.UUID, ref ledger.SegmentRef, have int) error {
	res, err := e.client.rest(ctx, wire.PathSnapshot+scope.String()+"/"+ref.Hash.String(), have)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if have > 0 && res.StatusCode != http.StatusPartialContent {
		return offline(errors.New("the answer begins at the beginning"))
	}
	body := io.LimitReader(res.Body, int64(ref.Size-have))
	for have < ref.Size {
		part := make([]byte, min(partBytes, ref.Size-have))
		n, readErr := io.ReadFull(body, part)
		if n > 0 {
			if err := e.Laptop.KeepSegment(ctx, scope, ref.Hash, part[:n]); err != nil {
				return err
			}
		}
		if have += n; readErr != nil {
			return offline(readErr)
		}
	}
	return nil
}

// takeHistory fetches what is wanted of an order behind a snapshot.
func (e *Engine) takeHistory(ctx context.Context, answer wire.HelloResponse, scope uuid.UUID, report *Report) error {
	first, _, err := e.Laptop.History(ctx, scope)
	for err == nil {
		var at, until uint64
		if at, until, err = e.Laptop.History(ctx, scope); err != nil || at >= until {
			return err
		}
		e.state.doing(Work{Kind: Fetching, Done: int(at - first), Of: int(until - first)})
		var entries []ledger.Entry
		entries, err = e.page(ctx, scope, at, uuid.Nil)
		if len(entries) == 0 {
			return errors.Join(err, noEntries(err))
		}
		err = errors.Join(e.Laptop.KeepHistory(ctx, answer.Epoch, scope, entries), err)
	}
	return err
}

// noEntries is for a server that says of a place that it is there and gives
// nothing: without it the asking would have no end.
func noEntries(err error) error {
	if err != nil {
		return nil
	}
	return offline(errors.New("the order ends before its end"))
}

// keepsAll tells whether this laptop keeps the whole history of a scope: those of
// the commune and above do.
func (e *Engine) keepsAll(ctx context.Context, scope uuid.UUID) (bool, error) {
	grants, err := e.Laptop.OwnGrants(ctx)
	for _, g := range grants {
		if g.Doc.Scope == scope && g.Doc.Rank >= ledger.RankCommune {
			return true, err
		}
	}
	return false, err
}
