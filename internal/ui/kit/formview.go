package kit

import (
	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/theme"
)

// CreateRenderer implements fyne.Widget.
func (f *Form) CreateRenderer() fyne.WidgetRenderer {
	f.ExtendBaseWidget(f)
	objects := f.inside()
	return &renderer{owner: f, objects: fixed(objects...), place: f.place, least: f.least}
}

func (f *Form) inside() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, r := range f.rows {
		out = append(out, r.objects()...)
	}
	for _, b := range f.buttons {
		out = append(out, b)
	}
	return out
}

func (f *Form) least() fyne.Size {
	return fyne.NewSize(0, f.heightFor(f.Size().Width))
}

func (f *Form) heightFor(width float32) float32 {
	h := float32(2 * formPad)
	for _, r := range f.rows {
		h += r.heightFor(f.inner(width))
	}
	if len(f.buttons) > 0 {
		h += formPad + theme.Button + 2*ringRoom
	}
	return h
}

func (f *Form) place(size fyne.Size) {
	y := float32(formPad)
	for _, r := range f.rows {
		r.place(formPad, y, f.inner(size.Width))
		y += r.heightFor(f.inner(size.Width))
	}
	x := float32(formPad + labelWidth + formGap)
	y += formPad + ringRoom
	for _, b := range f.buttons {
		w := b.MinSize().Width
		put(b, x, y, w, theme.Button)
		x += w + formGap
	}
}
