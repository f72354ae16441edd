package main

import (
	"os/exec"
	"testing"
	"time"

	"thamho.vn/internal/registry"
)

func TestTheCameraIsAnyProgram(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"printf", "yes", "sleep", "false"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip(name + " is not here")
		}
	}
	for command, key := range map[string]string{
		"":                  "camera_none",
		"/nowhere/camera":   "camera_failed",
		"false":             "camera_failed",
		"printf":            "camera_failed", // says nothing
		"yes":               "photo_large",   // never ends
		"sleep 60":          "camera_failed", // says nothing and never ends
		"printf $(reboot)x": "",              // no shell reads it
	} {
		raw, err := shoot(t.Context(), command, 3*time.Second)
		if got := registry.KeyOf(err); got != key {
			t.Errorf("%q: %v, want %q", command, err, key)
		}
		if key == "" && string(raw) != "$(reboot)x" {
			t.Errorf("%q wrote %q", command, raw)
		}
	}
}
