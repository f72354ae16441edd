package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"thamho.vn/internal/registry"
)

func inline(text string) string { return `<c t="inlineStr"><is><t>` + text + `</t></is></c>` }

func TestASheetIsHeldToItsLimits(t *testing.T) {
	t.Parallel()
	first := "<row r='7'>" + inline("trước") + "</row>"
	row := func(cells string) string { return "<row r='9'>" + cells + "</row>" }
	cases := []struct {
		name, xml string
		key       string
		row       any
	}{
		{"the longest cell", row(inline(strings.Repeat("ế", maxCell))), "", nil},
		{"a longer one", row(inline(strings.Repeat("ế", maxCell+1))), keyLongCell, 9},
		{"the longest of pairs", row(inline(strings.Repeat("😀", maxCell/2))), "", nil},
		{"a longer one of pairs", row(inline(strings.Repeat("😀", maxCell/2+1))), keyLongCell, 9},
		{"the longest in entities", row(inline(strings.Repeat("&#x1EBF;", maxCell))), "", nil},
		{"a cell of 4 MB", row(inline(strings.Repeat("a", 4<<20))), keyLongCell, 9},
		{"a cell of many runs", row(`<c t="inlineStr"><is>` + strings.Repeat("<r><t>"+strings.Repeat("a", 1000)+"</t></r>", 4000) + "</is></c>"), keyLongCell, 9},
		{"a cell of character data", row(inline("<![CDATA[" + strings.Repeat("<a", 2<<20) + "]]>")), keyLongCell, 9},
		{"a long formula", row("<c><f>" + strings.Repeat("1+", 1<<20) + "</f></c>"), keyLongCell, 9},
		{"one column too many", row(`<c r="AMK9"><v>1</v></c>`), keyTooWide, 9},
		{"columns without end", row(strings.Repeat("<c><v>1</v></c>", 5000)), keyTooWide, 9},
		{"a text that is not there", row(`<c t="s"><v>5</v></c>`), keyBroken, 9},
		{"a text that is no number", row(`<c t="s"><v>x</v></c>`), keyBroken, 9},
		{"a negative text", row(`<c t="s"><v>-1</v></c>`), keyBroken, 9},
		{"elements that overlap", row("<c><v>1</c></v>"), keyBroken, 9},
		{"a row that is not closed", "<row r='9'><c><v>1</v></c>", keyBroken, 9},
		{"an endless tag", row("<c a='" + strings.Repeat("x", 1<<20) + "'/>"), keyBroken, 9},
		{"too deep", row(strings.Repeat("<a>", 1000)), keyBroken, 9},
		{"a row beyond the last", "<row r='1048577'/>", keyBroken, nil},
		{"row 0", "<row r='0'/>", keyBroken, nil},
		{"a row of too much text", row(strings.Repeat(inline(strings.Repeat("ế", maxCell)), 200)), keyTooBig, 9},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows, err := all(t, open(t, sheetOf(t, first+c.xml)))
			if len(rows) == 0 || rows[0].Number != 7 {
				t.Errorf("the row before is lost: %v", rows)
			}
			if c.key == "" && err == nil {
				return
			}
			wantKey(t, err, c.key)
			if e, _ := errors.AsType[*registry.Error](err); e != nil && e.Args["row"] != c.row {
				t.Errorf("row %v, want %v", e.Args["row"], c.row)
			}
		})
	}
}

func TestALongSharedTextIsToldWithItsRow(t *testing.T) {
	t.Parallel()
	_, err := all(t, open(t, sheetOf(t, "<row r='3'><c t='s'><v>0</v></c></row>", "<t>"+strings.Repeat("ế", maxCell+1)+"</t>")))
	wantKey(t, err, keyLongCell)
	if e, _ := errors.AsType[*registry.Error](err); e == nil || e.Args["row"] != 3 {
		t.Errorf("got %+v", e)
	}

	_, err = all(t, open(t, sheetOf(t, "<row r='3'/>", "<t>"+strings.Repeat("ế", 1<<20)+"</t>")))
	wantKey(t, err, keyLongCell)
}

