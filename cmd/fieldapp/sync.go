package main

import (
	"context"
	"os"

	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/ui/screen"
)

var _ screen.Sync = (*house)(nil)

// links are the engine's states in the window's words.
var links = map[fieldsync.State]screen.Link{
	fieldsync.Idle: screen.LinkOK, fieldsync.Syncing: screen.LinkSyncing, fieldsync.Silent: screen.LinkSilent,
	fieldsync.Untrusted: screen.LinkUntrusted, fieldsync.Failed: screen.LinkFailed, fieldsync.Revoked: screen.LinkRevoked,
}

func newsOf(s fieldsync.Status) screen.News {
	n := screen.News{Link: links[s.State], Sent: s.Sent, Received: s.Received, NextTry: s.NextTry, Held: s.Held, Quarantined: s.Quarantined, ClockOff: s.ClockOff, Err: s.Err}
	if s.Work.Kind != "" {
		n.Work = screen.Work{Kind: string(s.Work.Kind), Share: s.Work.Share()}
	}
	if n.Link == "" || n.Link == screen.LinkOK && s.Contact.IsZero() {
		n.Link = screen.LinkUnknown
	}
	return n
}

// News returns what the engine is doing.
func (h *house) News() screen.News { return newsOf(h.engine.Status()) }

// Listen calls fn after each change.
func (h *house) Listen(fn func(screen.News)) (cancel func()) {
	return h.engine.Subscribe(func(s fieldsync.Status) { fn(newsOf(s)) })
}

// Wake asks for an exchange soon.
func (h *house) Wake() { h.engine.Wake() }

// Now exchanges everything at once.
func (h *house) Now(ctx context.Context) error {
	_, err := h.engine.Sync(ctx)
	return err
}

// Stop ends the exchange that is running.
func (h *house) Stop() { h.engine.Stop() }

// Enrol makes the laptop a device of the province and fetches what it may read.
func (h *house) Enrol(ctx context.Context, server, code string) error {
	name, err := os.Hostname()
	if err != nil {
		name = "laptop"
	}
	if err := h.engine.Enrol(ctx, server, code, name); err != nil {
		return err
	}
	if _, err := h.engine.Sync(ctx); err != nil {
		h.log.Warn("first sync", "err", err) // what is missing comes with the next one
	}
	return nil
}
