package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
)

// postgres is the cluster in which provinces are made while the tests run for
// PostgreSQL; nil while they run for SQLite.
var postgres *Cluster

// schemas counts the provinces that were made in it.
var schemas atomic.Int64

// Stumbling tells that every transaction is to be undone once and run again:
// central.Faults.Stumble.
var Stumbling bool

// OnBoth is the TestMain of a package whose tests hold for both engines: all run
// on SQLite, then once more with every transaction run twice, then all run on
// PostgreSQL. PGTEST_ONLY=1 leaves out the first two. It returns the exit code.
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.OnBoth(m)) }
func OnBoth(m *testing.M) int {
	for _, Stumbling = range []bool{false, true} {
		if os.Getenv("PGTEST_ONLY") != "" {
			break
		}
		if Stumbling {
			fmt.Println("once more, every transaction twice")
		}
		if code := m.Run(); code != 0 {
			return code
		}
	}
	Stumbling = false
	var err error
	postgres, err = Start()
	if errors.Is(err, ErrMissing) && os.Getenv("CI") == "" {
		fmt.Println("NOT run on PostgreSQL:", err)
		return 0
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("once more, on PostgreSQL")
	code := m.Run()
	if err := postgres.Close(); err != nil {
		fmt.Println(err)
		return 1
	}
	return code
}

// OnSQLite skips a test that is about SQLite's file while the tests run for
// PostgreSQL.
func OnSQLite(t testing.TB) {
	t.Helper()
	if postgres != nil {
		t.Skip("about SQLite's file")
	}
}

// OnPostgres skips a test that is about what many writers do to each other while
// the tests run for SQLite, which has one.
func OnPostgres(t testing.TB) {
	t.Helper()
	if postgres == nil {
		t.Skip("about many writers")
	}
}

// Database is the address of an empty database of the engine that the tests run
// for: central.Options.Database.
func Database(t testing.TB) string {
	t.Helper()
	if postgres == nil {
		return ""
	}
	address, err := postgres.Schema(context.Background(), fmt.Sprintf("province%d", schemas.Add(1)))
	if err != nil {
		t.Fatal(err)
	}
	return address
}
