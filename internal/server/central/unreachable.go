package central

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// pgAway are what PostgreSQL says when it stops, starts, or takes no more
// connections.
var pgAway = []string{"57P01", "57P02", "57P03", "57P05", "53300"}

// Unreachable tells whether an error means that the database could not be
// reached, so that the same may go well in a moment: its server is down, starts,
// or went away in the middle. Whether the last transaction was kept is not known
// then; every request may be sent again.
func Unreachable(err error) bool {
	if connect, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		bad, told := errors.AsType[*pgconn.PgError](connect)
		return !told || isAway(bad.Code) // a wrong password does not mend itself
	}
	if bad, ok := errors.AsType[*pgconn.PgError](err); ok {
		return isAway(bad.Code)
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// isAway knows the codes, and the class of all that befalls a connection.
func isAway(code string) bool { return strings.HasPrefix(code, "08") || slices.Contains(pgAway, code) }
