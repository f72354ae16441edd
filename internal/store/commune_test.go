package store

import (
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// A laptop that an earlier version enrolled for a commune goes on as it was, and
// one of a hamlet does not become one.
func TestWhoHeldACommuneGoesOnHoldingIt(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]bool{ledger.ScopeCommune: true, "ap": false} {
		o := options(filepath.Join(t.TempDir(), "thamho.db"), 1)
		s := newProvince().enrolAt(t, o)
		for _, q := range []string{
			`UPDATE meta SET value = CAST(json_remove(CAST(value AS TEXT), '$.commune') AS BLOB) WHERE key = 'identity'`,
			`DELETE FROM goose_db_version WHERE version_id = 14`,
		} {
			if _, err := s.write.Exec(q); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.write.Exec(`UPDATE scope SET kind = $1`, kind); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}

		again := must[*Store](t)(Open(t.Context(), o))
		t.Cleanup(func() { _ = again.Close() })

		id := must[ledger.Identity](t)(again.Identity(t.Context()))
		if id.MayHold(ledger.ScopeCommune) != want || id.Device == uuid.Nil || len(id.SignKey) == 0 {
			t.Errorf("with a scope of kind %s: commune %v", kind, id.Commune)
		}
	}
}
