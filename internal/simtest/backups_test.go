package simtest

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"filippo.io/age"

	"thamho.vn/internal/server/backup"
)

// copied is a copy of the server's file, backedUp a backup that the command
// made, with the tick of its making.
type (
	copied struct {
		at   int
		file string
	}
	backedUp struct {
		at  int
		raw []byte
	}
)

// keepSince throws away what is older.
func (w *world) keepSince(at int) {
	w.copies = slices.DeleteFunc(w.copies, func(c copied) bool { return c.at < at })
	w.backups = slices.DeleteFunc(w.backups, func(b backedUp) bool { return b.at < at })
}

// identity opens the world's backups. Making one costs, and it decides nothing.
var identity = func() *age.X25519Identity {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		panic(err)
	}
	return id
}()

// backUp makes a backup as the command does.
func (w *world) backUp(ctx context.Context) error {
	var out bytes.Buffer
	held, err := backup.Write(ctx, &out, filepath.Dir(w.file), identity.Recipient())
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if w.snapshots {
		if err := w.central.BackedUp(ctx, held); err != nil {
			return err
		}
		if n := len(w.backups); n > 0 {
			w.keepSince(w.backups[n-1].at)
		}
	}
	w.backups = append(w.backups, backedUp{w.ticks, out.Bytes()})
	return nil
}

// restoreByCommand makes a new data folder from a backup and begins a new life,
// as the command does.
func (w *world) restoreByCommand(ctx context.Context) error {
	if len(w.backups) == 0 {
		return nil
	}
	w.restored = true
	if err := w.central.Close(); err != nil {
		return err
	}
	dir := filepath.Join(w.dir, fmt.Sprintf("restored%d", w.ticks))
	from := w.backups[w.rng.IntN(len(w.backups))]
	if err := backup.Read(bytes.NewReader(from.raw), dir, identity); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if w.snapshots { // it alone counts until there is a new one
		w.copies, w.backups = nil, []backedUp{from}
	}
	w.file = filepath.Join(dir, backup.Database)
	if err := w.openServer(ctx); err != nil {
		return err
	}
	if err := w.central.NewLife(ctx); err != nil {
		return err
	}
	if err := w.administer(ctx); err != nil {
		return err
	}
	return w.forgetLost(ctx)
}
