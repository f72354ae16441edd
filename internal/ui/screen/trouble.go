package screen

import (
	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// Trouble is the message above a form whose save failed: what is wrong, what
// to do, and the save once more under the digit 1. The form stays as typed.
type Trouble struct {
	banner *kit.Banner
	back   func()
}

// NewTrouble returns one that is not shown; back puts the focus into the form.
func NewTrouble(back func()) *Trouble {
	t := &Trouble{banner: kit.NewBanner(kit.Error, ""), back: back}
	t.banner.Acts().SetOnKey(func(k kit.Key) bool {
		if k.Name != fyne.KeyEscape && k.Name != fyne.KeyTab {
			return false
		}
		back()
		return true
	})
	t.banner.Hide()
	return t
}

// View is what stands above the form.
func (t *Trouble) View() fyne.CanvasObject { return t.banner }

// Shown tells whether it stands there.
func (t *Trouble) Shown() bool { return t.banner.Visible() }

// Show says what is wrong and offers to save again.
func (t *Trouble) Show(page *kit.Page, e kit.Explanation, again func()) {
	t.banner.Set(e.Level, e.Remark().Text,
		kit.Act{Text: words.Say("trouble.again"), Do: again}, kit.Act{Text: words.Say("trouble.back"), Do: t.back})
	t.banner.Show()
	page.Refresh()
	kit.Focus(t.banner.Acts())
}

// Hide takes the message away.
func (t *Trouble) Hide(page *kit.Page) {
	if t.banner.Visible() {
		t.banner.Hide()
		page.Refresh()
	}
}
