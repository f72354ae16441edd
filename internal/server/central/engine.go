package central

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"
)

// engine is what SQLite and PostgreSQL do differently. All else of this package
// is one text for both; who writes a query follows these rules, and the tests
// of the package run on both engines and prepare every query on each:
//
//   - A query is a const whose name begins with sql, with $1…$n, upserts by ON
//     CONFLICT with excluded, RETURNING, FILTER. No function and no quoting that
//     one of the two lacks; a literal of another type than its column is cast.
//   - Columns are TEXT (ids, hashes, dates, JSON), BIGINT (numbers, milliseconds,
//     flags 0 and 1) or BLOB; a migration says these three words and dialect
//     turns them into PostgreSQL's. TEXT sorts by bytes on both.
//   - A row that is read in order to be changed is read with merge.findLocked or
//     merge.locked: PostgreSQL then keeps others from it until the transaction
//     ends, SQLite has one writer anyway. Lock in this order: devices, scopes
//     (merge.has), streams, records by id; the scopes' counters come last, in
//     merge.finish.
//   - What is decided by many rows of a scope, which others may be adding to
//     (a ruling about blocks, a redaction, a move), is done behind merge.alone.
//   - An INSERT of what may be there already says ON CONFLICT DO NOTHING, and
//     whoever needs to know looks at how many rows merge.exec counted: another
//     transaction may have been faster since the row was looked for. Without
//     ON CONFLICT the whole transaction runs again.
//   - No query begins while the rows of another are open in the same transaction,
//     and all rows that were asked for travel: collect, and LIMIT to what is
//     wanted.
//   - Many rows of one statement go through merge.doAll with a bulk.
//   - What is handed to Central.update may run more than once: it sets what it
//     answers, and adds to nothing that it did not make itself.
type engine interface {
	// name is how the engine is called in the log and on /metrics.
	name() string
	// open opens the pool that writes and the one that only reads.
	open(ctx context.Context) (write, read *sql.DB, err error)
	// migrating keeps other programs from migrating the same database until
	// done is called.
	migrating(ctx context.Context, db *sql.DB) (done func() error, err error)
	dialect() goose.Dialect
	// schema is a migration's text as this engine takes it.
	schema(text string) string
	// many tells whether several transactions write at the same time. Then rows
	// are locked.
	many() bool
	// locking is a query that also locks the rows which it finds.
	locking(query string, l lock) string
	// again tells whether a transaction that ended so is to be run once more.
	again(err error) bool
	// reading is how a transaction begins that sees one moment.
	reading() *sql.TxOptions
	// writeAll runs a statement for many rows and returns the places of those
	// rows of which nothing was written.
	writeAll(m *merge, b bulk, rows [][]any) (missed []int, err error)
}

// lock is how a row is held until the transaction ends.
type lock int

const (
	changing lock = iota // nobody else holds it
	relying              // others may rely on it too, nobody changes it
	entering             // others may enter too and count in it; alone keeps them out
)

// errMoved ends a transaction whose epoch another one ended meanwhile.
var errMoved = errors.New("a new epoch began meanwhile")

// engineOf chooses by the options.
func engineOf(o Options) (engine, error) {
	if o.Database == "" {
		return sqlite{o.Path}, nil
	}
	return newPostgres(o.Database, o.Log)
}

// column converts a bound value to what the database takes of it.
func column(v any) (driver.Value, error) {
	out, err := driver.DefaultParameterConverter.ConvertValue(v)
	if err != nil {
		return nil, fmt.Errorf("bind %T: %w", v, err)
	}
	return out, nil
}
