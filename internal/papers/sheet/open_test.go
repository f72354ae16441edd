package sheet

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestOpenSaysWhyAFileIsNoTable(t *testing.T) {
	t.Parallel()
	utf16Name := "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + string(make([]byte, 100_000))
	good := workbookOf(t, nil)
	cases := []struct{ name, content, key string }{
		{"nothing", "", keyEmpty},
		{"blank text", "\xEF\xBB\xBF \r\n\r\n", keyEmpty},
		{"old Excel", ole, keyOldXLS},
		{"Excel with a password", ole + utf16Name + "\x00\x00", keyEncrypted},
		{"a password's name across two buffers", ole[:64<<10-7] + utf16Name, keyEncrypted},
		{"PDF", "%PDF-1.7 một tài liệu", keyNotTable},
		{"picture", "\x89PNG\r\n\x1a\n....", keyNotTable},
		{"photo", "\xFF\xD8\xFF\xE0....", keyNotTable},
		{"web page named as a sheet", "\xEF\xBB\xBF\n <HTML><table><tr><td>A", keyNotTable},
		{"XML of 2003", `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>`, keyNotTable},
		{"noise", string(bytes.Repeat([]byte{0, 1, 2, 3, 0xFE, 7}, 50)), keyNotTable},
		{"document", string(zipOf(t, map[string]string{
			"_rels/.rels": relsHead + `<Relationship Id="a" Type="` + relType + `officeDocument" Target="word/document.xml"/></Relationships>`, "word/document.xml": "<w/>",
		})), keyNotTable},
		{"another program's spreadsheet", string(zipOf(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})), keyNotTable},
		{"binary workbook", string(zipOf(t, map[string]string{
			"_rels/.rels": relsHead + `<Relationship Id="a" Type="` + relType + `officeDocument" Target="xl/workbook.bin"/></Relationships>`, "xl/workbook.bin": "x",
		})), keyNotTable},
		{"empty zip", string(zipOf(t, nil)), keyNotTable},
		{"macros", string(workbookOf(t, map[string]string{"xl/vbaProject.bin": "x"})), keyMacros},
		{"cut zip", string(good[:len(good)-30]), keyBroken},
		{"only the first bytes of a zip", "PK\x03\x04", keyBroken},
		{"no sheets", string(workbookOf(t, map[string]string{"xl/workbook.xml": "<workbook/>"})), keyBroken},
		{"workbook cut", string(workbookOf(t, map[string]string{"xl/workbook.xml": "<workbook><sheets>"})), keyBroken},
		{"workbook empty", string(workbookOf(t, map[string]string{"xl/workbook.xml": ""})), keyBroken},
		{"entities of its own", string(workbookOf(t, map[string]string{"xl/workbook.xml": `<!DOCTYPE x [<!ENTITY a "b">]><workbook/>`})), keyBroken},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := Open(file(t, []byte(c.content)))
			wantKey(t, err, c.key)
		})
	}
}

func TestOpenSaysThatAFileIsGone(t *testing.T) {
	t.Parallel()
	for _, path := range []string{filepath.Join(t.TempDir(), "none.xlsx"), t.TempDir(), ""} {
		_, err := Open(path)
		wantKey(t, err, keyGone)
	}
}

func TestOpenKnowsExcelsOwnPassword(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	var b bytes.Buffer
	if err := f.Write(&b, excelize.Options{Password: "bí mật"}); err != nil {
		t.Fatal(err)
	}
	_, err := Open(file(t, b.Bytes()))
	wantKey(t, err, keyEncrypted)
}

func TestSheetsShowsVisibleOnesFirst(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for _, name := range []string{"Ấp 1 & 2", "Danh mục", "Khóm 3"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
	}
	f.SetActiveSheet(1)
	_ = f.DeleteSheet("Sheet1")
	_ = f.SetSheetVisible("Danh mục", false)
	_ = f.SetCellValue("Danh mục", "B2", "ẩn")

	table := open(t, bytesOf(t, f))

	if got, want := table.Sheets(), []string{"Ấp 1 & 2", "Khóm 3", "Danh mục"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	rows, err := allOf(table, "Danh mục")
	if err != nil {
		t.Fatal(err)
	}
	sameRows(t, rows, []Row{{2, []string{"", "ẩn"}}})
}

func TestDate1904(t *testing.T) {
	t.Parallel()
	for _, want := range []bool{true, false} {
		f := excelize.NewFile()
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &want}); err != nil {
			t.Fatal(err)
		}
		if got := open(t, bytesOf(t, f)).Date1904(); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

func TestPartsAreFoundHoweverTheyAreNamed(t *testing.T) {
	t.Parallel()
	rows := "<x:worksheet xmlns:x='m'><x:sheetData><x:row><x:c t='inlineStr'><x:is><x:t>An</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"
	cases := map[string]map[string]string{
		"backslashes and capitals": {
			`_rels\.rels`:                `<Relationships><Relationship Id='1' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument' Target='/XL/Workbook.xml'/></Relationships>`,
			`XL\Workbook.xml`:            `<x:workbook xmlns:x='m' xmlns:q='r'><x:sheets><x:sheet name='A' sheetId='1' q:id='k'/></x:sheets></x:workbook>`,
			`xl\_rels\workbook.xml.rels`: `<Relationships><Relationship Target='Worksheets/Sheet1.xml' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet' Id='k'/></Relationships>`,
			`xl\worksheets\sheet1.xml`:   rows,
		},
		"no relations of the zip": {
			`xl/workbook.xml`:            `<workbook><sheets><sheet name='A' id='k'/></sheets></workbook>`,
			`xl/_rels/workbook.xml.rels`: `<Relationships><Relationship Id='k' Type='x/worksheet' Target='/xl/one.xml'/></Relationships>`,
			`xl/one.xml`:                 rows,
		},
	}
	for name, parts := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sameRows(t, rowsOf(t, zipOf(t, parts)), []Row{{1, []string{"An"}}})
		})
	}
}

// bytesOf saves a workbook of the other library.
func bytesOf(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
