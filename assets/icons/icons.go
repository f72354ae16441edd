// Package icons holds the pictures of the window: drawn for this project,
// Apache-2.0 like the rest, 20 by 20, one stroke weight of 1.75 with round
// ends. They are black; whoever shows one colours it.
package icons

import (
	"bytes"
	"embed"
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
)

// Name is the name of an icon.
type Name string

// The icons. A sign that tells good from bad differs by shape: octagon,
// triangle, and circles with an i or a tick.
const (
	Stop Name = "stop"
	Warn Name = "warn"
	Info Name = "info"
	Good Name = "good"

	Search      Name = "search"
	Down        Name = "down"
	Box         Name = "box"
	BoxTicked   Name = "boxticked"
	Round       Name = "round"
	RoundPicked Name = "roundpicked"

	Lock    Name = "lock"
	Sync    Name = "sync"
	Waiting Name = "waiting"
	Online  Name = "online"
	Offline Name = "offline"
	Home    Name = "home"
	Person  Name = "person"
	Undo    Name = "undo"
	Paper   Name = "paper"
)

//go:embed *.svg
var files embed.FS

// Get returns an icon in black, or nil when there is none of that name.
func Get(n Name) fyne.Resource { return In(n, color.Black) }

// In returns an icon in an opaque colour, or nil when there is none of that
// name. Fyne's own colouring knows filled shapes only, and these are strokes.
func In(n Name, c color.Color) fyne.Resource {
	data, err := files.ReadFile(string(n) + ".svg")
	if err != nil {
		return nil
	}
	hex := hexOf(c)
	data = bytes.ReplaceAll(data, []byte("#000000"), []byte("#"+hex))
	return fyne.NewStaticResource("thamho-"+string(n)+"-"+hex+".svg", data)
}

func hexOf(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("%02x%02x%02x", r>>8, g>>8, b>>8)
}
