package official

import "io"

// PDF writes the document as A4 pages. It is drawn twice: the first time counts
// the pages.
func (d Document) PDF(w io.Writer) error {
	counted := d.draw(0)
	drawn := d.draw(counted.page)
	if drawn.err != nil {
		return drawn.err
	}
	_, err := drawn.pdf.WriteTo(w)
	return err
}

func (d Document) draw(pages int) *pen {
	p := newPen(d, pages)
	if !d.Head.Bare {
		p.head(d.Head)
	}
	for _, line := range d.Title {
		p.paragraph(line, "B", body+1, Centre)
	}
	for _, line := range d.Subtitle {
		p.paragraph(line, "I", body, Centre)
	}
	p.y += 2 * mm
	for i, part := range d.Parts {
		tail := 0.0
		if i == len(d.Parts)-1 {
			tail = p.signaturesHeight(d)
		}
		p.part(part, tail)
	}
	p.sign(d)
	return p
}

// head draws the office at the left, the nation at the right, number and place
// below them.
func (p *pen) head(h Head) {
	half := (p.right - p.left) * 0.42
	rightX := p.left + half
	rightW := p.right - rightX
	y := p.y
	p.font("", body-1)
	if h.Superior != "" {
		y = p.block(p.left, y, half, Centre, wrap(clean(h.Superior), half-4*mm, p.measure))
	}
	p.font("B", body-1)
	agency := wrap(clean(h.Agency), half-4*mm, p.measure)
	y = p.block(p.left, y, half, Centre, agency)
	p.line(p.left+half*0.35, y+2, p.left+half*0.65, y+2)
	p.font("B", body-1)
	r := p.block(rightX, p.y, rightW, Centre, []string{nation})
	p.font("B", body)
	w := p.measure(motto)
	r = p.block(rightX, r, rightW, Centre, []string{motto})
	p.line(rightX+(rightW-w)/2, r+2, rightX+(rightW+w)/2, r+2)
	y, r = max(y, r)+2*mm, max(y, r)+2*mm
	p.font("", body)
	if h.Number != "" {
		y = p.block(p.left, y, half, Centre, []string{clean(h.Number)})
	}
	p.font("I", body)
	if h.Place != "" {
		r = p.block(rightX, r, rightW, Centre, []string{clean(h.Place)})
	}
	p.y = max(y, r) + 4*mm
}

func (p *pen) part(part Part, tail float64) {
	switch part := part.(type) {
	case Paragraph:
		p.paragraph(part.Text, style(part), body, map[bool]Align{true: Centre}[part.Centre])
		p.y += mm
	case Fields:
		for _, l := range part.Lines {
			p.field(l)
		}
	case Checklist:
		p.checklist(part)
	case Table:
		p.table(part, tail)
	}
}

func style(p Paragraph) string {
	switch {
	case p.Bold:
		return "B"
	case p.Italic:
		return "I"
	}
	return ""
}

// field draws a line of a form.
func (p *pen) field(l FieldLine) {
	p.need(9 * mm)
	p.font("", body)
	label := clean(l.Label) + ": "
	p.block(p.left, p.y, p.right-p.left, Left, []string{label})
	x := p.left + p.measure(label)
	if l.Boxes > 0 {
		p.boxes(x, clean(l.Value), l.Boxes)
		return
	}
	lines := wrap(clean(l.Value), p.right-x, p.measure)
	p.block(x, p.y, p.right-x, Left, lines[:1])
	if lines[0] == "" {
		p.dots(x, p.y+p.size+2)
	}
	p.y += p.height1() + mm
	for _, more := range lines[1:] {
		p.need(p.height1())
		p.font("", body)
		p.y = p.block(x, p.y, p.right-x, Left, []string{more})
	}
}

// dots are where somebody writes by hand.
func (p *pen) dots(x, y float64) {
	p.pdf.SetLineType("dotted")
	p.line(x, y, p.right, y)
	p.pdf.SetLineType("")
}

func (p *pen) boxes(x float64, value string, n int) {
	const side = 6 * mm
	runes := []rune(value)
	for i := range n {
		at := x + float64(i)*side
		p.pdf.RectFromUpperLeft(at, p.y, side, side)
		if i < len(runes) {
			p.block(at, p.y+1, side, Centre, []string{string(runes[i])})
		}
	}
	p.y += side + mm
}

func (p *pen) checklist(c Checklist) {
	if c.Title != "" {
		p.paragraph(c.Title, "B", body, Left)
	}
	const side = 3.5 * mm
	for _, item := range c.Items {
		p.font("", body)
		lines := wrap(clean(item), p.right-p.left-side-3*mm, p.measure)
		if p.need(float64(len(lines)) * p.height1()) {
			p.font("", body)
		}
		p.pdf.SetLineWidth(0.6)
		p.pdf.RectFromUpperLeft(p.left, p.y+2, side, side)
		p.y = p.block(p.left+side+3*mm, p.y, p.right-p.left, Left, lines) + 1
	}
}

// signHeight is the room that a signature takes by hand.
const signHeight = 22 * mm

func (p *pen) signaturesHeight(d Document) float64 {
	if len(d.Signatures) == 0 {
		return 0
	}
	return signHeight + 4*body*leading
}

// sign draws the signature blocks together, and who gets the paper.
func (p *pen) sign(d Document) {
	if len(d.Signatures) > 0 {
		p.need(p.signaturesHeight(d))
		y := p.y + 4*mm
		width := (p.right - p.left) / float64(len(d.Signatures))
		for i, s := range d.Signatures {
			x := p.left + float64(i)*width
			p.font("B", body)
			end := p.block(x, y, width, Centre, wrap(clean(s.Title), width-2*mm, p.measure))
			p.font("I", body-1)
			p.block(x, end, width, Centre, []string{clean(s.Note)})
			p.font("B", body)
			p.block(x, y+signHeight+2*body*leading, width, Centre, []string{clean(s.Name)})
		}
		p.y = y + signHeight + 3*body*leading
	}
	if len(d.Recipients) > 0 {
		p.need(float64(len(d.Recipients)+1) * small * leading * 1.2)
		p.paragraph("Nơi nhận:", "B", small+1, Left)
		for _, r := range d.Recipients {
			p.paragraph("- "+r, "", small+1, Left)
		}
	}
}
