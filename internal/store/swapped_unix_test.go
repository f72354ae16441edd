//go:build unix

package store

import (
	"os"
	"path/filepath"
	"testing"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault/vaulttest"
)

// A client of a cloud puts an older copy in the store's place while it is open, or
// takes it away: the store notices before the next write, sets the stranger aside
// and goes on with everything that it held.
func TestAStoreThatIsReplacedUnderUs(t *testing.T) {
	t.Parallel()
	for name, swap := range map[string]func(path, older string) error{
		"by an older copy": func(path, older string) error { return os.Rename(older, path) },
		"by nothing":       func(path, _ string) error { return os.Remove(path) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProvince()
			o := options(filepath.Join(t.TempDir(), "thamho.db"), 1)
			s := p.enrolAt(t, o)
			p.family(t, s, 1, "Lê Thị Cúc")
			older := filepath.Join(t.TempDir(), "older")
			if err := s.copyTo(t.Context(), older); err != nil {
				t.Fatal(err)
			}
			p.family(t, s, 2, "Võ Thị Đào") // not in the older copy
			told := make(chan registry.Signal, 10)
			s.Subscribe(func(sig registry.Signal) { told <- sig })
			if err := swap(o.Path, older); err != nil {
				t.Fatal(err)
			}

			p.family(t, s, 3, "Bùi Thị Sen")

			if sig := <-told; sig.Kind != registry.SignalReclaimed {
				t.Errorf("told %v first", sig)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = must[*Store](t)(Open(t.Context(), o))
			defer s.Close()
			if keys := must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{})); len(keys) != 3 {
				t.Errorf("%d households, want 3", len(keys))
			}
			if err := check(t.Context(), s.read); err != nil {
				t.Error(err)
			}
			strangers, _ := filepath.Glob(o.Path + strangeMark + "*")
			var kept []string
			for _, f := range strangers {
				if ok, err := vaulttest.Fixed().Opens(f); err == nil && ok {
					kept = append(kept, f)
				}
			}
			if want := map[bool]int{true: 1, false: 0}[name == "by an older copy"]; len(kept) != want {
				t.Errorf("set aside: %v", strangers)
			}
		})
	}
}
