package sheet

import (
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"
)

func TestACellIsWhatTheFileHolds(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, xml, want string }{
		{"a number", `<c r="A1"><v>96215900123</v></c>`, "96215900123"},
		{"a number with an exponent", `<c r="A1"><v>9.6215900123E+10</v></c>`, "96215900123"},
		{"a small number", `<c r="A1"><v>1.5E-3</v></c>`, "0.0015"},
		{"a serial", `<c r="A1" s="4"><v>42068</v></c>`, "42068"},
		{"an ISO date", `<c r="A1" t="d"><v>2015-03-05T00:00:00</v></c>`, "2015-03-05T00:00:00"},
		{"true", `<c r="A1" t="b"><v>1</v></c>`, "1"},
		{"an error", `<c r="A1" t="e"><v>#N/A</v></c>`, "#N/A"},
		{"a shared text", `<c r="A1" t="s"><v>0</v></c>`, "Nguyễn Văn Ân"},
		{"a shared text in runs", `<c r="A1" t="s"><v>1</v></c>`, "Lê Thị Bé"},
		{"spaces that are kept", `<c r="A1" t="s"><v>2</v></c>`, "  a "},
		{"an empty shared text", `<c r="A1" t="s"><v>3</v></c>`, ""},
		{"a shared text with entities", `<c r="A1" t="s"><v>4</v></c>`, "A & B <c> \"d\" 'e' ế ế &nbsp; &"},
		{"character data", `<c r="A1" t="s"><v>5</v></c>`, "x<b>&amp;]y"},
		{"lines", `<c r="A1" t="s"><v>6</v></c>`, "một\nhai\nba\r"},
		{"an escaped escape", `<c r="A1" t="s"><v>7</v></c>`, "_x000D_"},
		{"no UTF-8", `<c r="A1" t="s"><v>8</v></c>`, "a\uFFFDb"},
		{"an inline text", `<c r="A1" t="inlineStr"><is><t xml:space="preserve"> An </t></is></c>`, " An "},
		{"an inline text in runs", `<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>A</t></r><r><t>n</t></r></is></c>`, "An"},
		{"a formula's number", `<c r="A1"><f>1+1</f><v>2</v></c>`, "2"},
		{"a formula's text", `<c r="A1" t="str"><f>A2&amp;"x"</f><v>An</v></c>`, "An"},
		{"a formula's empty text", `<c r="A1" t="str"><f>""</f><v></v></c>`, ""},
		{"a formula never computed", `<c r="A1"><f>LEFT(A2,2)&amp;"x"</f></c>`, `=LEFT(A2,2)&"x"`},
		{"a text's formula never computed", `<c r="A1" t="str"><f>A2</f></c>`, "=A2"},
		{"a formula with an empty value", `<c r="A1"><f>SUM(A2:A3)</f><v/></c>`, "=SUM(A2:A3)"},
		{"a shared formula never computed", `<c r="A1"><f t="shared" si="0"/></c>`, "="},
		{"a comment within", `<c r="A1"><v>1<!-- > < -->2</v></c>`, "12"},
		{"a prefix", `<x:c r="A1" t="inlineStr"><x:is><x:t>An</x:t></x:is></x:c>`, "An"},
	}
	texts := []string{
		"<t>Nguyễn Văn Ân</t>", `<r><t xml:space="preserve">Lê </t></r><r><rPr/><t>Thị Bé</t></r><rPh sb="0" eb="1"><t>レ</t></rPh><phoneticPr fontId="1"/>`,
		`<t xml:space="preserve">  a </t>`, `<t/>`, `<t>A &amp; B &lt;c&gt; &quot;d&quot; &apos;e&apos; &#7871; &#x1EBF; &nbsp; &</t>`,
		`<t><![CDATA[x<b>&amp;]]]>y</t>`, "<t>một\r\nhai\nba_x000D_</t>", "<t>_x005F_x000D_</t>", "<t>a\xFFb</t>",
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows := rowsOf(t, sheetOf(t, "<row r='1'>"+c.xml+`<c r="B1"><v>7</v></c></row>`, texts...))
			sameRows(t, rows, []Row{{1, []string{c.want, "7"}}})
		})
	}
}

