package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thamho.vn/internal/registry"
)

// file puts bytes on the disk.
func file(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "table")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// open opens bytes that must be a table.
func open(t testing.TB, content []byte) *Table {
	t.Helper()
	table, err := Open(file(t, content))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	})
	return table
}

// all reads the first sheet until its end or its first error.
func all(t testing.TB, table *Table) ([]Row, error) {
	t.Helper()
	return allOf(table, table.Sheets()[0])
}

func allOf(table *Table, sheet string) ([]Row, error) {
	var rows []Row
	for row, err := range table.Rows(context.Background(), sheet) {
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// rowsOf reads bytes that must be a good table.
func rowsOf(t testing.TB, content []byte) []Row {
	t.Helper()
	rows, err := all(t, open(t, content))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func sameRows(t testing.TB, got, want []Row) {
	t.Helper()
	if !slices.EqualFunc(got, want, func(a, b Row) bool { return a.Number == b.Number && slices.Equal(a.Cells, b.Cells) }) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func wantKey(t testing.TB, err error, key string) {
	t.Helper()
	if registry.KeyOf(err) != key || registry.CodeOf(err) != registry.Invalid {
		t.Errorf("got %v, want key %s", err, key)
	}
}

// parts are the parts of a small workbook with one sheet «Tờ» and no rows.
func parts() map[string]string {
	return map[string]string{
		"_rels/.rels":                relsHead + `<Relationship Id="r1" Type="` + relType + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="Tờ" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": relsHead + `<Relationship Id="r1" Type="` + relType + `worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="` + relType + `sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		sheetPart:                    `<worksheet><sheetData/></worksheet>`,
	}
}

// workbookOf zips a workbook; more replaces parts or adds some.
func workbookOf(t testing.TB, more map[string]string) []byte {
	t.Helper()
	all := parts()
	maps.Copy(all, more)
	return zipOf(t, all)
}

func zipOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := zw.Create(name)
		if err == nil {
			_, err = w.Write([]byte(parts[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sheetOf is a workbook whose sheet has these rows, as XML.
func sheetOf(t testing.TB, rows string, texts ...string) []byte {
	t.Helper()
	more := map[string]string{sheetPart: "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}
	if len(texts) > 0 {
		more["xl/sharedStrings.xml"] = "<sst><si>" + strings.Join(texts, "</si><si>") + "</si></sst>"
	}
	return workbookOf(t, more)
}
