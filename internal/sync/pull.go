package sync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

// A page grows while pages come quickly and shrinks when one breaks off or takes
// long: what arrived before a cut is applied, so a cut costs at most one frame,
// but a laptop that is switched off loses the page that was on its way.
const (
	minPage  = 64 << 10
	maxPage  = 1 << 20
	slowPage = 5 * time.Second

	longPull = 32 // blocks from which on a pull tells how far it has come
)

// pull takes what is behind the cursors, scope by scope, until none is behind.
// What is short comes before the snapshots, and those before the history that
// only some laptops keep. A scope whose order did not move is not asked about:
// the hello said so.
func (e *Engine) pull(ctx context.Context, answer wire.HelloResponse, moved map[uuid.UUID]bool, report *Report) error {
	var large []wire.ScopeHead
	for _, sc := range answer.Scopes {
		at, err := e.Laptop.Position(ctx, answer.Server, answer.Epoch, sc.ID)
		if err != nil {
			return err
		}
		if at.Cursor == sc.Seq && !moved[sc.ID] {
			continue
		}
		if bare, err := e.beginsWithSnapshot(ctx, sc, at); err != nil {
			return err
		} else if bare {
			large = append(large, sc)
			continue
		}
		if err := e.pullScope(ctx, answer, sc, report); err != nil {
			return err
		}
	}
	for _, sc := range large {
		if err := e.takeSnapshot(ctx, answer, sc, report); err != nil {
			return err
		}
		if err := e.pullScope(ctx, answer, sc, report); err != nil {
			return err
		}
	}
	return e.afterwards(ctx, answer, report)
}

// afterwards notes what is backed up, and fetches the history that is wanted.
func (e *Engine) afterwards(ctx context.Context, answer wire.HelloResponse, report *Report) error {
	safe := make(map[uuid.UUID]uint64, len(answer.Scopes))
	for _, sc := range answer.Scopes {
		safe[sc.ID] = sc.Safe
	}
	if err := e.Laptop.NoteBackups(ctx, answer.Server, answer.Epoch, safe); err != nil {
		return err
	}
	for _, sc := range answer.Scopes {
		if err := e.takeHistory(ctx, answer, sc.ID, report); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) pullScope(ctx context.Context, answer wire.HelloResponse, sc wire.ScopeHead, report *Report) error {
	scope := sc.ID
	mine, err := e.Laptop.OwnStream(ctx, scope)
	if err != nil {
		return err
	}
	at, err := e.Laptop.Position(ctx, answer.Server, answer.Epoch, scope)
	if err != nil {
		return err
	}
	from := at.Cursor
	got := e.fetch(ctx, scope, at.Cursor, mine)
	for len(got.entries) > 0 {
		if sc.Seq > from+longPull {
			e.state.doing(Work{Kind: Fetching, Done: int(got.after - from), Of: int(sc.Seq - from)})
		}
		next := e.ahead(ctx, scope, got, mine)
		err := e.Laptop.ApplyPage(ctx, answer.Server, answer.Epoch, scope, got.entries)
		following, asked := next()
		switch {
		case errors.Is(err, ledger.ErrMissingBlock) && mine != uuid.Nil:
			mine = uuid.Nil // a restored disk: ask for whole entries
			got = e.fetch(ctx, scope, got.after, mine)
			continue
		case err != nil || got.err != nil:
			return errors.Join(err, got.err)
		}
		report.Received += len(got.entries)
		e.state.progress(report)
		if got = following; !asked {
			if at, err = e.Laptop.Position(ctx, answer.Server, answer.Epoch, scope); err != nil {
				return err
			}
			got = e.fetch(ctx, scope, at.Cursor, mine)
		}
	}
	return got.err
}

// fetched is a page, or what arrived of it before err.
type fetched struct {
	entries []ledger.Entry
	after   uint64
	bytes   int
	err     error
}

// fetch asks for a page and learns from how it came.
func (e *Engine) fetch(ctx context.Context, scope uuid.UUID, after uint64, mine uuid.UUID) fetched {
	began := time.Now()
	got := fetched{after: after}
	got.entries, got.err = e.page(ctx, scope, after, mine)
	for _, entry := range got.entries {
		if entry.Block != nil {
			got.bytes += entry.Block.Size()
		}
	}
	switch took := time.Since(began); {
	case got.err != nil || took > slowPage:
		e.pageBytes = max(e.pageBytes/2, minPage)
	case got.bytes >= e.pageBytes/2:
		e.pageBytes = min(e.pageBytes*2, maxPage)
	}
	return got
}

// ahead asks for the page behind a large one while that is being applied. The
// answer of what it returns is false when nothing was asked.
func (e *Engine) ahead(ctx context.Context, scope uuid.UUID, got fetched, mine uuid.UUID) func() (fetched, bool) {
	last := got.entries[len(got.entries)-1].Admission
	if got.err != nil || got.bytes < minPage/2 || last == nil {
		return func() (fetched, bool) { return fetched{}, false }
	}
	answer := make(chan fetched, 1)
	go func() { answer <- e.fetch(ctx, scope, last.Doc.Seq, mine) }()
	return func() (fetched, bool) { return <-answer, true }
}

// page asks for the entries after the cursor and returns those that arrived
// whole, beside the error when the line broke behind them.
func (e *Engine) page(ctx context.Context, scope uuid.UUID, after uint64, mine uuid.UUID) ([]ledger.Entry, error) {
	query := url.Values{"scope": {scope.String()}, "after": {strconv.FormatUint(after, 10)}, "max_bytes": {strconv.Itoa(e.pageBytes)}}
	if mine != uuid.Nil {
		query.Set("mine", mine.String())
	}
	res, err := e.client.do(ctx, http.MethodGet, wire.PathPull+"?"+query.Encode(), nil, "", "")
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var entries []ledger.Entry
	for {
		entry, err := wire.ReadFrame(res.Body)
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if err != nil {
			return entries, offline(fmt.Errorf("page after %d: %w", after, err))
		}
		entries = append(entries, entry)
	}
}
