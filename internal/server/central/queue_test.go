package central

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"thamho.vn/internal/server/central/pgtest"
)

// line is a queue with a table to write to, and how many transactions it began.
type line struct {
	queue
	t     *testing.T
	read  *sql.DB
	begun atomic.Int32
}

func newLine(t *testing.T) *line {
	t.Helper()
	pgtest.OnSQLite(t)
	write, read, err := sqlite{filepath.Join(t.TempDir(), "q.db")}.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(read.Close(), write.Close()); err != nil {
			t.Error(err)
		}
	})
	// A row that no row of owner stands for is found at the commit.
	for _, query := range []string{
		`CREATE TABLE owner (id BIGINT PRIMARY KEY)`,
		`CREATE TABLE work (id BIGINT PRIMARY KEY, owner BIGINT REFERENCES owner (id) DEFERRABLE INITIALLY DEFERRED)`,
	} {
		if _, err := write.ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	l := &line{t: t, read: read}
	l.begin = func(ctx context.Context) (*sql.Tx, error) {
		l.begun.Add(1)
		return write.BeginTx(ctx, nil)
	}
	return l
}

// add is a piece of work.
func add(id int, owner any) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		_, err := tx.ExecContext(context.Background(), `INSERT INTO work (id, owner) VALUES ($1, $2)`, id, owner)
		return err
	}
}

// there counts rows as others see them.
func (l *line) there() (n int) {
	l.t.Helper()
	if err := l.read.QueryRowContext(l.t.Context(), `SELECT count(*) FROM work`).Scan(&n); err != nil {
		l.t.Error(err)
	}
	return n
}

// behind starts work while somebody else has the turn, and ends when all of it
// waits; done waits for it and returns each one's error.
func (l *line) behind(works ...func(*sql.Tx) error) (done func() []error) {
	l.t.Helper()
	errs := make([]error, len(works))
	hold, held := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		if err := l.do(context.Background(), func(*sql.Tx) error { close(held); <-hold; return nil }); err != nil && len(works) == 0 {
			l.t.Error(err)
		}
	})
	<-held
	for i, work := range works {
		all.Go(func() { errs[i] = l.do(context.Background(), work) })
		l.waits(i + 1)
	}
	return func() []error {
		close(hold)
		all.Wait()
		return errs
	}
}

// waits returns when n wait for the turn.
func (l *line) waits(n int) {
	for {
		l.mu.Lock()
		waiting := len(l.waiting)
		l.mu.Unlock()
		if waiting == n {
			return
		}
	}
}

func TestWorkThatWaitsSharesATransaction(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	var works []func(*sql.Tx) error
	for i := range 40 {
		works = append(works, add(i, nil))
	}
	for i, err := range l.behind(works...)() {
		if err != nil {
			t.Errorf("work %d: %v", i, err)
		}
	}
	if begun := l.begun.Load(); begun != 2 || l.there() != 40 { // 1 + 31, and 9
		t.Errorf("%d transactions, %d rows", begun, l.there())
	}
}

func TestWorkThatFailsIsUndoneAlone(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	bad := errors.New("bad")
	errs := l.behind(add(1, nil), func(tx *sql.Tx) error { return errors.Join(add(2, nil)(tx), bad) }, add(1, nil), add(3, nil))()
	if errs[0] != nil || !errors.Is(errs[1], bad) || errs[2] == nil || errs[3] != nil {
		t.Errorf("errors %v", errs)
	}
	if l.begun.Load() != 1 || l.there() != 2 {
		t.Errorf("%d transactions, %d rows", l.begun.Load(), l.there())
	}
}

func TestNobodyReturnsBeforeTheCommit(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			if err := l.do(t.Context(), add(i, nil)); err != nil {
				t.Error(err)
			}
			var one int
			if err := l.read.QueryRowContext(t.Context(), `SELECT 1 FROM work WHERE id = $1`, i).Scan(&one); err != nil {
				t.Errorf("work %d is acknowledged and nobody sees it: %v", i, err)
			}
		})
	}
	all.Wait()
}

func TestACommitThatFailsFailsAll(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	for i, err := range l.behind(add(1, nil), add(2, 77), add(3, nil))() {
		if err == nil {
			t.Errorf("work %d: no error", i)
		}
	}
	if l.there() != 0 {
		t.Errorf("%d rows", l.there())
	}
	if err := l.do(t.Context(), add(1, nil)); err != nil || l.there() != 1 {
		t.Errorf("the next: %v, %d rows", err, l.there())
	}
}

// As when the disk is full: the database undoes everything by itself.
func TestAnUndoneTransactionFailsAllOfIt(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	full := func(tx *sql.Tx) error {
		_, err := tx.ExecContext(context.Background(), `INSERT OR ROLLBACK INTO work (id) VALUES (1)`)
		return err
	}
	errs := l.behind(add(1, nil), full, add(3, nil))()
	if errs[0] == nil || errs[1] == nil || errs[2] != nil {
		t.Errorf("errors %v", errs)
	}
	if l.there() != 1 {
		t.Errorf("%d rows", l.there())
	}
}

func TestWhoEndsWaitingIsLeftOut(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	done := l.behind(add(1, nil))
	ctx, end := context.WithCancel(t.Context())
	left := make(chan error)
	go func() { left <- l.do(ctx, add(2, nil)) }()
	l.waits(2)
	end()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("who left: %v", err)
	}
	if errs := done(); errs[0] != nil || l.there() != 1 {
		t.Errorf("who stayed: %v, %d rows", errs[0], l.there())
	}
}

func TestAPanicIsItsAuthorsAlone(t *testing.T) {
	t.Parallel()
	l := newLine(t)
	done := l.behind(add(1, nil))
	gone := make(chan any)
	go func() {
		defer func() { gone <- recover() }()
		_ = l.do(context.Background(), func(tx *sql.Tx) error { _ = add(2, nil)(tx); panic("mine") })
	}()
	l.waits(2)
	errs := done()
	if p := <-gone; p != "mine" || errs[0] != nil || l.there() != 1 {
		t.Errorf("panic %v, %v, %d rows", p, errs[0], l.there())
	}
	if err := l.do(t.Context(), add(3, nil)); err != nil {
		t.Error(err)
	}
}
