package central_test

import (
	"os"
	"testing"

	"thamho.vn/internal/server/central/pgtest"
)

// Every test of this package holds for both engines.
func TestMain(m *testing.M) { os.Exit(pgtest.OnBoth(m)) }
