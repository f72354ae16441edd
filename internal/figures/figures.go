// Package figures collects what long test runs counted. It is imported by tests
// only.
package figures

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"strconv"
	"testing"
	"time"
)

// SoakFor is how long a long run may take; 0 for the short form that runs with
// all tests. make soak sets SOAK_MINUTES.
func SoakFor() time.Duration {
	n, _ := strconv.Atoi(os.Getenv("SOAK_MINUTES"))
	return time.Duration(n) * time.Minute
}

// Add prints figures and adds them to the file that SOAK_FILE names, if any.
func Add(t testing.TB, counted map[string]any) {
	t.Helper()
	text, err := json.Marshal(counted)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", text)
	file := os.Getenv("SOAK_FILE")
	if file == "" {
		return
	}
	all := map[string]any{}
	before, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(before, &all)
	} else if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(all, counted)
	after, err := json.MarshalIndent(all, "", "  ")
	if err == nil {
		err = os.WriteFile(file, append(after, '\n'), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
