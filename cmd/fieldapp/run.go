package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/google/uuid"

	"thamho.vn/internal/profile"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/theme"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// appID is the program's name among the system's programs.
const appID = "vn.thamho.fieldapp"

// run opens the window before anything else: what is in it needs a passphrase. It
// returns when the window is closed.
func run(o options, began time.Time) error {
	log, closeLog, logErr := openLog(o.data)
	defer closeLog()
	defer reportCrash(o.data, log)
	trace, err := newTrace(o.startLog, began)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	p, err := openRooms(o.data, log)
	if err == nil && o.setupFile != "" {
		err = setUp(p, o.setupFile)
	}
	o.scale = scaleOf(o, log)
	a := newApp(o, log)
	if err = errors.Join(logErr, err); err != nil {
		log.Error("start", "ref", kit.Reference(err), "err", err)
		ui.ShowFailure(a, err, o.data, func() error { return openFolder(a, o.data) })
		return err
	}
	d := newDesk(ctx, o, a, work.Background{}, p, log, trace)
	d.start()
	closeOnSignal(d)
	a.Run()
	d.end()
	return nil
}

// patience is how long the end of the program waits for a sync to let go.
const patience = 3 * time.Second

// closeOnSignal closes the window as its button does, what is being typed kept.
// A second signal ends the program at once.
func closeOnSignal(d *desk) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		signal.Stop(signals)
		fyne.Do(d.close)
	}()
}

// openRooms finds what a data folder holds.
func openRooms(dir string, log *slog.Logger) (*profile.Rooms, error) {
	return profile.OpenRooms(profile.Options{Dir: dir, App: version, Log: log, NewID: newID})
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// newApp starts the toolkit with our language and theme.
func newApp(o options, log *slog.Logger) fyne.App {
	prepareToolkit(o)
	a := app.NewWithID(appID)
	if err := words.Install(o.language); err != nil {
		log.Error("language", "err", err)
	}
	a.Settings().SetTheme(theme.New(o.variant()))
	return a
}

// prepareToolkit sets what the toolkit reads from the environment once.
func prepareToolkit(o options) {
	set := func(key, value string) {
		if err := os.Setenv(key, value); err != nil {
			fmt.Fprintln(os.Stderr, "fieldapp:", err)
		}
	}
	if os.Getenv("XMODIFIERS") == "" {
		set("XMODIFIERS", "@im=none") // the app composes itself, see docs
	}
	if o.scale != 0 {
		set("FYNE_SCALE", fmt.Sprint(o.scale))
		set("FYNE_DISABLE_DPI_DETECTION", "true")
	}
}

// scaleFile keeps the size of everything on the screen. It is read before the
// toolkit starts, which reads it once, and so before anybody came in.
const scaleFile = "co-chu.txt"

func keepScale(dir string, scale float32) error {
	if err := os.WriteFile(filepath.Join(dir, scaleFile), fmt.Append(nil, scale), 0o600); err != nil {
		return &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
	}
	return nil
}

// scaleOf is the size that was asked for: on the command line, or kept.
func scaleOf(o options, log *slog.Logger) float64 {
	if o.scale != 0 {
		return o.scale
	}
	kept, err := os.ReadFile(filepath.Join(o.data, scaleFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		log.Error("scale", "err", err)
	}
	scale, err := strconv.ParseFloat(string(kept), 64)
	if err != nil || !sound(scale) {
		return 0
	}
	return scale
}

// sound tells whether a size leaves a window that can be used.
func sound(scale float64) bool { return scale >= 0.5 && scale <= 3 }

// openFolder shows a folder in the system's own program.
func openFolder(a fyne.App, dir string) error {
	full, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	return a.OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(full)})
}
