package official

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// DOCX writes the document for a word processor: real tables and paragraphs, to
// be changed. It is the smallest WordprocessingML that Word opens without
// mending.
func (d Document) DOCX(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, body string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", styles},
		{"word/footer1.xml", d.footer()},
		{"word/document.xml", d.markup()},
	} {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return fmt.Errorf("write %s: %w", part.name, err)
		}
		if _, err := io.WriteString(f, part.body); err != nil {
			return fmt.Errorf("write %s: %w", part.name, err)
		}
	}
	return z.Close()
}

const (
	xmlHead     = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	wordSpace   = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relsSpace   = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	office      = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	wordType    = `application/vnd.openxmlformats-officedocument.wordprocessingml.`
	packageRels = xmlHead + `<Relationships ` + relsSpace + `><Relationship Id="rId1" Type="` + office + `officeDocument" Target="word/document.xml"/></Relationships>`

	documentRels = xmlHead + `<Relationships ` + relsSpace + `><Relationship Id="rId1" Type="` + office + `styles" Target="styles.xml"/>` +
		`<Relationship Id="rId2" Type="` + office + `footer" Target="footer1.xml"/></Relationships>`
	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="` + wordType + `styles+xml"/>` +
		`<Override PartName="/word/footer1.xml" ContentType="` + wordType + `footer+xml"/></Types>`
	styles = xmlHead + `<w:styles ` + wordSpace + `><w:docDefaults><w:rPrDefault><w:rPr>` +
		`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="Times New Roman"/><w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="vi-VN"/>` +
		`</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="20" w:after="20"/></w:pPr></w:pPrDefault></w:docDefaults></w:styles>`
)

// run is text with its look; size is in half points, 0 for the usual.
type run struct {
	text         string
	bold, italic bool
	size         int
}

func (r run) markup() string {
	var b strings.Builder
	b.WriteString("<w:r><w:rPr>")
	if r.bold {
		b.WriteString("<w:b/>")
	}
	if r.italic {
		b.WriteString("<w:i/>")
	}
	if r.size > 0 {
		fmt.Fprintf(&b, `<w:sz w:val="%d"/>`, r.size)
	}
	b.WriteString("</w:rPr>")
	for i, line := range strings.Split(clean(r.text), "\n") {
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		b.WriteString(`<w:t xml:space="preserve">` + escaped(line) + `</w:t>`)
	}
	b.WriteString("</w:r>")
	return b.String()
}

func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a builder takes everything
	}
	return b.String()
}

var justified = map[Align]string{Left: "left", Centre: "center", Right: "right"}

func paragraphOf(align Align, keep bool, runs ...run) string {
	var b strings.Builder
	b.WriteString("<w:p><w:pPr>")
	if keep {
		b.WriteString("<w:keepNext/>")
	}
	b.WriteString(`<w:jc w:val="` + justified[align] + `"/></w:pPr>`)
	for _, r := range runs {
		b.WriteString(r.markup())
	}
	b.WriteString("</w:p>")
	return b.String()
}

func (d Document) markup() string {
	var b strings.Builder
	b.WriteString(xmlHead + "<w:document " + wordSpace + "><w:body>")
	if !d.Head.Bare {
		b.WriteString(d.headMarkup())
	}
	for _, line := range d.Title {
		b.WriteString(paragraphOf(Centre, true, run{text: line, bold: true, size: 28}))
	}
	for _, line := range d.Subtitle {
		b.WriteString(paragraphOf(Centre, true, run{text: line, italic: true}))
	}
	for _, part := range d.Parts {
		b.WriteString(d.partMarkup(part))
	}
	b.WriteString(d.signMarkup())
	b.WriteString(d.section())
	b.WriteString("</w:body></w:document>")
	return b.String()
}

// twips are twentieths of a point, in which Word measures.
func twips(millimetres float64) int { return int(millimetres*mm*20 + 0.5) }

func (d Document) section() string {
	w, h, left, orient := 210.0, 297.0, 30.0, ""
	if d.Landscape {
		w, h, left, orient = h, w, 15, ` w:orient="landscape"`
	}
	return fmt.Sprintf(`<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="%d" w:h="%d"%s/>`+
		`<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="400" w:footer="400" w:gutter="0"/></w:sectPr>`,
		twips(w), twips(h), orient, twips(20), twips(15), twips(20), twips(left))
}

// textWidth is the width between the margins in millimetres.
func (d Document) textWidth() float64 {
	if d.Landscape {
		return 297 - 30
	}
	return 210 - 45
}

// columnsOf lays paragraphs side by side without lines: a head, signatures.
func columnsOf(widths []int, cells []string) string {
	var b strings.Builder
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		fmt.Fprintf(&b, `<w:gridCol w:w="%d"/>`, w)
	}
	b.WriteString(`</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	for i, c := range cells {
		fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>%s</w:tc>`, widths[i], c)
	}
	b.WriteString(`</w:tr></w:tbl>`)
	return b.String()
}

func (d Document) headMarkup() string {
	h := d.Head
	office := ""
	if h.Superior != "" {
		office += paragraphOf(Centre, true, run{text: h.Superior, size: 24})
	}
	office += paragraphOf(Centre, true, run{text: h.Agency, bold: true, size: 24}) + paragraphOf(Centre, true, run{text: "———"}) + paragraphOf(Centre, true, run{text: h.Number})
	state := paragraphOf(Centre, true, run{text: nation, bold: true, size: 24}) + paragraphOf(Centre, true, run{text: motto, bold: true}) +
		paragraphOf(Centre, true, run{text: "———————"}) + paragraphOf(Centre, true, run{text: h.Place, italic: true})
	whole := twips(d.textWidth())
	return columnsOf([]int{whole * 42 / 100, whole * 58 / 100}, []string{office, state}) + paragraphOf(Left, true)
}

func (d Document) partMarkup(part Part) string {
	switch part := part.(type) {
	case Paragraph:
		return paragraphOf(map[bool]Align{true: Centre}[part.Centre], false, run{text: part.Text, bold: part.Bold, italic: part.Italic})
	case Fields:
		out := ""
		for _, l := range part.Lines {
			out += paragraphOf(Left, false, run{text: clean(l.Label) + ": "}, run{text: fieldText(l)})
		}
		return out
	case Checklist:
		out := ""
		if part.Title != "" {
			out = paragraphOf(Left, true, run{text: part.Title, bold: true})
		}
		for _, item := range part.Items {
			out += paragraphOf(Left, false, run{text: "☐ " + item})
		}
		return out
	case Table:
		return d.tableMarkup(part)
	}
	return ""
}

// fieldText is a value as a word processor has it: boxes become characters
// apart, nothing becomes dots.
func fieldText(l FieldLine) string {
	value := []rune(clean(l.Value))
	if l.Boxes > 0 {
		out := make([]string, l.Boxes)
		for i := range out {
			out[i] = "[ ]"
			if i < len(value) {
				out[i] = "[" + string(value[i]) + "]"
			}
		}
		return strings.Join(out, "")
	}
	if len(value) == 0 {
		return strings.Repeat(".", 60)
	}
	return string(value)
}

func (d Document) tableMarkup(t Table) string {
	var b strings.Builder
	widths := t.widths(d.textWidth() * mm)
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	b.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		fmt.Fprintf(&b, `<w:gridCol w:w="%d"/>`, int(w*20))
	}
	b.WriteString(`</w:tblGrid>`)
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Head
	}
	b.WriteString(rowMarkup(t, widths, heads, true, true))
	for _, row := range t.Rows {
		b.WriteString(rowMarkup(t, widths, row, false, false))
	}
	if t.Total != nil {
		b.WriteString(rowMarkup(t, widths, t.Total, false, true))
	}
	b.WriteString(`</w:tbl>`)
	return b.String()
}

func rowMarkup(t Table, widths []float64, row []string, head, bold bool) string {
	var b strings.Builder
	b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
	if head {
		b.WriteString(`<w:tblHeader/>`)
	}
	b.WriteString(`</w:trPr>`)
	for i, c := range t.Columns {
		align := c.Align
		if head {
			align = Centre
		}
		fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>%s</w:tc>`, int(widths[i]*20),
			paragraphOf(align, head, run{text: cell(row, i), bold: bold, size: 22}))
	}
	b.WriteString(`</w:tr>`)
	return b.String()
}

