package e2e

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// soakFigures prints figures and, in a soak, adds them to build/soak.json.
func soakFigures(t testing.TB, figures map[string]any) {
	t.Helper()
	text := must[[]byte](t)(json.Marshal(figures))
	t.Logf("%s", text)
	if os.Getenv("SOAK_MINUTES") == "" {
		return
	}
	file := filepath.Join("..", "..", "build", "soak.json")
	all := map[string]any{}
	if before, err := os.ReadFile(file); err == nil {
		ok(t, json.Unmarshal(before, &all))
	}
	maps.Copy(all, figures)
	ok(t, os.MkdirAll(filepath.Dir(file), 0o755))
	ok(t, os.WriteFile(file, append(must[[]byte](t)(json.MarshalIndent(all, "", "  ")), '\n'), 0o644))
}
