package sync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

// pageBytes is how much of a scope is asked for at once. What arrived before a
// cut is applied, so a cut costs at most one frame.
const pageBytes = 1 << 20

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
		if err := e.pullScope(ctx, answer, sc.ID, report); err != nil {
			return err
		}
	}
	for _, sc := range large {
		if err := e.takeSnapshot(ctx, answer, sc, report); err != nil {
			return err
		}
		if err := e.pullScope(ctx, answer, sc.ID, report); err != nil {
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

func (e *Engine) pullScope(ctx context.Context, answer wire.HelloResponse, scope uuid.UUID, report *Report) error {
	mine, err := e.Laptop.OwnStream(ctx, scope)
	if err != nil {
		return err
	}
	for {
		at, err := e.Laptop.Position(ctx, answer.Server, answer.Epoch, scope)
		if err != nil {
			return err
		}
		entries, pullErr := e.page(ctx, scope, at.Cursor, mine)
		if len(entries) == 0 {
			return pullErr
		}
		err = e.Laptop.ApplyPage(ctx, answer.Server, answer.Epoch, scope, entries)
		if errors.Is(err, ledger.ErrMissingBlock) && mine != uuid.Nil {
			mine = uuid.Nil // a restored disk: ask for whole entries
			continue
		}
		if err := errors.Join(err, pullErr); err != nil {
			return err
		}
		report.Received += len(entries)
		e.state.progress(report)
	}
}

// page asks for the entries after the cursor and returns those that arrived
// whole, beside the error when the line broke behind them.
func (e *Engine) page(ctx context.Context, scope uuid.UUID, after uint64, mine uuid.UUID) ([]ledger.Entry, error) {
	query := url.Values{"scope": {scope.String()}, "after": {strconv.FormatUint(after, 10)}, "max_bytes": {strconv.Itoa(pageBytes)}}
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
