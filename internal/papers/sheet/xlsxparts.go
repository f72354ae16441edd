package sheet

import "strings"

// xmlPart is a part of a workbook that does not depend on its rows.
type xmlPart struct{ name, text string }

const sheetPart = "xl/worksheets/sheet1.xml"

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// sheetHead opens a sheet whose first row stays when one scrolls.
const sheetHead = xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>` +
	`<selection pane="bottomLeft"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>`

// stylesPart has three formats: Excel's own, text (number format 49 is "@"),
// and bold text.
const stylesPart = xmlHead + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>` +
	`<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

const typesPart = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
	`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
	`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`

const relsHead = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`

const relType = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`

// parts are all parts but the sheet.
func (x *xlsxWriter) parts() []xmlPart {
	return []xmlPart{
		{"xl/workbook.xml", x.workbookPart()},
		{"xl/styles.xml", stylesPart},
		{"xl/_rels/workbook.xml.rels", relsHead +
			`<Relationship Id="rId1" Type="` + relType + `worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relType + `styles" Target="styles.xml"/></Relationships>`},
		{"_rels/.rels", relsHead +
			`<Relationship Id="rId1" Type="` + relType + `officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", typesPart},
	}
}

// workbookPart names the sheet and, as Excel does, the range of its filters.
func (x *xlsxWriter) workbookPart() string {
	text := xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheets><sheet name="` + attrText(x.name) + `" sheetId="1" r:id="rId1"/></sheets>`
	if x.width > 0 {
		last := appendPlace(nil, x.width-1, x.rows)
		letters := strings.TrimRight(string(last), "0123456789")
		text += `<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">` +
			attrText("'"+strings.ReplaceAll(x.name, "'", "''")+"'!$A$1:$"+letters+"$"+string(last[len(letters):])) +
			`</definedName></definedNames>`
	}
	return text + `</workbook>`
}

// attrText escapes a text for an attribute.
func attrText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", " ", "\t", " ").Replace(s)
}

// maxFoot bounds the foot of a page, in characters: with what is added around it
// and every & doubled it has to stay below Excel's 255 UTF-16 units.
const maxFoot = 120

// footMarkup is the foot of every printed page: the text at the left, the page's
// number at the right. An & begins a code of Excel's, so one that is meant is
// written twice.
func footMarkup(text string) string {
	if text == "" {
		return ""
	}
	if runes := []rune(text); len(runes) > maxFoot {
		text = string(runes[:maxFoot-1]) + "…"
	}
	text = strings.NewReplacer("&", "&&", "\n", " ").Replace(text)
	return "<headerFooter><oddFooter>" + string(appendEscaped(nil, "&L&8"+" "+text+"&R&8&P/&N")) + "</oddFooter></headerFooter>"
}
