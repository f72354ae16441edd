package main

import (
	"context"
	"crypto/rand"
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

	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
	"thamho.vn/internal/ui"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/theme"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// appID is the program's name among the system's programs.
const appID = "vn.thamho.fieldapp"

// settingScale is the size of everything on the screen. It is read before the
// toolkit starts, which reads it once.
const settingScale = "scale"

// run opens the store and the window; it returns when the window is closed.
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
	st, err := store.Open(ctx, store.Options{Path: filepath.Join(o.data, databaseFile), App: version, Now: time.Now, Rand: rand.Reader, NewID: newID, Log: log})
	if err = errors.Join(logErr, err); err == nil {
		trace("store", "")
		o.scale = scaleOf(ctx, o, st, log)
	}
	a := newApp(o, log)
	if err != nil {
		log.Error("start", "ref", kit.Reference(err), "err", err)
		ui.ShowFailure(a, err, o.data, func() error { return openFolder(a, o.data) })
		return err
	}
	defer closeStore(st, log)
	show(ctx, o, a, wire(o, st, log), trace)
	return nil
}

// show runs the window and the sync beside it until the window is closed.
func show(ctx context.Context, o options, a fyne.App, h *house, trace func(event, screen string)) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer reportCrash(o.data, h.log)
		h.moved(ctx)
		h.engine.Run(ctx)
	}()
	shell := ui.Show(ctx, ui.Options{
		App: a, Runner: work.Background{}, Sync: h, Log: h.log, Ethnic: registry.EthnicNames(), Server: o.server, Code: o.code,
		Open: h.open, Trace: trace, Theme: o.theme, Scale: float32(o.scale),
		SetScale: func(scale float32) error { return h.setScale(ctx, scale) },
	})
	closeOnSignal(shell)
	a.Run()
	cancel()
	select {
	case <-ended:
	case <-time.After(patience):
	}
}

// patience is how long the end of the program waits for a sync to let go.
const patience = 3 * time.Second

// closeOnSignal closes the window as its button does, what is being typed kept.
// A second signal ends the program at once.
func closeOnSignal(shell *ui.Shell) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		signal.Stop(signals)
		fyne.Do(shell.Close)
	}()
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

func closeStore(st *store.Store, log *slog.Logger) {
	if err := st.Close(); err != nil {
		log.Error("close store", "err", err)
	}
}

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

// scaleOf is the size that was asked for: on the command line, or kept.
func scaleOf(ctx context.Context, o options, st *store.Store, log *slog.Logger) float64 {
	if o.scale != 0 {
		return o.scale
	}
	kept, err := st.Setting(ctx, settingScale)
	if err != nil {
		log.Error("scale", "err", err)
	}
	scale, err := strconv.ParseFloat(kept, 64)
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
