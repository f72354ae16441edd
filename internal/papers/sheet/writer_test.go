package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// written is what a writer makes of rows.
func written(t testing.TB, create func(io.Writer) (Writer, error), rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := create(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func xlsx(w io.Writer) (Writer, error) {
	return NewXLSX(w, "Trẻ em & 'hộ' 1", []float64{20, 0, 30.5}, "DS-01 & <Bà Sáu>")
}

// awkward are rows that have been lost by other programs.
var awkward = [][]string{
	{"Số định danh", "Họ tên", "Ghi chú"},
	{"096215900123", "Nguyễn Thị Ân", "một\nhai"},
	{"0", "=1+1", "+84912345678"},
	{"96215900123", "  đầu và cuối  ", "a & <b> \"c\" 'd' ]]>"},
	{"1E5", "_x000D_", "_x00"},
	{"", "", "05/03/2015"},
	{"TRUE", "@x", "😀"},
	{"-5", "\ttab", strings.Repeat("ế", maxCell)},
}

func TestAWorkbookComesBackAsItWas(t *testing.T) {
	t.Parallel()
	content := written(t, xlsx, awkward)

	table := open(t, content)
	if got := table.Sheets(); !slices.Equal(got, []string{"Trẻ em & 'hộ' 1"}) {
		t.Errorf("sheets %q", got)
	}
	rows, err := all(t, table)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if r.Number != i+1 || !slices.Equal(r.Cells, awkward[i]) {
			t.Errorf("row %d is %.200q, want %.200q", i+1, r.Cells, awkward[i])
		}
	}
	if len(rows) != len(awkward) {
		t.Errorf("%d rows", len(rows))
	}
}

func TestAWorkbookIsTextForAnotherLibrary(t *testing.T) {
	t.Parallel()
	f, err := excelize.OpenReader(bytes.NewReader(written(t, xlsx, awkward)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet := f.GetSheetName(0)
	for i, row := range awkward {
		for j, want := range row {
			place, _ := excelize.CoordinatesToCellName(j+1, i+1)
			got, err := f.GetCellValue(sheet, place)
			if err != nil || got != want {
				t.Errorf("%s is %.50q, want %.50q (%v)", place, got, want, err)
			}
			if kind, _ := f.GetCellType(sheet, place); want != "" && kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
				t.Errorf("%s has type %v", place, kind)
			}
			if text, _ := f.GetCellFormula(sheet, place); text != "" {
				t.Errorf("%s has the formula %s", place, text)
			}
			isText(t, f, sheet, place, i == 0)
		}
	}
	if panes, _ := f.GetPanes(sheet); !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the head does not stay: %+v", panes)
	}
	if width, _ := f.GetColWidth(sheet, "C"); width != 30.5 {
		t.Errorf("width %v", width)
	}
	names := f.GetDefinedName()
	if len(names) != 1 || names[0].RefersTo != "'Trẻ em & ''hộ'' 1'!$A$1:$C$8" {
		t.Errorf("filters %+v", names)
	}
}

// isText checks the format of a cell.
func isText(t *testing.T, f *excelize.File, sheet, place string, bold bool) {
	t.Helper()
	id, err := f.GetCellStyle(sheet, place)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if style.NumFmt != 49 || bold != (style.Font != nil && style.Font.Bold) {
		t.Errorf("%s has format %d, font %+v", place, style.NumFmt, style.Font)
	}
}

func TestSavingInAnotherProgramKeepsTheLeadingZero(t *testing.T) {
	t.Parallel()
	f, err := excelize.OpenReader(bytes.NewReader(written(t, xlsx, awkward)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_ = f.SetCellValue(f.GetSheetName(0), "B2", "sửa")

	rows := rowsOf(t, bytesOf(t, f))

	if got := rows[1].Cells; !slices.Equal(got, []string{"096215900123", "sửa", "một\nhai"}) {
		t.Errorf("got %q", got)
	}
}

func TestCharactersThatNoFileMayHold(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"a\x00b\x01\x1F", "c\xFFd", "e\uFFFEf\uFFFF"}, {"một\r\nhai\rba", "\x0B", "\xED\xA0\x80"}}
	want := []Row{{1, []string{"a\uFFFDb\uFFFD\uFFFD", "c\uFFFDd", "e\uFFFDf\uFFFD"}}, {2, []string{"một\nhai\nba", "\uFFFD", "\uFFFD"}}}
	sameRows(t, rowsOf(t, written(t, xlsx, rows)), want)
	sameRows(t, rowsOf(t, written(t, NewCSV, rows)), want)
}

func TestEveryPartIsGoodXML(t *testing.T) {
	t.Parallel()
	content := written(t, func(w io.Writer) (Writer, error) {
		return NewXLSX(w, "a<b>\"&\x01:'", []float64{math.NaN(), math.Inf(1), -3, 1e9}, strings.Repeat("a&<_x000D_>\x01\n", 40))
	}, append(awkward, []string{"\x00<&>\xFF"}))
	zr, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(r); err == nil; {
			_, err = d.Token()
		}
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

func TestSheetNamesAreThoseThatExcelTakes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Ấp 1/2: [a]*?\\": "Ấp 1-2- -a----", "": "Sheet1", "  ": "Sheet1", "'": "Sheet1",
		strings.Repeat("ế", 40): strings.Repeat("ế", 31), strings.Repeat("😀", 20): strings.Repeat("😀", 15),
	} {
		if got := sheetName(in); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}

func TestATableWithoutRowsIsAGoodFile(t *testing.T) {
	t.Parallel()
	content := written(t, xlsx, nil)
	sameRows(t, rowsOf(t, content), nil)
	if _, err := excelize.OpenReader(bytes.NewReader(content)); err != nil {
		t.Error(err)
	}
	sameRows(t, rowsOf(t, written(t, xlsx, [][]string{{}, {"a"}})), []Row{{2, []string{"a"}}})
}

func TestTheSameRowsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(written(t, xlsx, awkward), written(t, xlsx, awkward)) {
		t.Error("two files differ")
	}
}

