package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whoever types the command wrongly is told how it goes, and nothing is made.
func TestBundleCommandTellsHowItGoes(t *testing.T) {
	for _, args := range [][]string{nil, {"export"}, {"import"}, {"sao"}} {
		var out, problems bytes.Buffer
		data := filepath.Join(t.TempDir(), "data")
		if len(args) > 0 {
			args = append(args, "--data", data)
		}
		if code := headless["bundle"](args, &out, &problems); code != 1 || !strings.Contains(out.String(), "fieldapp bundle export") {
			t.Errorf("%v: %d %s %s", args, code, out.String(), problems.String())
		}
	}
	var out, problems bytes.Buffer
	target := filepath.Join(t.TempDir(), "goi.thamho")
	if code := headless["bundle"]([]string{"export", "--data", t.TempDir(), "-o", target}, &out, &problems); code != 1 {
		t.Errorf("a laptop that is not enrolled exported: %s", out.String())
	}
	if _, err := os.Stat(target); err == nil {
		t.Error("a file was left behind")
	}
}
