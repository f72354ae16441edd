package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thamho.vn/internal/papers/sheet"
)

func rowsOf(t *testing.T, path string) [][]string {
	t.Helper()
	table, err := sheet.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	var out [][]string
	for row, err := range table.Rows(t.Context(), table.Sheets()[0]) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row.Cells)
	}
	return out
}

const dirty = "HỌ VÀ TÊN;Ngày sinh;Giới tính;Số định danh cá nhân\n" +
	" Ðào Văn  An;05/03/2015;Nam;96215900123\n" +
	"Lê Thị Bé;2019;nu;\n" +
	"Trần Văn Ba;42068;Nam;096315900123\n"

func TestCleanStandardisesAList(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{".csv", ".xlsx"} {
		dir := t.TempDir()
		in, out := filepath.Join(dir, "in.csv"), filepath.Join(dir, "out"+kind)
		if err := os.WriteFile(in, []byte(dirty), 0o600); err != nil {
			t.Fatal(err)
		}
		var said, problems bytes.Buffer

		if code := clean([]string{in, "-o", out}, &said, &problems); code != 0 {
			t.Fatalf("exit %d: %s", code, problems.String())
		}

		rows := rowsOf(t, out)
		want := []string{
			"HỌ VÀ TÊN|Ngày sinh|Giới tính|Số định danh cá nhân|van_de|goc",
			"Đào Văn An|05/03/2015|Nam|096215900123|ho_ten=fix;so_dinh_danh=fix|ho_ten= Ðào Văn  An;so_dinh_danh=96215900123",
			"Lê Thị Bé|2019|Nữ||gioi_tinh=fix;ngay_sinh=info:year;so_dinh_danh=missing|gioi_tinh=nu",
			"Trần Văn Ba|05/3/2015|Nam|096315900123|ngay_sinh=fix;so_dinh_danh=warn:sex|ngay_sinh=42068",
		}
		for i, w := range want {
			if got := strings.Join(rows[i], "|"); got != w {
				t.Errorf("%s row %d:\n got %s\nwant %s", kind, i, got, w)
			}
		}
		if !strings.Contains(said.String(), "3 dòng") {
			t.Errorf("said %q", said.String())
		}
	}
}

func TestCleanSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, body string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"no such file", []string{filepath.Join(dir, "none.csv"), "-o", filepath.Join(dir, "o.csv")}, "file_gone"},
		{"an empty file", []string{write("empty.csv", ""), "-o", filepath.Join(dir, "o.csv")}, "file_empty"},
		{"no head", []string{write("plain.csv", "1,2\n3,4\n"), "-o", filepath.Join(dir, "o.csv")}, "no_head"},
		{"a broken workbook", []string{write("b.xlsx", "PK\x03\x04xx"), "-o", filepath.Join(dir, "o.csv")}, "file_broken"},
		{"no target", []string{write("in.csv", dirty)}, "-o"},
		{"no such folder", []string{write("in2.csv", dirty), "-o", filepath.Join(dir, "no", "o.csv")}, "file_no_write"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var said, problems bytes.Buffer
			if code := clean(c.args, &said, &problems); code != unreadable || !strings.Contains(problems.String(), c.want) {
				t.Errorf("exit %d, said %q, want %q", code, problems.String(), c.want)
			}
		})
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".thamho-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestCleanMayWriteOverItsList(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(path, []byte(dirty), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time its own columns are taken for what they are
		if code := clean([]string{"-o", path, path}, &bytes.Buffer{}, &bytes.Buffer{}); code != 0 {
			t.Fatalf("exit %d", code)
		}
	}
	rows := rowsOf(t, path)
	if got := strings.Join(rows[1], "|"); got != "Đào Văn An|05/03/2015|Nam|096215900123" {
		t.Errorf("cleaned twice: %s", got)
	}
}
