package demo

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// ErrNotTaken is for a server that kept a block but did not admit it: somebody
// else wrote in the demo's scopes.
var ErrNotTaken = errors.New("demo blocks were not admitted")

// office is a place with a laptop that writes one stream in one scope.
type office struct {
	path  string
	role  string
	rank  ledger.Rank
	scope wire.Scope
	reads []uuid.UUID
	// What open found:
	device uuid.UUID
	grant  uuid.UUID
	full   bool // the stream is there
}

// open makes the office's scope and enrols its laptop.
func (l *loader) open(ctx context.Context, o office) (office, error) {
	if err := l.sink.CreateScope(ctx, o.scope); err != nil {
		return o, err
	}
	spec, err := l.laptopOf(o)
	if err != nil {
		return o, err
	}
	grants, err := l.sink.AddDevice(ctx, spec)
	if err != nil {
		return o, err
	}
	for _, g := range grants {
		if g.Doc.Scope == o.scope.ID {
			o.device, o.grant = g.Doc.Device, g.Doc.ID
		}
	}
	if o.grant == uuid.Nil {
		return o, fmt.Errorf("no grant for %s: %w", o.path, ErrNotTaken)
	}
	o.full, err = l.isFull(ctx, o)
	return o, err
}

func (l *loader) laptopOf(o office) (central.DeviceSpec, error) {
	box, err := l.seed.boxKey(o.path)
	if err != nil {
		return central.DeviceSpec{}, err
	}
	team := l.seed.teamAt(l.tables, o.path)
	return central.DeviceSpec{
		Device: l.seed.id("device/" + o.path), Box: box, User: team.user, Name: team.typist,
		Sign: publicKey(l.seed.signKey(o.path)),
		Role: o.role, Rank: o.rank, Scopes: []uuid.UUID{o.scope.ID}, Reads: o.reads,
		Grants: []uuid.UUID{l.seed.id("grant/" + o.path)},
	}, nil
}

// isFull tells whether the server holds the office's stream: one's own blocks
// come back as admissions without the block. A stream is pushed in one
// transaction, so its first block stands for all.
func (l *loader) isFull(ctx context.Context, o office) (bool, error) {
	const page = 64 << 10
	entries, err := l.sink.Pull(ctx, o.device, o.scope.ID, 0, page, l.streamID(o))
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		if e.Block == nil {
			return true, nil
		}
	}
	return false, nil
}

func (l *loader) streamID(o office) uuid.UUID { return l.seed.id("stream/" + o.path) }

// fill writes and pushes the office's stream unless it is there.
func (l *loader) fill(ctx context.Context, o office, write func() ([]act, error)) error {
	if o.full {
		return nil
	}
	acts, err := write()
	if err != nil {
		return err
	}
	blocks, err := l.pen(o).write(acts)
	if err != nil || len(blocks) == 0 {
		return err // at a very small scale some hamlets have nobody
	}
	return l.push(ctx, o.device, blocks)
}

func (l *loader) pen(o office) *pen {
	return &pen{
		header: ledger.Header{Stream: l.streamID(o), Scope: o.scope.ID, Grant: o.grant},
		key:    l.seed.signKey(o.path), user: l.seed.id("user/" + o.path), salts: l.seed.dice("salt/" + o.path),
	}
}

// push sends a whole stream in one transaction, so that a server holds all of
// it or nothing.
func (l *loader) push(ctx context.Context, device uuid.UUID, blocks []ledger.Block) error {
	entries := make([]ledger.Entry, len(blocks))
	for i := range blocks {
		entries[i].Block = &blocks[i]
		l.summary.Blocks++
		l.summary.Changes += int(blocks[i].Header.Last - blocks[i].Header.First + 1)
	}
	answer, err := l.sink.Push(ctx, device, entries)
	if err != nil {
		return err
	}
	return admitted(answer, blocks[len(blocks)-1].Hash)
}

// admitted makes sure that a stream stands whole and alone.
func admitted(answer wire.PushResponse, head ledger.Hash) error {
	if len(answer.Refused) > 0 {
		return fmt.Errorf("refused as %s: %w", answer.Refused[0].Code, ErrNotTaken)
	}
	for _, v := range answer.Vectors {
		if len(v.Branches) == 1 && v.Branches[0].Head == head && len(v.Held)+len(v.Quarantined) == 0 {
			return nil
		}
	}
	return ErrNotTaken
}