func TestExpandMovesThePointOnly(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"1E0": "1", "9.6215900123E+10": "96215900123", "9.62159001234E10": "96215900123.4", "-1.5e-3": "-0.0015",
		"12E-1": "1.2", "1.10E+1": "11", "0E+5": "0", "1.0000000000000001E-1": "0.10000000000000001",
		"7": "7", "007": "007", "1E": "1E", "E5": "E5", "1E999": "1E999", "1e309": "1e309", "1-2E3": "1-2E3", "1E+99999999999999999999": "1E+99999999999999999999", ".5E1": "5", "": "",
	} {
		if got := string(expand([]byte(in))); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	if got := string(expand([]byte("1E+308"))); got != "1"+strings.Repeat("0", 308) {
		t.Error(got)
	}
}

func TestRowsAndCellsHaveTheirPlace(t *testing.T) {
	t.Parallel()
	v := func(s string) string { return "<v>" + s + "</v></c>" }
	cases := []struct {
		name, xml string
		want      []Row
	}{
		{"no rows", "", nil},
		{"blank rows are skipped and counted", `<row r="1"><c r="A1" s="3"/></row><row r="2"/><row r="5"><c r="B5">` + v("1") + `</row>`, []Row{{5, []string{"", "1"}}}},
		{"without places", `<row><c>` + v("1") + `<c/><c>` + v("2") + `</row><row/><row><c>` + v("3") + `</row>`, []Row{{1, []string{"1", "", "2"}}, {3, []string{"3"}}}},
		{"some with places", `<row r="4"><c r="C4">` + v("1") + `<c>` + v("2") + `</row><row><c>` + v("3") + `</row>`, []Row{{4, []string{"", "", "1", "2"}}, {5, []string{"3"}}}},
		{"merged cells", `<row r="1"><c r="A1">` + v("1") + `<c r="B1" s="1"/><c r="C1"/><c r="D1">` + v("4") + `</row>`, []Row{{1, []string{"1", "", "", "4"}}}},
		{"a line coloured to the last column", `<row r="1"><c r="A1">` + v("1") + `<c r="XFD1" s="1"/></row>`, []Row{{1, []string{"1"}}}},
		{"cells out of order", `<row r="1"><c r="C1">` + v("3") + `<c r="A1">` + v("1") + `</row>`, []Row{{1, []string{"1", "", "3"}}}},
		{"the last column that we take", `<row r="1"><c r="AMJ1">` + v("1") + `</row>`, []Row{{1, append(make([]string, 1023), "1")}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sameRows(t, rowsOf(t, sheetOf(t, c.xml)), c.want)
		})
	}
}

func TestASheetInUTF16IsRead(t *testing.T) {
	t.Parallel()
	text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("<worksheet><sheetData><row><c t='inlineStr'><is><t>Ấp Tân Lập</t></is></c></row></sheetData></worksheet>")
	if err != nil {
		t.Fatal(err)
	}
	sameRows(t, rowsOf(t, workbookOf(t, map[string]string{sheetPart: text})), []Row{{1, []string{"Ấp Tân Lập"}}})
}

func TestWhatExcelizeWritesIsReadRaw(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	style, err := f.NewStyle(&excelize.Style{NumFmt: 11}) // 0.00E+00
	if err != nil {
		t.Fatal(err)
	}
	_ = f.SetCellValue("Sheet1", "A1", 96215900123)
	_ = f.SetCellStyle("Sheet1", "A1", "A1", style)
	_ = f.SetCellValue("Sheet1", "B1", time.Date(2015, 3, 5, 0, 0, 0, 0, time.UTC))
	_ = f.SetCellValue("Sheet1", "C1", "096215900123")
	_ = f.SetCellValue("Sheet1", "D1", true)
	_ = f.SetCellFormula("Sheet1", "E1", "A1+1")
	_ = f.SetCellRichText("Sheet1", "F1", []excelize.RichTextRun{{Text: "Bé "}, {Text: "Ân", Font: &excelize.Font{Bold: true}}})
	_ = f.SetCellValue("Sheet1", "A3", "gộp")
	_ = f.MergeCell("Sheet1", "A3", "C3")
	_ = f.SetCellValue("Sheet1", "D3", " hai\ndòng ")

	rows := rowsOf(t, bytesOf(t, f))

	sameRows(t, rows, []Row{
		{1, []string{"96215900123", "42068", "096215900123", "1", "=A1+1", "Bé Ân"}},
		{3, []string{"gộp", "", "", " hai\ndòng "}},
	})
}
