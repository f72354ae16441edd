package folder

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"thamho.vn/internal/registry"
)

func TestAFileIsWholeOrNotThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "list.csv")
	broken := errors.New("broken")

	err := Write(path, func(w io.Writer) error {
		if _, err := io.WriteString(w, "half"); err != nil {
			return err
		}
		return broken
	})

	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := Write(path, func(w io.Writer) error { _, err := io.WriteString(w, "whole"); return err }); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "whole" {
		t.Errorf("%q, %v", got, err)
	}
	if err := Write(filepath.Join(dir, "no", "x"), func(io.Writer) error { return nil }); registry.KeyOf(err) != "file_no_write" {
		t.Errorf("into no folder: %v", err)
	}
}
