// Command fieldapp is Thăm Hộ, the desktop app of the hamlet working groups.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/ui"
	"thamho.vn/internal/ui/theme"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// version is set when the program is built.
var version = "dev"

// appID is the program's name among the system's programs.
const appID = "vn.thamho.fieldapp"

func main() {
	o, err := parseFlags(os.Args[1:], os.Stdout)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = run(o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "fieldapp:", err)
		os.Exit(1)
	}
}

// run opens the store and the window; it returns when the window is closed.
func run(o options) error {
	if o.version {
		_, err := fmt.Println(version)
		return err
	}
	began := time.Now()
	log, closeLog, err := openLog(o.data)
	if err != nil {
		return err
	}
	defer closeLog()
	defer reportCrash(o.data, log)
	trace, err := newTrace(o.startLog, began)
	if err != nil {
		return err
	}
	prepareToolkit(o)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := app.NewWithID(appID)
	if err := words.Install(); err != nil {
		log.Error("language", "err", err)
	}
	a.Settings().SetTheme(theme.New(o.variant()))
	st, err := store.Open(ctx, store.Options{Path: filepath.Join(o.data, "thamho.db"), Now: time.Now, Rand: rand.Reader, NewID: newID, Log: log})
	if err != nil {
		showFailure(a, err, log)
		return nil
	}
	defer func() {
		if err := st.Close(); err != nil {
			log.Error("close store", "err", err)
		}
	}()
	trace("store", "")
	house := wire(ctx, o, st, log)
	go func() {
		<-ctx.Done()
		fyne.Do(a.Quit)
	}()
	go house.engine.Run(ctx)
	ui.Show(ctx, ui.Options{
		App: a, Runner: work.Background{}, Sync: house, Log: log, Ethnic: registry.EthnicNames(), Server: o.server,
		Open: house.open, Trace: trace, Theme: o.theme,
	})
	a.Run()
	return nil
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

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

// house is the engine with what the window needs to know of it.
type house struct {
	engine  *fieldsync.Engine
	store   *store.Store
	options options
	log     *slog.Logger
}

func wire(_ context.Context, o options, st *store.Store, log *slog.Logger) *house {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost, transport.DisableCompression = 1, true
	engine := fieldsync.New(fieldsync.Options{
		Laptop: st, HTTP: &http.Client{Transport: transport, Timeout: 5 * time.Minute}, Now: time.Now, Rand: rand.Reader, App: version, Log: log,
	})
	return &house{engine: engine, store: st, options: o, log: log}
}

// open returns the worker's acts. A laptop that was given a code on the command
// line enrols with it first.
func (h *house) open(ctx context.Context) (*fieldwork.Work, error) {
	enrolled, err := h.engine.Enrolled(ctx)
	if err != nil {
		return nil, err
	}
	if !enrolled && h.options.server != "" && h.options.code != "" {
		if err := h.Enrol(ctx, h.options.server, h.options.code); err != nil {
			h.log.Error("enrol", "err", err)
		}
	}
	id, err := h.store.Identity(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.moved(ctx); err != nil {
		return nil, err
	}
	return fieldwork.New(fieldwork.Options{Store: h.store, Now: time.Now, NewID: newID, User: id.User}), nil
}
