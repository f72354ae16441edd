package central

import (
	"context"
	"database/sql"
	"sync"

	"github.com/google/uuid"
)

// Every record of a scope, by the index record_counts.
const sqlCountsOf = `SELECT count(*), count(*) FILTER (WHERE child_until > $2 AND entered = 1),
	count(*) FILTER (WHERE child_until > $2 AND lacking = 1), count(*) FILTER (WHERE entered >= 2)
	FROM record WHERE scope = $1 AND child_until IS NOT NULL`

// countsOfScopes remembers what the board counted, scope by scope: a page that
// counts the whole province anew reads half a million rows. A count holds as
// long as nothing was admitted to its scope, which the scope's own number tells.
type countsOfScopes struct {
	mu    sync.Mutex
	epoch uuid.UUID
	asOf  string
	of    map[uuid.UUID]scopeCount
}

// scopeCount is what was counted when a scope's order ended at seq.
type scopeCount struct {
	seq              uint64
	people           int
	entered, lacking int
}

// kept returns the counts that were made in an epoch for a day.
func (k *countsOfScopes) kept(epoch uuid.UUID, asOf string) map[uuid.UUID]scopeCount {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.epoch != epoch || k.asOf != asOf {
		return nil
	}
	return k.of
}

// keep puts the counts of a page in the place of the older ones; the map is not
// written to any more.
func (k *countsOfScopes) keep(epoch uuid.UUID, asOf string, of map[uuid.UUID]scopeCount) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.epoch, k.asOf, k.of = epoch, asOf, of
}

// readCounts counts the hamlets whose scopes moved since they were counted. It
// sees the moment of tx, numbers and records alike.
func (t *tree) readCounts(ctx context.Context, tx *sql.Tx) error {
	var epoch uuid.UUID
	if _, err := found(tx.QueryRowContext(ctx, sqlGetMeta, metaEpoch).Scan(text{&epoch})); err != nil {
		return err
	}
	seqs, err := ends(ctx, tx)
	if err != nil {
		return err
	}
	kept, now := t.counts.kept(epoch, t.asOf), make(map[uuid.UUID]scopeCount, len(t.scopes))
	for scope, n := range t.scopes {
		counted, ok := kept[scope]
		if !ok || counted.seq != seqs[scope] {
			if counted, err = countScope(ctx, tx, scope, t.asOf); err != nil {
				return err
			}
			counted.seq = seqs[scope]
		}
		now[scope] = counted
		if counted.people > 0 {
			n.Entered, n.NoNumber, n.Live = counted.entered, counted.lacking, 1
		}
	}
	t.counts.keep(epoch, t.asOf, now)
	return nil
}

func countScope(ctx context.Context, tx *sql.Tx, scope uuid.UUID, asOf string) (c scopeCount, err error) {
	var absorbed int
	err = tx.QueryRowContext(ctx, sqlCountsOf, scope.String(), asOf).Scan(&c.people, &c.entered, &c.lacking, &absorbed)
	if err != nil || absorbed == 0 {
		return c, err
	}
	n := node{} // a child was recorded twice
	n.Entered, n.NoNumber = c.entered, c.lacking
	err = countSame(ctx, tx, scope, asOf, &n)
	c.entered, c.lacking = n.Entered, n.NoNumber
	return c, err
}
