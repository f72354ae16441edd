package simtest

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
	"modernc.org/sqlite"

	"thamho.vn/internal/ledger"
)

// fuse stands before the disk of one database: when it blows, nothing is
// written any more, in the middle of whatever is going on. A transaction is
// there whole or not at all, so what a crash inside a piece of work can leave
// is decided by the last commit that came through.
type fuse struct {
	left atomic.Int64 // commits that still come through; below 0: all do
}

// fuses are the databases that have one, by file.
var fuses sync.Map

// hookFuses puts the fuse of a file before every connection to it that is
// opened from then on.
var hookFuses = sync.OnceFunc(func() {
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, dsn string) error {
		file, _, _ := strings.Cut(strings.TrimPrefix(dsn, "file:"), "?")
		file, err := url.PathUnescape(file)
		if err != nil {
			return err
		}
		f, ok := fuses.Load(file)
		if !ok {
			return nil
		}
		hooks, ok := conn.(sqlite.HookRegisterer)
		if !ok {
			return fmt.Errorf("no hooks on %T", conn)
		}
		hooks.RegisterCommitHook(f.(*fuse).commit)
		return nil
	})
})

// fuseOf returns the fuse of a file, whole. It counts for what is opened later.
func fuseOf(file string) *fuse {
	hookFuses()
	made := &fuse{}
	made.left.Store(-1)
	f, _ := fuses.LoadOrStore(file, made)
	return f.(*fuse)
}

// commit is asked by SQLite before each commit; 1 makes a rollback of it.
func (f *fuse) commit() int32 {
	switch left := f.left.Load(); {
	case left == 0:
		return 1
	case left > 0:
		f.left.Store(left - 1)
	}
	return 0
}

func (f *fuse) blown() bool { return f.left.Load() == 0 }

func (f *fuse) mend() { f.left.Store(-1) }

// failLaptop lets a laptop's disk fail in the middle of its work. Then the
// machine is switched off, or there is room again and the program goes on.
func (w *world) failLaptop(ctx context.Context, l *laptop) error {
	f := fuseOf(l.file)
	if err := w.reopen(ctx, l); err != nil {
		return err
	}
	f.left.Store(int64(w.rng.IntN(8)))
	if w.rng.IntN(3) == 0 {
		if err := w.editFailing(ctx, l, f); err != nil {
			return err
		}
	}
	_, _ = l.engine.Sync(ctx)
	f.mend()
	if w.rng.IntN(2) == 0 {
		if err := w.reopen(ctx, l); err != nil {
			return err
		}
	}
	return w.onward(ctx, l)
}

// editFailing types while the disk fails: what was not saved, and was told to be
// not saved, is not there.
func (w *world) editFailing(ctx context.Context, l *laptop, f *fuse) error {
	before := w.tokens
	err := w.edit(ctx, l)
	if err == nil || !f.blown() {
		return err
	}
	token, kept := fmt.Sprintf("t%d", w.tokens), false
	for _, scope := range l.scopes {
		err := l.store.Lines(ctx, scope, func(_ uuid.UUID, line ledger.Line) { kept = kept || slices.Contains(tokensOf(line), token) })
		if err != nil {
			return err
		}
	}
	if kept && w.tokens > before {
		return violation("half a save: %s was told to be lost, and is there", token)
	}
	return nil
}

// failServer lets the server's disk fail while a laptop exchanges with it. Then
// the server is started again, or there is room again and it goes on.
func (w *world) failServer(ctx context.Context, l *laptop) error {
	f := fuseOf(w.file)
	if err := w.crashServer(ctx); err != nil {
		return err
	}
	f.left.Store(int64(w.rng.IntN(8)))
	_, _ = l.engine.Sync(ctx)
	f.mend()
	if w.rng.IntN(2) == 0 {
		if err := w.crashServer(ctx); err != nil {
			return err
		}
	}
	return w.onward(ctx, l)
}
