package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/hub"
	"thamho.vn/internal/ui/screen"
)

// settingHub is "1" while this laptop is its commune's hub.
const settingHub = "hub"

// search is how long the network is asked for hubs.
const search = 1500 * time.Millisecond

// post is the hub that this laptop is, while it is one.
type post struct {
	mu     sync.Mutex
	server *hub.Server
	quiet  func() error // ends the announcement; nil when there is none
}

// Hub tells what this laptop is in the local network.
func (h *house) Hub(ctx context.Context) (screen.Hub, error) {
	grants, err := h.store.OwnGrants(ctx)
	if err != nil {
		return screen.Hub{}, err
	}
	var out screen.Hub
	for _, g := range grants {
		out.May = out.May || g.Doc.Rank >= ledger.RankCommune
	}
	h.post.mu.Lock()
	defer h.post.mu.Unlock()
	if s := h.post.server; s != nil {
		out.On, out.Fingerprint, out.Announced = true, s.Fingerprint, h.post.quiet != nil
		for _, ip := range hub.Addresses() {
			out.Addresses = append(out.Addresses, net.JoinHostPort(ip.String(), strconv.Itoa(s.Addr().Port)))
		}
	}
	return out, nil
}

// SetHub makes this laptop the hub, or no longer.
func (h *house) SetHub(ctx context.Context, on bool) error {
	if err := h.store.SetSetting(ctx, settingHub, map[bool]string{true: "1"}[on]); err != nil {
		return err
	}
	if !on {
		return h.closeHub()
	}
	return h.openHub(ctx)
}

// openHub answers on the usual port, or on any when that is taken.
func (h *house) openHub(ctx context.Context) error {
	h.post.mu.Lock()
	defer h.post.mu.Unlock()
	if h.post.server != nil {
		return nil
	}
	open := func(port int) (*hub.Server, error) {
		return hub.Open(ctx, h.store, fmt.Sprintf(":%d", port), time.Now(), rand.Reader, h.log)
	}
	s, err := open(hub.Port)
	if err != nil {
		s, err = open(0)
	}
	if err != nil {
		return err
	}
	h.post.server = s
	if h.post.quiet, err = hub.Announce(s.Addr().Port, rand.Reader, nil); err != nil {
		h.log.Warn("hub", "op", "announce", "err", err) // it is reached by its address all the same
	}
	return nil
}

func (h *house) closeHub() (err error) {
	h.post.mu.Lock()
	defer h.post.mu.Unlock()
	if h.post.quiet != nil {
		err = h.post.quiet()
	}
	if h.post.server != nil {
		if closed := h.post.server.Close(); err == nil {
			err = closed
		}
	}
	h.post.server, h.post.quiet = nil, nil
	return err
}

// leaveHub ends the hub when the desk is left: it answers only while the store is
// open.
func (h *house) leaveHub() {
	if err := h.closeHub(); err != nil {
		h.log.Error("hub", "op", "close", "err", err)
	}
}

// restoreHub is the hub again that this laptop was when it was closed.
func (h *house) restoreHub(ctx context.Context) {
	on, err := h.store.Setting(ctx, settingHub)
	if err == nil && on == "1" {
		err = h.openHub(ctx)
	}
	if err != nil {
		h.log.Error("hub", "op", "open", "err", err)
	}
}

// FindHubs looks for hubs in the local network.
func (h *house) FindHubs(ctx context.Context) ([]string, error) { return hub.Find(ctx, search, nil) }

// SendVia exchanges with a hub.
func (h *house) SendVia(ctx context.Context, address, fingerprint string) (screen.Via, error) {
	r, err := hub.Exchange(ctx, hub.Options{Laptop: h.store, Now: time.Now, Rand: rand.Reader, Fingerprint: fingerprint}, address)
	return screen.Via{Hub: r.Hub, Sent: r.Sent, Received: r.Received}, err
}
