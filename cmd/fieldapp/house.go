package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
	fieldsync "thamho.vn/internal/sync"
)

// house is the engine with what the window needs to know of it.
type house struct {
	engine  *fieldsync.Engine
	store   *store.Store
	options options
	log     *slog.Logger
	post    post
}

func wire(o options, st *store.Store, log *slog.Logger) *house {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost, transport.DisableCompression = 1, true
	h := &house{store: st, options: o, log: log}
	h.engine = fieldsync.New(fieldsync.Options{
		Laptop: st, HTTP: &http.Client{Transport: transport, Timeout: patient}, Secure: secure(transport), Built: built(),
		Now: time.Now, Rand: rand.Reader, App: version, Log: log, Metered: h.Metered,
	})
	return h
}

// patient is how long a request may take on a bad line.
const patient = 5 * time.Minute

// secure makes clients that speak TLS as told.
func secure(like *http.Transport) func(*tls.Config) *http.Client {
	return func(config *tls.Config) *http.Client {
		transport := like.Clone()
		transport.TLSClientConfig = config
		return &http.Client{Transport: transport, Timeout: patient}
	}
}

// built is when this program was built, as far as it knows: today can't be
// earlier.
func built() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			at, _ := time.Parse(time.RFC3339, s.Value) // what can't be read says nothing
			return at
		}
	}
	return time.Time{}
}

// open returns the worker's acts; before enrolment its error has code NotFound.
func (h *house) open(ctx context.Context) (*fieldwork.Work, error) {
	if hidden, err := h.store.Hidden(ctx); err != nil || hidden {
		return nil, errors.Join(err, &registry.Error{Code: registry.Denied, Key: "device_revoked"})
	}
	id, err := h.store.Identity(ctx)
	if err != nil {
		return nil, err
	}
	w := fieldwork.New(fieldwork.Options{Store: h.store, Now: time.Now, NewID: newID, User: id.User, UserName: id.UserName})
	if err := w.SignIn(ctx); err != nil { // nobody is kept from work by a log that can't be written
		h.log.Error("sign in", "err", err)
	}
	return w, nil
}

// moved takes over the server's address from the command line: a demo server
// listens on another port each time. It comes before the first sync, which
// would find nobody at the old one.
func (h *house) moved(ctx context.Context) {
	if h.options.server == "" {
		return
	}
	err := h.store.SetServerURL(ctx, h.options.server)
	if err != nil && registry.CodeOf(err) != registry.NotFound { // enrolment brings it
		h.log.Error("server address", "err", err)
	}
}
