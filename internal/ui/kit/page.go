package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// Page lays out the middle of the window: where one is, with the main act at
// the right; lines above the work (banner, sheet bar, filter); the work, which
// takes the rest; a foot.
type Page struct {
	widget.BaseWidget
	title *Text
	note  *Text
	side  fyne.CanvasObject
	acts  []*Button
	above []fyne.CanvasObject
	body  fyne.CanvasObject
	foot  fyne.CanvasObject
}

// PageParts are the parts of a Page; all but Body may be left out.
type PageParts struct {
	Title string
	Note  string // quiet, behind the title: «Bản nháp lưu 16:21»
	// Beside stands in the line of the title, a filter: a list then shows 14
	// rows at 1366×768. In a narrow window it gets a line of its own.
	Beside fyne.CanvasObject
	Acts   []*Button
	Above  []fyne.CanvasObject // hidden ones take no room
	Body   fyne.CanvasObject
	Foot   fyne.CanvasObject
}

// NewPage returns the page.
func NewPage(parts PageParts) *Page {
	p := &Page{
		title: NewText(parts.Title, Title), note: NewText(parts.Note, Quiet), side: parts.Beside, acts: parts.Acts,
		above: parts.Above, body: parts.Body, foot: parts.Foot,
	}
	p.ExtendBaseWidget(p)
	return p
}

// SetTitle changes where one is.
func (p *Page) SetTitle(title string) {
	p.title.Set(title)
	p.Refresh()
}

// SetNote changes what stands quietly behind the title.
func (p *Page) SetNote(note string) {
	p.note.Set(note)
	p.Refresh()
}

// SetBody changes the work: a list, or what stands there when it is empty.
func (p *Page) SetBody(o fyne.CanvasObject) {
	if o != p.body {
		release(p.body)
	}
	p.body = o
	p.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (p *Page) CreateRenderer() fyne.WidgetRenderer {
	return &renderer{owner: p, objects: p.inside, place: p.place, least: p.least}
}

func (p *Page) inside() []fyne.CanvasObject {
	out := []fyne.CanvasObject{p.title, p.note}
	if p.side != nil {
		out = append(out, p.side)
	}
	for _, b := range p.acts {
		out = append(out, b)
	}
	out = append(append(out, p.above...), p.body)
	if p.foot != nil {
		out = append(out, p.foot)
	}
	return out
}

func (p *Page) least() fyne.Size { return fyne.NewSize(200, 200) }

// With these a list of 14 rows of 36 and its head fill the 587 that a window of
// 1366×768 leaves for the work.
const (
	pagePad  = 8
	pageFoot = ringRoom
	pageHead = 48
	// noteLeast is the width below which what is left of a note says nothing.
	noteLeast = 80
)

func (p *Page) place(size fyne.Size) {
	inner := size.Width - 2*pagePad
	y := p.placeSide(p.placeHead(size.Width), size.Width)
	for _, o := range p.above {
		if !o.Visible() {
			continue
		}
		x := indent(o)
		h := heightIn(o, inner-x)
		put(o, pagePad+x, y, inner-x, h)
		y += h + pagePad
	}
	end := size.Height - pageFoot
	if p.foot != nil && p.foot.Visible() {
		h := heightIn(p.foot, inner)
		end -= h
		put(p.foot, pagePad+indent(p.foot), end, inner-indent(p.foot), h)
		end -= pagePad
	}
	put(p.body, pagePad, y, inner, max(end-y, 0))
}

// indent puts a line of text under the title; what has a ground of its own
// begins where that of the work does.
func indent(o fyne.CanvasObject) float32 {
	if _, text := o.(*Text); text {
		return theme.Grid
	}
	return 0
}

// placeHead places title, note and acts, and returns the room between them.
func (p *Page) placeHead(width float32) span {
	right := width - pagePad
	for i := len(p.acts) - 1; i >= 0; i-- {
		w := p.acts[i].MinSize().Width
		right -= w
		put(p.acts[i], right, middle(pageHead, theme.Button), w, theme.Button)
		right -= formGap
	}
	y := middle(pageHead, Title.height())
	title := min(p.title.MinSize().Width, max(right-pagePad-8, 0))
	put(p.title, pagePad+4, y, title, Title.height())
	left := pagePad + 4 + title + formGap
	note := min(p.note.MinSize().Width, max(right-left, 0))
	if note < p.note.MinSize().Width && note < noteLeast {
		note = 0
	}
	put(p.note, left, y+baseline(Title)-baseline(Quiet), note, Quiet.height())
	if note > 0 {
		left += note + formGap
	}
	return span{left, max(right-left, 0)}
}

// placeSide places what stands beside the title where it fits without a second
// line, else below, and returns where the rest begins.
func (p *Page) placeSide(room span, width float32) (y float32) {
	switch {
	case p.side == nil:
		return pageHead
	case heightIn(p.side, room.w) <= theme.Field && p.side.MinSize().Width <= room.w:
		put(p.side, room.x, middle(pageHead, theme.Field), room.w, theme.Field)
		return pageHead
	}
	inner := width - 2*pagePad
	h := heightIn(p.side, inner)
	put(p.side, pagePad, pageHead, inner, h)
	return pageHead + h + pagePad
}
