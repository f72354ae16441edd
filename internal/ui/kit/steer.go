package kit

import "fyne.io/fyne/v2"

// steerPage is how far PageUp and PageDown step, about a screenful of tall rows.
const steerPage = 8

// Steer answers the keys of a row of acts that is about the chosen row of a
// list: ↑↓, PageUp and PageDown move the row while the focus stays on the acts, ↑
// on the first row is OnTop's.
func Steer[T any](l *List[T]) func(Key) bool {
	return func(k Key) bool {
		by, ok := map[fyne.KeyName]int{
			fyne.KeyUp: -1, fyne.KeyDown: 1, fyne.KeyPageUp: -steerPage, fyne.KeyPageDown: steerPage,
		}[k.Name]
		switch {
		case !ok:
			return false
		case k.Name == fyne.KeyUp && l.Current() <= 0 && l.OnTop != nil:
			l.OnTop()
		default:
			l.Step(by)
		}
		return true
	}
}
