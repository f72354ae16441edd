package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"thamho.vn/internal/registry"
)

// checkupAfter is how long a store that was closed well is open before its
// structure is read: whoever opened it sees the list first.
const checkupAfter = 3 * time.Second

// checkup reads the file's structure beside the work. What it finds stops all
// writing: a tree that is broken only breaks further.
type checkup struct {
	timer  *time.Timer
	cancel context.CancelFunc
	done   chan struct{}
	end    sync.Once
	damage atomic.Pointer[registry.Error]
}

// leftOpen tells whether the last session ended without closing the store: a log
// is left behind that a close would have taken in. Then the file is read before
// anything else.
func (s *Store) leftOpen() bool {
	info, err := os.Stat(s.Path + "-wal")
	return err == nil && info.Size() > 0
}

// check reads the file's structure, and returns a registry.Error with the key
// db_damaged when it is broken.
func check(ctx context.Context, db *sql.DB) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return &registry.Error{Code: registry.Internal, Key: "db_damaged", Err: errors.New(verdict)}
	}
	return nil
}

// checkLater begins the checkup.
func (s *Store) checkLater() {
	ctx, cancel := context.WithCancel(context.Background())
	s.checkup.cancel, s.checkup.done = cancel, make(chan struct{})
	s.checkup.timer = time.AfterFunc(checkupAfter, func() {
		defer close(s.checkup.done)
		s.lookForDamage(ctx)
	})
}

func (s *Store) lookForDamage(ctx context.Context) {
	err := explain("check store", check(ctx, s.read))
	if ctx.Err() != nil || err == nil {
		return
	}
	bad, ok := errors.AsType[*registry.Error](err)
	if !ok || bad.Key != "db_damaged" {
		s.Log.Error("check store", "err", err) // it could not be read to the end; that is no verdict
		return
	}
	s.Log.Error("check store", "err", err)
	s.checkup.damage.Store(bad)
	s.signals.send(registry.Signal{Kind: registry.SignalDamaged})
}

// endCheckup stops it, or waits for its end.
func (s *Store) endCheckup() {
	s.checkup.end.Do(func() {
		if s.checkup.timer == nil {
			return
		}
		s.checkup.cancel()
		if !s.checkup.timer.Stop() {
			<-s.checkup.done
		}
	})
}

// Damage is what the checkup found, nil as long as it found nothing.
func (s *Store) Damage() error {
	if bad := s.checkup.damage.Load(); bad != nil {
		return bad
	}
	return nil
}
