package ui

import (
	"image/png"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/theme"
)

// shot leaves pictures of the window in the folder PICTURES, light and dark, for
// whoever changes a screen to look at: PICTURES=/tmp/p go test ./internal/ui.
func (b *bench) shot(name string) {
	b.t.Helper()
	dir := os.Getenv("PICTURES")
	if dir == "" {
		return
	}
	for _, v := range []theme.Variant{theme.Dark, theme.Light} {
		fyne.CurrentApp().Settings().SetTheme(theme.New(v))
		out, err := os.Create(filepath.Join(dir, name+"-"+string(v)+".png"))
		b.check(err)
		b.check(png.Encode(out, b.Window.Window.Canvas().Capture()))
		b.check(out.Close())
	}
}
