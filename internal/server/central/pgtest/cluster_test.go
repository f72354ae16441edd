package pgtest_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"thamho.vn/internal/server/central/pgtest"
)

// What was committed is there after the server was killed, and nobody but who
// knows its folder reaches the cluster.
func TestClusterOutlivesAKill(t *testing.T) {
	t.Parallel()
	c, err := pgtest.Start("fsync=on")
	if errors.Is(err, pgtest.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	address, err := c.Schema(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	ask(t, address, `CREATE TABLE t AS SELECT current_setting('listen_addresses') AS v`)

	if err := c.Restart(); err != nil {
		t.Fatal(err)
	}

	if got := ask(t, address, `SELECT v FROM t`); got != "" {
		t.Errorf("it listens at %q", got)
	}
}

func ask(t *testing.T, address, query string) (answer string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := conn.QueryRow(t.Context(), query).Scan(&answer); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatal(err)
	}
	return answer
}
