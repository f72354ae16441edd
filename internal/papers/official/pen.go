package official

import (
	"fmt"

	"github.com/signintech/gopdf"

	"thamho.vn/assets/fonts"
)

// Sizes in points, 72 an inch.
const (
	mm        = 72 / 25.4
	body      = 13.0
	tableText = 11.0
	small     = 9.0
	leading   = 1.25
	padding   = 3.0
)

// pen draws one document. Coordinates grow downwards from the upper left.
type pen struct {
	pdf                      gopdf.GoPdf
	width, height            float64
	left, right, top, bottom float64 // of the text
	y                        float64
	page, pages              int // pages is 0 while they are counted
	foot                     string
	size                     float64
	err                      error
}

// faces are embedded in this order, so that the same document gives the same
// bytes.
var faces = []struct {
	style int
	file  string
}{{gopdf.Regular, fonts.SerifRegular}, {gopdf.Bold, fonts.SerifBold}, {gopdf.Italic, fonts.SerifItalic}}

func newPen(d Document, pages int) *pen {
	p := &pen{width: 210 * mm, height: 297 * mm, pages: pages, foot: clean(d.Foot)}
	margins := 30.0
	if d.Landscape {
		p.width, p.height, margins = p.height, p.width, 15
	}
	p.left, p.right, p.top, p.bottom = margins*mm, p.width-15*mm, 18*mm, p.height-18*mm
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: p.width, H: p.height}})
	for _, face := range faces {
		data, err := fonts.Files.ReadFile(face.file)
		p.note(err)
		p.note(p.pdf.AddTTFFontDataWithOption("serif", data, gopdf.TtfOption{
			Style: face.style, OnGlyphNotFoundSubstitute: func(rune) rune { return '?' },
		}))
	}
	p.newPage()
	return p
}

// note keeps the first error: drawing goes on and ends with it.
func (p *pen) note(err error) {
	if err != nil && p.err == nil {
		p.err = fmt.Errorf("draw page: %w", err)
	}
}

func (p *pen) newPage() {
	p.pdf.AddPage()
	p.page++
	p.font("", small)
	text := fmt.Sprintf("Trang %d", p.page)
	if p.pages > 0 {
		text = fmt.Sprintf("Trang %d/%d", p.page, p.pages)
	}
	p.textAt(p.right-p.measure(text), p.bottom+8*mm, text)
	if p.foot != "" {
		p.textAt(p.left, p.bottom+8*mm, p.foot)
	}
	p.y = p.top
}

// need begins a page when less than height is left on this one.
func (p *pen) need(height float64) (fresh bool) {
	if p.y+height <= p.bottom || p.y == p.top {
		return false
	}
	p.newPage()
	return true
}

func (p *pen) font(style string, size float64) {
	p.size = size
	p.note(p.pdf.SetFont("serif", style, size))
}

func (p *pen) measure(s string) float64 {
	w, err := p.pdf.MeasureTextWidth(s)
	p.note(err)
	return w
}

// textAt writes a line whose letters stand on y.
func (p *pen) textAt(x, y float64, s string) {
	if s == "" {
		return
	}
	p.pdf.SetXY(x, y)
	p.note(p.pdf.Text(s))
}

func (p *pen) line(x1, y1, x2, y2 float64) {
	p.pdf.SetLineWidth(0.6)
	p.pdf.Line(x1, y1, x2, y2)
}

func (p *pen) height1() float64 { return p.size * leading }

// block writes lines in a column from the pen's y down, and returns where they
// end.
func (p *pen) block(x, y, width float64, align Align, lines []string) float64 {
	for _, l := range lines {
		at := x
		switch align {
		case Centre:
			at = x + (width-p.measure(l))/2
		case Right:
			at = x + width - p.measure(l)
		}
		p.textAt(at, y+p.size, l)
		y += p.height1()
	}
	return y
}

// paragraph writes text over the whole width, line by line over pages.
func (p *pen) paragraph(s, style string, size float64, align Align) {
	p.font(style, size)
	for _, l := range wrap(clean(s), p.right-p.left, p.measure) {
		if p.need(p.height1()) {
			p.font(style, size)
		}
		p.y = p.block(p.left, p.y, p.right-p.left, align, []string{l})
	}
}
