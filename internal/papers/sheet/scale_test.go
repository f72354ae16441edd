//go:build !race

// The race detector takes several times the memory that this file measures.

package sheet

import (
	"archive/zip"
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

const (
	scaleRows = 200_000
	scaleCols = 14
	// scaleJob names the work of a child process, scaleFile its file.
	scaleJob, scaleFile = "SHEET_SCALE_JOB", "SHEET_SCALE_FILE"
)

// A province's list fits a small laptop: reading and writing 200,000 rows of 14
// columns are done in a process of their own, whose peak memory is asked of the
// system.
func TestAProvinceFitsASmallLaptop(t *testing.T) {
	if testing.Short() || runtime.GOOS != "linux" || os.Getenv(scaleJob) != "" {
		t.Skip("long, or no /proc")
	}
	dir := t.TempDir()
	ours, theirs, csv := filepath.Join(dir, "ours.xlsx"), filepath.Join(dir, "shared.xlsx"), filepath.Join(dir, "list.csv")
	cases := []struct {
		job, path string
		limit     int // MB
	}{
		{"write-xlsx", ours, 150},
		{"write-csv", csv, 150},
		{"write-shared", theirs, 0}, // not ours: only makes the file
		{"read", ours, 120},
		{"read", theirs, 120},
		{"read", csv, 120},
	}
	for _, c := range cases {
		took, peak := scaled(t, c.job, c.path)
		t.Logf("%-12s %-12s %5.2f s, %7.0f rows/s, peak %3d MB", c.job, filepath.Base(c.path), took.Seconds(), scaleRows/took.Seconds(), peak)
		if c.limit > 0 && peak > c.limit {
			t.Errorf("%s %s takes %d MB", c.job, filepath.Base(c.path), peak)
		}
	}
}

// scaled runs a job in a process of its own.
func scaled(t *testing.T, job, path string) (took time.Duration, peak int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestScaleChild$", "-test.v")
	cmd.Env = append(os.Environ(), scaleJob+"="+job, scaleFile+"="+path)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", job, err, out)
	}
	var ms int
	at := strings.Index(string(out), "RESULT")
	if at < 0 {
		t.Fatalf("%s says %s", job, out)
	}
	if _, err := fmt.Sscanf(string(out[at:]), "RESULT %d %d", &ms, &peak); err != nil {
		t.Fatalf("%s says %s", job, out)
	}
	return time.Duration(ms) * time.Millisecond, peak
}

// TestScaleChild is the work of the child process.
func TestScaleChild(t *testing.T) {
	job, path := os.Getenv(scaleJob), os.Getenv(scaleFile)
	if job == "" {
		t.Skip("no job")
	}
	start := time.Now()
	switch job {
	case "read":
		scaleRead(t, path)
	case "write-shared":
		scaleShared(t, path)
	case "write-csv":
		scaleWrite(t, path, NewCSV)
	default:
		scaleWrite(t, path, xlsx)
	}
	fmt.Printf("RESULT %d %d\n", time.Since(start).Milliseconds(), peakMB(t))
}

// personRow is a row in which every text differs, the worst for memory.
func personRow(i int) []string {
	n := strconv.Itoa(i)
	row := make([]string, 0, scaleCols)
	row = append(row, n, "Nguyễn Thị Bé "+n, "0962159"+n, "05/03/2015", "Nữ", "Kinh")
	for c := len(row); c < scaleCols; c++ {
		row = append(row, "Ấp Tân Lập số "+strconv.Itoa(c)+n)
	}
	return row
}

func scaleRead(t *testing.T, path string) {
	t.Helper()
	table, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	rows := 0
	for row, err := range table.Rows(context.Background(), table.Sheets()[0]) {
		if err != nil {
			t.Fatal(err)
		}
		if want := personRow(row.Number); len(row.Cells) != scaleCols || row.Cells[13] != want[13] || row.Cells[2] != want[2] {
			t.Fatalf("row %d is %q", row.Number, row.Cells)
		}
		rows++
	}
	if rows != scaleRows {
		t.Fatalf("%d rows", rows)
	}
}

func scaleWrite(t *testing.T, path string, create func(io.Writer) (Writer, error)) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := create(f)
	for i := 1; err == nil && i <= scaleRows; i++ {
		err = w.Write(personRow(i))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// scaleShared writes a workbook as Excel does, with its texts shared.
func scaleShared(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zw := zip.NewWriter(f)
	zw.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for name, content := range parts() {
		if name != sheetPart {
			scalePart(t, zw, name, func(w io.Writer) { _, _ = io.WriteString(w, content) })
		}
	}
	scalePart(t, zw, "xl/sharedStrings.xml", func(w io.Writer) {
		_, _ = io.WriteString(w, "<sst>")
		for i := range scaleRows {
			_, _ = io.WriteString(w, "<si><t>"+strings.Join(personRow(i+1), "</t></si><si><t>")+"</t></si>")
		}
		_, _ = io.WriteString(w, "</sst>")
	})
	scalePart(t, zw, sheetPart, func(w io.Writer) {
		_, _ = io.WriteString(w, "<worksheet><sheetData>")
		for i := range scaleRows {
			_, _ = io.WriteString(w, "<row>")
			for c := range scaleCols {
				_, _ = io.WriteString(w, `<c t="s" s="1"><v>`+strconv.Itoa(i*scaleCols+c)+`</v></c>`)
			}
			_, _ = io.WriteString(w, "</row>")
		}
		_, _ = io.WriteString(w, "</sheetData></worksheet>")
	})
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
}

// scalePart writes one part. A failed write shows when the zip is closed.
func scalePart(t *testing.T, zw *zip.Writer, name string, fill func(io.Writer)) {
	t.Helper()
	w, err := zw.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriterSize(w, bufferSize)
	fill(out)
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
}

// peakMB is the most memory that this process had.
func peakMB(t *testing.T) int {
	t.Helper()
	f, err := os.Open("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok {
			kb, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			if err != nil {
				t.Fatal(err)
			}
			return kb >> 10
		}
	}
	t.Fatal("no peak")
	return 0
}

// BenchmarkRead stands beside the other library's streaming reader.
func BenchmarkRead(b *testing.B) {
	rows := make([][]string, 10_000)
	for i := range rows {
		rows[i] = personRow(i + 1)
	}
	path := file(b, written(b, xlsx, rows))
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			table, err := Open(path)
			if err != nil {
				b.Fatal(err)
			}
			_, _ = all(b, table)
			_ = table.Close()
		}
	})
	b.Run("excelize", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
			if err != nil {
				b.Fatal(err)
			}
			r, err := f.Rows(f.GetSheetName(0))
			if err != nil {
				b.Fatal(err)
			}
			for r.Next() {
				_, _ = r.Columns()
			}
			_ = f.Close()
		}
	})
}
