package main

import (
	"bytes"
	"strings"
	"testing"

	"thamho.vn/internal/registry"
)

// Whoever types a command wrongly, or on a laptop that is not enrolled, is told
// so in words and gets exit code 1.
func TestCommandsWithoutAWindowTellWhatIsWrong(t *testing.T) {
	data := t.TempDir()
	for _, args := range [][]string{
		{"sync", "--data", data},
		{"sync", "--data", data, "--via", "127.0.0.1:1"},
		{"sync", "--nothing"},
		{"export"},
		{"export", "--kind", exportCodes()[0], "-o", data + "/x.xlsx", "--until", "31/02/2026"},
		{"export", "--kind", exportCodes()[0], "-o", data + "/x.xlsx", "--until", "31/12/2026", "--data", data},
	} {
		var out, problems bytes.Buffer
		if code := headless[args[0]](args[1:], &out, &problems); code != 1 || problems.Len() == 0 {
			t.Errorf("%v: %d %q", args, code, problems.String())
		}
	}
}

func TestAHamletIsNamedAsItIsTyped(t *testing.T) {
	t.Parallel()
	all := []registry.HamletRow{{Name: "ấp 4"}, {Name: "khóm Đầm Dơi"}}
	for typed, want := range map[string]string{"ap 4": "ấp 4", "Ấp 4": "ấp 4", "khom dam doi": "khóm Đầm Dơi", "": "", "ấp 5": ""} {
		got, err := hamletNamed(all, typed)
		if got.Name != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", typed, got.Name, err)
		}
		if err != nil && !strings.Contains(err.Error(), "khóm Đầm Dơi") {
			t.Errorf("%q: the names that would do are not told: %v", typed, err)
		}
	}
}
