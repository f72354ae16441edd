package ui

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// The name is typed once and stands on what is printed, here on the report of
// the periodic check.
func TestTheDataProtectionPersonStandsOnThePrints(t *testing.T) {
	b := newBench(t)
	dir := home(t)
	b.shell.Guardian()
	b.on("guardian")
	b.Type("Bà Sáu")
	b.Ctrl(fyne.KeyS)
	b.wantSaid("Đã lưu người phụ trách")

	b.shell.ChooseHamlet(b.province.Hamlets[0].Unit)
	b.shell.Compliance()

	found, err := filepath.Glob(filepath.Join(dir, "Documents", "ThamHo", "TT_*.docx"))
	if err != nil || len(found) != 1 {
		t.Fatalf("papers %v, %v; said %q", found, err, b.said())
	}
	if text := documentText(t, found[0]); !strings.Contains(text, "Bà Sáu") || !strings.Contains(text, "Rà soát tại hộ") {
		t.Error("the name is not on the paper")
	}
	if info, err := os.Stat(strings.TrimSuffix(found[0], "docx") + "pdf"); err != nil || info.Size() == 0 {
		t.Errorf("no paper to sign: %v", err)
	}
}

// documentText is all the markup of a document.
func documentText(t *testing.T, file string) string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
	}
	return all.String()
}
