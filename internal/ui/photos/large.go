package photos

import (
	"context"
	"image"
	"strings"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// large shows one picture as large as the screen allows; the small one stands
// for it until it came.
type large struct {
	window   Window
	source   Source
	far      Far
	shots    []shot
	at       int
	small    map[registry.Address]image.Image
	question work.Latest
	picture  *kit.Picture
	acts     *kit.Acts
	page     *kit.Page
}

func newLarge(w Window, source Source, far Far, shots []shot, at int, small map[registry.Address]image.Image) *large {
	l := &large{window: w, source: source, far: far, shots: shots, at: at, small: small, picture: kit.NewPicture("")}
	l.acts = kit.NewActs(
		kit.Act{Text: words.Say("photo.before"), Do: func() { l.Leaf(-1) }}, kit.Act{Text: words.Say("photo.after"), Do: func() { l.Leaf(1) }},
		kit.Act{Text: words.Say("photo.back"), Do: w.Back},
	)
	l.page = kit.NewPage(kit.PageParts{Title: " ", Body: l.picture, Foot: l.acts})
	return l
}

// Name names the screen in the log.
func (l *large) Name() string { return "photo" }

// View returns the screen.
func (l *large) View() fyne.CanvasObject { return l.page }

// Arrive takes the focus and shows the picture.
func (l *large) Arrive() {
	kit.Focus(l.acts)
	l.show()
}

// Changed does nothing.
func (l *large) Changed(registry.Signal) {}

// Leaf goes to the picture before or after.
func (l *large) Leaf(by int) {
	if next := l.at + by; next >= 0 && next < len(l.shots) {
		l.at = next
		l.show()
	}
}

func (l *large) show() {
	s := l.shots[l.at]
	l.page.SetTitle(words.Say("photo.one", words.Args{"kind": kindText(s.Kind), "name": nameOf(s.holder), "i": l.at + 1, "n": len(l.shots)}))
	l.page.SetNote(strings.Trim(s.On.Padded()+" · "+s.By, " ·"))
	l.picture.Set(l.small[s.Small], words.Say("photo.coming"))
	work.Ask(&l.question, l.window.Runner(), l.window.Context(), func(ctx context.Context) (image.Image, error) {
		return look(ctx, l.source, l.far, s.holder.Scope, s.Address, true)
	}, func(img image.Image, err error) {
		if err != nil {
			l.picture.Set(l.small[s.Small], kit.Explain(err, words.Find).Remark().Text)
			return
		}
		l.picture.Set(img, "")
		l.window.Shown(l.Name())
	})
}