func TestARowThatNoSpreadsheetOpensIsRefused(t *testing.T) {
	t.Parallel()
	for name, create := range map[string]func(io.Writer) (Writer, error){"xlsx": xlsx, "csv": NewCSV} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			w, err := create(&b)
			if err != nil {
				t.Fatal(err)
			}

			wantKey(t, w.Write([]string{strings.Repeat("ế", maxCell+1)}), keyLongCell)
			wantKey(t, w.Write(make([]string, maxColumns+1)), keyTooWide)
			if err := errors.Join(w.Write([]string{"a"}), w.Close()); err != nil {
				t.Fatal(err)
			}

			sameRows(t, rowsOf(t, b.Bytes()), []Row{{1, []string{"a"}}})
		})
	}
}

func TestCSVIsWhatExcelReads(t *testing.T) {
	t.Parallel()
	got := written(t, NewCSV, [][]string{
		{"Họ tên", "Số"},
		{"=1+1", "0123"},
		{"+84912", "-5"},
		{"@SUM(A1)", "\tx"},
		{"\r=1", "a=b"},
		{`Ba "Nam"`, "một\nhai"},
		{"a;b", "c,d"},
		{"", " x"},
	})
	want := "\uFEFFHọ tên,Số\r\n'=1+1,0123\r\n'+84912,'-5\r\n'@SUM(A1),\"'\tx\"\r\n\"'\n=1\",a=b\r\n" +
		"\"Ba \"\"Nam\"\"\",\"một\nhai\"\r\n\"a;b\",\"c,d\"\r\n,\" x\"\r\n"
	if string(got) != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestCSVComesBackAsItWas(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"a;b", "c|d", "e\tf"}, {`"x"`, "một\nhai", "g,h"}, {"096", strings.Repeat("ế", maxCell), " i "}}
	sameRows(t, rowsOf(t, written(t, NewCSV, rows)), []Row{{1, rows[0]}, {2, rows[1]}, {3, rows[2]}})
}

// full is a disk without room.
type full struct{}

var errFull = errors.New("disk full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAFullDiskIsTold(t *testing.T) {
	t.Parallel()
	for name, create := range map[string]func(io.Writer) (Writer, error){"xlsx": xlsx, "csv": NewCSV} {
		w, err := create(full{})
		for i := 0; err == nil && i < 10_000; i++ {
			err = w.Write([]string{strings.Repeat("ế", 1000)})
		}
		if w != nil {
			err = errors.Join(err, w.Close())
		}
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