// bomb is a workbook one part of which is head and then text, n times. The text
// is compressed once and its bytes repeated, as those do who make such files.
func bomb(t testing.TB, part, head, text string, n int) string {
	t.Helper()
	others := parts()
	delete(others, part)
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for name, content := range others {
		w, err := zw.Create(name)
		if err == nil {
			_, err = io.WriteString(w, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	sum, packed, end := crc32.ChecksumIEEE([]byte(head)), deflated(t, text, false), deflated(t, "", true)
	for range n {
		sum = crc32.Update(sum, crc32.IEEETable, []byte(text))
	}
	content := slices.Concat(deflated(t, head, false), bytes.Repeat(packed, n), end)
	w, err := zw.CreateRaw(&zip.FileHeader{
		Name: part, Method: zip.Deflate, CRC32: sum,
		CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(len(head) + n*len(text)),
	})
	if err == nil {
		_, err = w.Write(content)
	}
	if err := errors.Join(err, zw.Close()); err != nil {
		t.Fatal(err)
	}
	return file(t, b.Bytes())
}

// deflated compresses a text by itself; last ends the stream.
func deflated(t testing.TB, text string, last bool) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil && last {
		err = w.Close()
	} else if err == nil {
		err = w.Flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestABombIsFoundByReading(t *testing.T) {
	t.Parallel()
	many := func(s string) string { return strings.Repeat(s, 32<<10) }
	cases := []struct{ name, part, head, text string }{
		{"rows", sheetPart, "<worksheet><sheetData>", many("<row r='5'/>")},
		{"text between rows", sheetPart, "<worksheet><sheetData>", many("000000")},
		{"a comment", sheetPart, "<worksheet><!--", many("------ ")},
		{"shared strings", "xl/sharedStrings.xml", "<sst>", many("<si/>")},
		{"links", "xl/_rels/workbook.xml.rels", "<Relationships>", many("<Relationship/>")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := bomb(t, c.part, c.head, c.text, (66<<20)/len(c.text))
			table, err := Open(path)
			if err == nil {
				_, err = all(t, table)
				_ = table.Close()
			}
			wantKey(t, err, keyTooBig)
		})
	}
}

func TestTheBudgetIsExact(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		read, limit, packed int64
		ok                  bool
	}{
		{freeUnpacked, maxUnpacked, 1, true},
		{freeUnpacked + 1, maxUnpacked, 1, false},
		{freeUnpacked + 1, maxUnpacked, 1 << 20, true},
		{maxUnpacked, maxUnpacked, 1 << 30, true},
		{maxUnpacked + 1, maxUnpacked, 1 << 30, false},
	} {
		b := &budget{limit: c.limit, packed: c.packed}
		if err := b.spend(int(c.read)); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestAZipDirectoryHasAnEnd(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for range 60_000 {
		_, _ = zw.CreateHeader(&zip.FileHeader{Name: strings.Repeat("x", 60)})
	}
	_ = zw.Close()
	_, err := Open(file(t, b.Bytes()))
	wantKey(t, err, keyTooBig)
}

func TestACorruptPartIsFound(t *testing.T) {
	t.Parallel()
	content := workbookOf(t, map[string]string{sheetPart: "<worksheet><sheetData>" + strings.Repeat("<row>"+inline("Nguyễn Văn Ân")+"</row>", 5000) + "</sheetData></worksheet>"})
	i := bytes.Index(content, []byte(sheetPart))
	content[i+len(sheetPart)+100] ^= 0x55
	table, err := Open(file(t, content))
	if err == nil {
		_, err = all(t, table)
		_ = table.Close()
	}
	wantKey(t, err, keyBroken)
}

func TestASheetThatIsNotThere(t *testing.T) {
	t.Parallel()
	for _, content := range [][]byte{workbookOf(t, nil), []byte("a,b\n")} {
		_, err := allOf(open(t, content), "Không có")
		wantKey(t, err, keyNoSheet)
	}
}

func TestCancellingStopsAtOnce(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"within rows":           bomb(t, sheetPart, "<worksheet><sheetData>", strings.Repeat("<row><c><v>1</v></c></row>", 4096), 500),
		"within shared strings": bomb(t, "xl/sharedStrings.xml", "<sst>", strings.Repeat("<si><t>Ân</t></si>", 4096), 500),
		"within a gap":          bomb(t, sheetPart, "<worksheet><sheetData>", strings.Repeat(" ", 1<<20), 62),
		"within text":           file(t, []byte(strings.Repeat("a,b,c\n", 1<<19))),
		"within blank text":     file(t, []byte("a"+strings.Repeat("\n", 2<<20))),
	}
	for name, path := range cases {
		t.Run(name, func(t *testing.T) {
			table, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer table.Close()
			ctx, cancel := context.WithCancel(context.Background())
			cancelled := make(chan time.Time, 1)
			time.AfterFunc(2*time.Millisecond, func() { cancelled <- time.Now(); cancel() })

			var last error
			for _, last = range table.Rows(ctx, table.Sheets()[0]) {
			}

			if late := time.Since(<-cancelled); !errors.Is(last, context.Canceled) || late > 200*time.Millisecond {
				t.Errorf("got %v after %v", last, late)
			}
		})
	}
}

func TestTheLoopMayStopAndBeginAgain(t *testing.T) {
	t.Parallel()
	for _, content := range [][]byte{sheetOf(t, "<row><c t='s'><v>0</v></c></row><row><c><v>2</v></c></row>", "<t>1</t>"), []byte("1\n2\n")} {
		table := open(t, content)
		for row, err := range table.Rows(context.Background(), table.Sheets()[0]) {
			if err != nil || row.Cells[0] != "1" {
				t.Error(row, err)
			}
			break
		}
		rows, err := all(t, table)
		if err != nil {
			t.Fatal(err)
		}
		sameRows(t, rows, []Row{{1, []string{"1"}}, {2, []string{"2"}}})
		if table.Progress() != 1 {
			t.Errorf("progress %v at the end", table.Progress())
		}
	}
}

func TestProgressGrows(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("<row><c><v>1</v></c></row>", 100_000)
	for _, content := range [][]byte{sheetOf(t, long), []byte(strings.Repeat("a,b\n", 100_000))} {
		table := open(t, content)
		last, n := table.Progress(), 0
		if last != 0 {
			t.Errorf("%v before the first row", last)
		}
		for range table.Rows(context.Background(), table.Sheets()[0]) {
			if n++; n == 50_000 && (table.Progress() < 0.3 || table.Progress() > 0.7) {
				t.Errorf("%v in the middle", table.Progress())
			}
			if p := table.Progress(); p < last || p > 1 {
				t.Fatalf("%v after %v", p, last)
			} else {
				last = p
			}
		}
	}
}
