package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"thamho.vn/internal/ui/theme"
)

// PaneWidth is the width of the pane at the right.
const PaneWidth = 340

// narrow is the width below which the Nav shrinks and the pane takes the place
// of the work instead of standing beside it (1366 pixels at 150 %).
const narrow = 1100

// Frame is the whole window under the menu: strip, places, work, pane and
// status. It has its own layout because Tab follows the order of objects, and
// Fyne's border layout puts the middle first. Its last object is the Float on
// which lists drop down, so a Frame must be the content of its window.
type Frame struct {
	widget.BaseWidget
	top    *TopStrip
	nav    *Nav
	work   fyne.CanvasObject
	pane   fyne.CanvasObject
	status *StatusBar
	notice *Banner // above the work, hidden when there is nothing to say
	float  *Float
	ground *canvas.Rectangle

	beside  bool // pane beside the work, in a wide window
	instead bool // pane in place of the work, in a narrow one
}

// NewFrame returns the frame with nothing in the middle.
func NewFrame(top *TopStrip, nav *Nav, pane fyne.CanvasObject, status *StatusBar) *Frame {
	f := &Frame{
		top: top, nav: nav, pane: pane, status: status,
		work: canvas.NewRectangle(nil), float: NewFloat(), ground: canvas.NewRectangle(nil),
		notice: NewBanner(Warn, ""), beside: true,
	}
	f.notice.Hide()
	f.ExtendBaseWidget(f)
	return f
}

// SetWork changes the middle. A focus inside the old one is taken away, after
// its field was left; the new screen sets its own.
func (f *Frame) SetWork(o fyne.CanvasObject) {
	if o != f.work {
		release(f.work)
	}
	f.work = o
	f.Refresh()
	repaint(o)
}

// Work returns the middle.
func (f *Frame) Work() fyne.CanvasObject { return f.work }

// Notice says above the work what is too long for the status bar and stays until
// somebody read it; seen is what its one act is called.
func (f *Frame) Notice(text, seen string) {
	f.notice.Set(Warn, text, Act{Text: seen, Do: f.EndNotice})
	f.notice.Show()
	f.Refresh()
}

// Noticed tells whether something is said above the work.
func (f *Frame) Noticed() bool { return f.notice.Visible() }

// EndNotice takes what Notice said away.
func (f *Frame) EndNotice() {
	release(f.notice)
	f.notice.Hide()
	f.Refresh()
}

// ShowPane shows or hides the pane (Ctrl+K).
func (f *Frame) ShowPane(on bool) {
	if f.tight() {
		f.instead = on
	} else {
		f.beside = on
	}
	f.Refresh()
}

// PaneShown tells whether the pane is seen.
func (f *Frame) PaneShown() bool {
	if f.tight() {
		return f.instead
	}
	return f.beside
}

func (f *Frame) tight() bool { return f.Size().Width < narrow }

// CreateRenderer implements fyne.Widget.
func (f *Frame) CreateRenderer() fyne.WidgetRenderer {
	f.ExtendBaseWidget(f)
	f.paint()
	return &renderer{owner: f, objects: f.objects, place: f.place, least: f.least, paint: f.paint}
}

func (f *Frame) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{f.ground, f.top, f.nav, f.notice, f.work, f.pane, f.status, f.float}
}

func (f *Frame) paint() { f.ground.FillColor = tint(theme.ColorBg) }

// least is small: what is in the frame is cut, and never makes a window grow
// beyond a small screen.
func (f *Frame) least() fyne.Size { return fyne.NewSize(640, 400) }

func (f *Frame) place(size fyne.Size) {
	put(f.ground, 0, 0, size.Width, size.Height)
	put(f.float, 0, 0, size.Width, size.Height)
	put(f.top, 0, 0, size.Width, TopHeight)
	put(f.status, 0, size.Height-StatusHeight, size.Width, StatusHeight)

	nav := float32(NavWidth)
	if f.tight() {
		nav = NavCompactWidth
	}
	f.nav.setCompact(f.tight())
	put(f.nav, 0, TopHeight, nav, size.Height-TopHeight-StatusHeight)
	f.placeMiddle(nav, size.Width-nav, size.Height-TopHeight-StatusHeight)
}

func (f *Frame) placeMiddle(x, width, height float32) {
	pane := float32(0)
	switch {
	case f.tight() && f.instead:
		pane = width
	case !f.tight() && f.beside:
		pane = PaneWidth
	}
	show(f.pane, pane > 0)
	show(f.work, pane < width)
	put(f.pane, x+width-pane, TopHeight, pane, height)
	above := float32(0)
	if f.notice.Visible() && pane < width {
		above = f.notice.heightFor(width - pane)
	}
	put(f.notice, x, TopHeight, width-pane, above)
	put(f.work, x, TopHeight+above, width-pane, height-above)
}
