// Command tour drives the real window by real keys, as a worker would: it
// starts a demo server and the app on the display it is given, finds a
// household by unaccented words, records a visit, adds a child, corrects a
// number, syncs, and looks at the board in a real browser. It leaves pictures
// and timings; it fails when the province does not end up with what was typed.
//
// It needs a display with a window manager (scripts/tour.sh brings both up),
// xdotool and a Chromium.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

func main() {
	var o options
	flag.StringVar(&o.app, "app", "build/fieldapp", "the desktop app")
	flag.StringVar(&o.server, "server", "build/provserver", "the provincial server")
	flag.StringVar(&o.out, "out", "build/tour", "folder for pictures, timings and data")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	if err := run(ctx, o); err != nil {
		log.Fatalf("tour: %v", err)
	}
}

type options struct{ app, server, out string }

// run plays every act on one server and one laptop, theme after theme.
func run(ctx context.Context, o options) error {
	data := filepath.Join(o.out, "data")
	if err := os.RemoveAll(data); err != nil {
		return fmt.Errorf("empty %s: %w", data, err)
	}
	server, err := startServer(ctx, o.server, filepath.Join(data, "server"))
	if err != nil {
		return err
	}
	defer server.stop()
	screen, err := openScreen()
	if err != nil {
		return err
	}
	defer screen.close()
	t := &tour{
		ctx: ctx, screen: screen, server: server, out: o.out,
		app: o.app, laptop: filepath.Join(data, "laptop"), report: newReport(),
	}
	err = t.play()
	t.closeApp()
	return errors.Join(err, t.report.write(filepath.Join(o.out, "timings.json")))
}
