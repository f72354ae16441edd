package sqlcache

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"

	"modernc.org/sqlite"
)

// Open is sql.Open with the driver of modernc.org/sqlite: it opens no file yet.
// An error says that dsn does not parse.
func Open(dsn string) (*sql.DB, error) {
	c, err := NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

// NewConnector makes the connections of Open, for one who wants a word in it.
func NewConnector(dsn string) (driver.Connector, error) {
	base, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("read data source: %w", err)
	}
	return connector{base}, nil
}

type connector struct{ driver.Connector }

// Connect implements driver.Connector.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	made, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{driven: made.(driven), kept: newShelf(most)}, nil
}

// driven is what the driver's connections can do, and ours too.
type driven interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// conn is a connection with what it has parsed. Like every driver.Conn it is
// used by one goroutine at a time.
type conn struct {
	driven
	kept shelf
}

// ExecContext implements driver.ExecerContext.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if !worthKeeping(query) {
		return c.driven.ExecContext(ctx, query, args)
	}
	st, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	res, err := st.ExecContext(ctx, args)
	if err != nil {
		_ = st.Close() // it says the same error once more
		return nil, err
	}
	return res, c.kept.put(query, st)
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if !worthKeeping(query) {
		return c.driven.QueryContext(ctx, query, args)
	}
	st, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	found, err := st.QueryContext(ctx, args)
	if err != nil {
		_ = st.Close() // it says the same error once more
		return nil, err
	}
	return &rows{Rows: found, conn: c, query: query, stmt: st}, nil
}

// take returns a statement that nobody uses: the same query may be asked while
// the rows of another are still read.
func (c *conn) take(ctx context.Context, query string) (stmt, error) {
	if st, ok := c.kept.take(query); ok {
		return st, nil
	}
	made, err := c.driven.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return made.(stmt), nil
}

// Close implements driver.Conn.
func (c *conn) Close() error {
	err := c.kept.clear()
	if closed := c.driven.Close(); err == nil {
		err = closed
	}
	return err
}

// rows give their statement back when they are closed.
type rows struct {
	driver.Rows
	conn  *conn
	query string
	stmt  stmt
}

// Close implements driver.Rows.
func (r *rows) Close() error {
	if err := r.Rows.Close(); err != nil {
		_ = r.stmt.Close() // it says the same error once more
		return err
	}
	return r.conn.kept.put(r.query, r.stmt)
}

// worthKeeping tells whether a text reads or changes rows, or is about a
// savepoint.
func worthKeeping(query string) bool {
	verb := strings.TrimLeft(query, " \t\n")
	for _, v := range []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK TO"} {
		if strings.HasPrefix(verb, v) {
			return true
		}
	}
	return false
}
