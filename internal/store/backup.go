package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

// Copies of each day end in dayMark and the date; keptDays of them are kept.
const (
	dayMark  = ".ngay-"
	keptDays = 7
)

// CopyDaily keeps a copy of the store for today, sealed like the store itself,
// when there is none yet, and lets the oldest go. Its errors have the keys of
// Open.
func (s *Store) CopyDaily(ctx context.Context) error {
	name := s.Path + dayMark + s.Now().Format(time.DateOnly)
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	if err := s.copyTo(ctx, name); err != nil {
		return explain("daily copy", err)
	}
	return explain("daily copy", s.dropOld())
}

func (s *Store) dropOld() error {
	days, err := dailyCopies(s.Path)
	if err != nil {
		return err
	}
	for len(days) > keptDays {
		if err := os.Remove(days[0]); err != nil {
			return &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
		}
		days = days[1:]
	}
	return nil
}

// dailyCopies are the copies of a store, the oldest first. A copy that was being
// written is none.
func dailyCopies(path string) ([]string, error) {
	days, err := filepath.Glob(globName(path) + dayMark + "????-??-??")
	slices.Sort(days)
	return days, err
}

// copyTo writes a consistent copy of the store; it is there wholly or not at
// all.
func (s *Store) copyTo(ctx context.Context, name string) error {
	half := name + halfDone
	if err := removeAll(globName(half) + "*"); err != nil {
		return err
	}
	if _, err := s.write.ExecContext(ctx, "VACUUM INTO $1", half); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	return vault.Replace(half, name)
}
