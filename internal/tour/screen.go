package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// screen reads the pixels of the display and sends it keys.
type screen struct {
	conn *xgb.Conn
	root *xproto.ScreenInfo
}

func openScreen() (*screen, error) {
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("open display %q: %w", os.Getenv("DISPLAY"), err)
	}
	return &screen{conn: conn, root: xproto.Setup(conn).DefaultScreen(conn)}, nil
}

func (s *screen) close() { s.conn.Close() }

// pixels returns the whole display as the server keeps it: BGRX rows.
func (s *screen) pixels() ([]byte, error) {
	reply, err := xproto.GetImage(s.conn, xproto.ImageFormatZPixmap, xproto.Drawable(s.root.Root),
		0, 0, s.root.WidthInPixels, s.root.HeightInPixels, 0xffffffff).Reply()
	if err != nil {
		return nil, fmt.Errorf("read display: %w", err)
	}
	return reply.Data, nil
}

// settle waits until the picture has not changed for the given time. The text
// cursor does not blink while the tour runs.
func (s *screen) settle(quiet time.Duration) ([]byte, error) {
	last, err := s.pixels()
	if err != nil {
		return nil, err
	}
	deadline, since := time.Now().Add(15*time.Second), time.Now()
	for time.Since(since) < quiet {
		time.Sleep(8 * time.Millisecond)
		now, err := s.pixels()
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(now, last) {
			last, since = now, time.Now()
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("the picture did not come to rest")
		}
	}
	return last, nil
}

// changed waits for the first picture that differs and returns how long it took.
func (s *screen) changed(from []byte, began time.Time, limit time.Duration) (time.Duration, error) {
	for time.Since(began) < limit {
		now, err := s.pixels()
		if err != nil {
			return 0, err
		}
		if !bytes.Equal(now, from) {
			return time.Since(began), nil
		}
	}
	return 0, fmt.Errorf("nothing changed on the display within %s", limit)
}

// save writes a picture of the display.
func (s *screen) save(data []byte, file string) error {
	w, h := int(s.root.WidthInPixels), int(s.root.HeightInPixels)
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := 0; i+3 < len(data) && i < len(img.Pix); i += 4 {
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = data[i+2], data[i+1], data[i], 255
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("make picture: %w", err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return f.Close()
}

// keys presses combinations one after the other, as in "ctrl+f" or "Return".
func keys(combos ...string) error {
	return xdotool(append([]string{"key", "--delay", "40"}, combos...)...)
}

// typed types ASCII text; Vietnamese letters come from the app's own Telex.
func typed(text string, delay time.Duration) error {
	return xdotool("type", "--delay", strconv.FormatInt(delay.Milliseconds(), 10), text)
}

func xdotool(args ...string) error {
	out, err := exec.Command("xdotool", args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("xdotool %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}