func (d Document) signMarkup() string {
	out := ""
	if n := len(d.Signatures); n > 0 {
		var widths []int
		var cells []string
		for _, s := range d.Signatures {
			widths = append(widths, twips(d.textWidth())/n)
			cells = append(cells, paragraphOf(Centre, true, run{text: s.Title, bold: true})+paragraphOf(Centre, true, run{text: s.Note, italic: true, size: 24})+
				strings.Repeat(paragraphOf(Centre, true), 4)+paragraphOf(Centre, false, run{text: s.Name, bold: true}))
		}
		out = paragraphOf(Left, true) + columnsOf(widths, cells)
	}
	if len(d.Recipients) > 0 {
		out += paragraphOf(Left, true, run{text: "Nơi nhận:", bold: true, italic: true, size: 24})
		for _, r := range d.Recipients {
			out += paragraphOf(Left, false, run{text: "- " + r, size: 22})
		}
	}
	return out + paragraphOf(Left, false)
}

func (d Document) footer() string {
	field := func(code string) string {
		return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + code + ` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	return xmlHead + `<w:ftr ` + wordSpace + `><w:p><w:pPr><w:jc w:val="right"/></w:pPr>` + run{text: d.Foot + "   Trang ", size: 18}.markup() +
		field("PAGE") + run{text: "/", size: 18}.markup() + field("NUMPAGES") + `</w:p></w:ftr>`
}
