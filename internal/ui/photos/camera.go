package photos

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// SettingCamera is the command that takes a picture.
const SettingCamera = "camera"

// Camera is the form for the camera's command.
type Camera struct {
	window  screen.Window
	source  Source
	command *kit.TextField
	form    *kit.Form
	page    *kit.Page
}

// NewCamera makes the form.
func NewCamera(w screen.Window, source Source) *Camera {
	c := &Camera{window: w, source: source, command: kit.NewTextField()}
	c.form = kit.NewForm([]kit.Row{
		{Key: "command", Label: words.Say("camera.command"), Fields: []kit.Field{c.command}, Hint: words.Say("camera.hint"), Wide: true},
	}, kit.NewMainButton(words.Say("save"), "Ctrl+S", c.Save))
	c.form.OnEsc = w.Back
	c.page = kit.NewPage(kit.PageParts{Title: words.Say("camera.title"), Body: c.form.View()})
	return c
}

// Name names the screen in the log.
func (c *Camera) Name() string { return "camera" }

// View returns the screen.
func (c *Camera) View() fyne.CanvasObject { return c.page }

// Changed does nothing.
func (c *Camera) Changed(registry.Signal) {}

// Arrive takes the focus and reads the command.
func (c *Camera) Arrive() {
	c.form.First()
	work.Do(c.window.Runner(), c.window.Context(), func(ctx context.Context) (string, error) {
		return c.source.Setting(ctx, SettingCamera)
	}, func(command string, err error) {
		if err != nil {
			c.window.Fail(err)
			return
		}
		c.command.Put(command)
		c.window.Shown(c.Name())
	})
}

// Save keeps the command.
func (c *Camera) Save() {
	c.form.Settle()
	command := strings.TrimSpace(c.command.Text)
	work.Do(c.window.Runner(), c.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, c.source.SetSetting(ctx, SettingCamera, command)
	}, func(_ struct{}, err error) {
		if err != nil {
			c.window.Fail(err)
			return
		}
		c.window.Leave(c)
		c.window.Saved(words.Say("camera.saved"), "")
	})
}
