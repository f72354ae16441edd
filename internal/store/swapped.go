package store

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

// strangeMark and a time end the name of a file that somebody else's program put
// in the store's place.
const strangeMark = ".la-"

// remember notes which file the store is.
func (s *Store) remember() {
	s.file, _ = os.Stat(s.Path) // without it nothing is noticed
}

// swapped tells whether another file stands in the store's place, or none: a
// program that copies folders to a cloud puts back an older copy so. What the
// store has open is then a file without a name, and what is written to it would be
// gone with the last connection. (Where a file that is open can't be replaced, as
// on Windows, this is never so.)
func (s *Store) swapped() bool {
	if s.Vault == nil || s.file == nil {
		return false
	}
	now, err := os.Stat(s.Path)
	return errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(s.file, now)
}

// reclaim writes what the store holds into a file of its own, sets aside what
// stands in its place, and goes on with its own. The gate must be shut; it is open
// afterwards.
func (s *Store) reclaim() {
	s.Log.Error("the file was replaced by another", "op", "reclaim")
	err := s.putBack()
	if err != nil {
		s.Log.Error("reclaim", "err", err)
	}
	s.remember()
	s.gate.reopen()
	if err == nil {
		s.signals.send(registry.Signal{Kind: registry.SignalReclaimed})
	}
}

func (s *Store) putBack() error {
	half := s.Path + ".lai" + halfDone
	if err := removeAll(globName(half) + "*"); err != nil {
		return err
	}
	if _, err := s.write.ExecContext(context.Background(), "VACUUM INTO $1", half); err != nil {
		return err
	}
	s.endConnections(s.Vault.Stop(s.Path))
	aside := s.Path + strangeMark + s.Now().Format("20060102-150405")
	for _, end := range []string{"", "-wal"} {
		if err := os.Rename(s.Path+end, aside+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return vault.Replace(half, s.Path)
}
