package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// ErrOther is for a server that holds a demo province of another seed or scale,
// or of another version of this package. Two can't live in one database.
var ErrOther = errors.New("the server holds another demo province")

// ErrNotTaken is for a server that kept a block but did not admit it: somebody
// else wrote in the demo's scopes.
var ErrNotTaken = errors.New("demo blocks were not admitted")

// office is a place with a laptop that writes one stream in one scope.
type office struct {
	path  string
	ids   seed // where its device, grant and stream have their ids from
	role  string
	rank  ledger.Rank
	scope wire.Scope
	reads []uuid.UUID
	held  []ledger.Hash // what the server holds of the stream, found by open
}

func (o office) id(what string) uuid.UUID { return o.ids.id(what + "/" + o.path) }

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
	if len(grants) != 1 || grants[0].Doc.Sign != spec.Sign {
		return o, ErrOther
	}
	o.held, err = l.heldOf(ctx, o)
	return o, err
}

func (l *loader) laptopOf(o office) (central.DeviceSpec, error) {
	box, err := l.seed.boxKey(o.path)
	if err != nil {
		return central.DeviceSpec{}, err
	}
	team := l.seed.teamAt(l.tables, o.path)
	return central.DeviceSpec{
		Device: o.id("device"), Box: box, User: team.user, Name: team.typist,
		Sign: publicKey(l.seed.signKey(o.path)),
		Role: o.role, Rank: o.rank, Scopes: []uuid.UUID{o.scope.ID}, Reads: o.reads,
		Grants: []uuid.UUID{o.id("grant")},
	}, nil
}

// heldOf returns the hashes of the office's blocks that the server admitted:
// one's own blocks come back as admissions without the block. A stream is
// pushed in one transaction, so its first block stands for all.
func (l *loader) heldOf(ctx context.Context, o office) (held []ledger.Hash, err error) {
	const page = 64 << 10
	entries, err := l.sink.Pull(ctx, o.id("device"), o.scope.ID, 0, page, o.id("stream"))
	for _, e := range entries {
		if e.Block == nil {
			held = append(held, e.Admission.Doc.Block)
		}
	}
	return held, err
}

// fill writes and pushes the office's stream, or, if it is there, makes sure
// that it is the same.
func (l *loader) fill(ctx context.Context, o office, write func() ([]act, error)) error {
	if len(o.held) > 0 {
		return l.compare(o, write)
	}
	blocks, err := l.stream(o, write)
	if err != nil || len(blocks) == 0 {
		return err // at a very small scale some hamlets have nobody
	}
	return l.push(ctx, o.id("device"), blocks)
}

func (l *loader) stream(o office, write func() ([]act, error)) ([]ledger.Block, error) {
	acts, err := write()
	if err != nil {
		return nil, err
	}
	return l.pen(o).write(acts)
}

func (l *loader) compare(o office, write func() ([]act, error)) error {
	blocks, err := l.stream(o, write)
	if err != nil {
		return err
	}
	same := func(b ledger.Block, h ledger.Hash) bool { return b.Hash == h }
	if !slices.EqualFunc(blocks, o.held, same) {
		return ErrOther
	}
	return nil
}

func (l *loader) pen(o office) *pen {
	return &pen{
		header: ledger.Header{Stream: o.id("stream"), Scope: o.scope.ID, Grant: o.id("grant")},
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
