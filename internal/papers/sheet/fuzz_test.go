package sheet

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"thamho.vn/internal/registry"
)

// Whatever the bytes, Open and Rows end, with rows that keep the limits or with
// an error that a person can act on.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("a,b\nc;d\n\"e"))
	f.Add([]byte("sep=;\r\na;b\xB5"))
	f.Add([]byte("\xFF\xFEa\x00,\x00b"))
	f.Add([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
	f.Add(workbookOf(f, nil))
	f.Add(sheetOf(f, "<row r='2'><c r='B2' t='s'><v>0</v></c><c><f>1</f></c></row>", "<t>a&amp;_x000D_</t>", "<r><t>b</t></r><rPh><t>c</t></rPh>"))
	f.Add(written(f, xlsx, awkward))
	f.Fuzz(func(t *testing.T, content []byte) {
		table, err := Open(file(t, content))
		if err != nil {
			acceptable(t, err)
			return
		}
		defer table.Close()
		for _, name := range table.Sheets() {
			for row, err := range table.Rows(context.Background(), name) {
				if err != nil {
					acceptable(t, err)
				} else {
					withinLimits(t, row)
				}
			}
		}
	})
}

// FuzzSheet puts the bytes where a compressed file would hide them.
func FuzzSheet(f *testing.F) {
	f.Add("<row r='1'><c r='A1' t='s'><v>0</v></c></row>", "<t>a</t>")
	f.Add("<row><c t='inlineStr'><is><r><t>x</t></r></is></c><c><f>A1</f><v/></c></row>", "<t/>")
	f.Add("<row r='5'/><row r='2'><c r='ZZZ9'><v>1E+308</v></c></row>", "<r><t>&#x1EBF;</t></r>")
	f.Fuzz(func(t *testing.T, rows, texts string) {
		table, err := Open(file(t, sheetOf(t, rows, texts)))
		if err != nil {
			acceptable(t, err)
			return
		}
		defer table.Close()
		for row, err := range table.Rows(context.Background(), "Tờ") {
			if err != nil {
				acceptable(t, err)
			} else {
				withinLimits(t, row)
			}
		}
	})
}

func acceptable(t *testing.T, err error) {
	t.Helper()
	if registry.CodeOf(err) != registry.Invalid || registry.KeyOf(err) == "" {
		t.Errorf("an error for nobody: %v", err)
	}
}

func withinLimits(t *testing.T, row Row) {
	t.Helper()
	n := len(row.Cells)
	if row.Number < 1 || n == 0 || n > maxColumns || row.Cells[n-1] == "" {
		t.Errorf("row %d of %d cells", row.Number, n)
	}
	for _, c := range row.Cells {
		if tooLong(c) || !utf8.ValidString(c) {
			t.Errorf("row %d: a cell of %d bytes", row.Number, len(c))
		}
	}
}

// FuzzXML compares the scanner with the slow one of the standard library: what
// that one takes, ours reads alike.
func FuzzXML(f *testing.F) {
	f.Add("<a>x<b>y</b>&amp;<![CDATA[<z>]]></a>")
	f.Add("<?xml version='1.0'?><!-- c --><p:a q='>'>\r\n<b/>&#x1EBF;</p:a>\n")
	f.Fuzz(func(t *testing.T, text string) {
		want, err := slowText(text)
		if err != nil {
			return
		}
		x := newXMLScan(strings.NewReader(text))
		if found, err := x.next(); err != nil || found != tokenOpen {
			t.Fatalf("%q: %v", text, err)
		}
		got, err := x.content()
		if err != nil || string(got) != want {
			t.Errorf("%q gives %q (%v), want %q", text, got, err, want)
		}
		if found, err := x.next(); err != nil || found != tokenEnd {
			t.Errorf("%q does not end: %v", text, err)
		}
	})
}

// slowText is the text directly within the only root element.
func slowText(text string) (string, error) {
	d, out, depth, roots := xml.NewDecoder(strings.NewReader(text)), "", 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && roots == 1 {
			return out, nil
		}
		switch tok := token.(type) {
		case nil:
			return "", errors.Join(err, errXML)
		case xml.StartElement:
			if depth++; depth == 1 {
				roots++
			}
			if depth > maxDepth || roots > 1 {
				return "", errXML
			}
		case xml.EndElement:
			depth--
		case xml.Directive:
			return "", errXML // a document type, which workbooks have none of
		case xml.CharData:
			if depth == 1 {
				out += string(tok)
			}
		}
	}
}
