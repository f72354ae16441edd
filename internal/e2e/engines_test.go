package e2e

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"thamho.vn/internal/server/central/pgtest"
)

// cluster starts the PostgreSQL server of these tests when the first one asks.
// What it acknowledges is on the disk.
var (
	cluster = sync.OnceValues(func() (*pgtest.Cluster, error) {
		c, err := pgtest.Start("fsync=on")
		if err == nil {
			started.Store(c)
		}
		return c, err
	})
	started atomic.Pointer[pgtest.Cluster]
	schemas atomic.Int64
)

func TestMain(m *testing.M) {
	code := m.Run()
	if c := started.Load(); c != nil {
		if err := c.Close(); err != nil {
			fmt.Println(err)
			code = 1
		}
	}
	os.Exit(code)
}

// onEngines runs a test of the program on SQLite and on PostgreSQL.
func onEngines(t *testing.T, test func(t *testing.T, database string)) {
	t.Run("SQLite", func(t *testing.T) { test(t, "") })
	t.Run("PostgreSQL", func(t *testing.T) {
		c, err := cluster()
		if errors.Is(err, pgtest.ErrMissing) && os.Getenv("CI") == "" {
			t.Skip(err)
		}
		ok(t, err)
		test(t, must[string](t)(c.Schema(t.Context(), fmt.Sprintf("province%d", schemas.Add(1)))))
	})
}
