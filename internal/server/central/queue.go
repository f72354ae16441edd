package central

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// most is how many pieces of work one transaction of SQLite takes.
const most = 32

// queue is the way to SQLite's one writer. Whoever comes while another one is at
// work waits, and those who wait share a transaction, of at most 32 pieces of
// work: one sync of the disk, and the pages that all of them change are written
// once. Each runs on the goroutine of who asked, behind a savepoint, so that one
// that fails is undone alone; none returns before the commit, and when that fails
// all return its error. Whoever comes alone waits for nobody.
//
// So a piece of work must not wait for anything that somebody holds who returned
// from his own only after the commit.
type queue struct {
	// begin starts a transaction; it never ends by its context.
	begin func(ctx context.Context) (*sql.Tx, error)

	mu      sync.Mutex
	busy    bool            // somebody has the turn
	waiting []chan struct{} // each is closed when its turn has come
	open    *shared         // of the one who has the turn; nil when a new one begins
}

// shared is a transaction of several.
type shared struct {
	tx     *sql.Tx
	works  int           // so far, those that failed among them
	broken error         // the database undid all of it
	done   chan struct{} // closed when it has ended
	err    error         // why nothing of it is there; read it when done is closed
}

// errUnfinished is why work is undone that ended in a panic.
var errUnfinished = errors.New("it did not come to its end")

// do runs work and returns when it is durable, or undone. The context ends the
// waiting for the turn and nothing else.
func (q *queue) do(ctx context.Context, work func(*sql.Tx) error) (err error) {
	if err := q.enter(ctx); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	err = errUnfinished
	defer func() { err = q.leave(ctx, err) }()
	if err = q.join(ctx); err != nil {
		return err
	}
	err = errUnfinished
	err = work(q.open.tx)
	return err
}

// enter waits for the turn.
func (q *queue) enter(ctx context.Context) error {
	q.mu.Lock()
	if !q.busy {
		q.busy = true
		q.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	q.waiting = append(q.waiting, turn)
	q.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, turn)
	if i < 0 {
		return nil // the turn came meanwhile, and somebody must take it
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	return ctx.Err()
}

// join begins a transaction, or a savepoint in the one that is open.
func (q *queue) join(ctx context.Context) error {
	if q.open == nil {
		tx, err := q.begin(ctx)
		if err != nil {
			return err
		}
		q.open = &shared{tx: tx, done: make(chan struct{})}
	}
	q.open.works++
	if _, err := q.open.tx.ExecContext(ctx, `SAVEPOINT work`); err != nil {
		q.open.broken = err
		return fmt.Errorf("begin work: %w", err)
	}
	return nil
}

// leave ends a piece of work, gives the turn away and waits until the work is
// durable.
func (q *queue) leave(ctx context.Context, failed error) error {
	s := q.open
	if s == nil { // nothing was begun
		q.pass(nil)
		return failed
	}
	if failed != nil {
		s.undo(ctx)
	} else if _, err := s.tx.ExecContext(ctx, `RELEASE work`); err != nil {
		s.broken = err
	}
	if s.broken != nil || s.works == most || !q.pass(s) {
		s.end()
		q.pass(nil)
	}
	if failed != nil {
		return failed
	}
	<-s.done
	return s.err
}

// pass gives the turn to who waited longest, with the transaction that is open,
// and tells whether there was somebody. With none open it goes into the hands of
// nobody then.
func (q *queue) pass(s *shared) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.open = s
	if len(q.waiting) == 0 {
		q.busy = s != nil
		return false
	}
	next := q.waiting[0]
	q.waiting = q.waiting[1:]
	close(next)
	return true
}

// undo takes back the last piece of work.
func (s *shared) undo(ctx context.Context) {
	for _, query := range []string{`ROLLBACK TO work`, `RELEASE work`} {
		if _, err := s.tx.ExecContext(ctx, query); err != nil {
			s.broken = errors.Join(s.broken, err) // on a full disk the database undoes the whole transaction
			return
		}
	}
}

// end commits, unless the database has already undone it.
func (s *shared) end() {
	if s.broken != nil {
		_ = s.tx.Rollback() // nothing may be left of it
		s.err = fmt.Errorf("undone with another's work: %w", s.broken)
	} else {
		s.err = s.tx.Commit()
	}
	close(s.done)
}
