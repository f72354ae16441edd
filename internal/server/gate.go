package server

import (
	"context"
	"net"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"thamho.vn/internal/registry"
)

// How many requests are unpacked and worked on at once, and how many more may
// wait, compressed, for their turn.
const (
	working = 64
	queued  = 1024
)

// gate lets a bounded number work and a bounded number wait.
type gate struct {
	places chan struct{}
	line   chan struct{}
}

func newGate(working, queued int) *gate {
	return &gate{places: make(chan struct{}, working), line: make(chan struct{}, working+queued)}
}

// enter waits for a place. When the line is full it answers at once that the
// server is busy.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	select {
	case g.line <- struct{}{}:
	default:
		return nil, errBusy
	}
	select {
	case g.places <- struct{}{}:
		return func() { <-g.places; <-g.line }, nil
	case <-ctx.Done():
		<-g.line
		return nil, ctx.Err()
	}
}

// errBusy asks the laptop to come again later.
var errBusy = &registry.Error{Code: registry.Offline, Key: "busy"}

// limiter slows down guessing of codes: per address a few tries, then one now
// and then.
type limiter struct {
	now func() time.Time
	mu  sync.Mutex
	all map[string]*rate.Limiter
}

const (
	triesAtOnce  = 10
	tryEvery     = 6 * time.Second
	maxAddresses = 10_000
)

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, all: map[string]*rate.Limiter{}}
}

// allow counts a try of an address.
func (l *limiter) allow(remote string) error {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) >= maxAddresses {
		clear(l.all)
	}
	if l.all[host] == nil {
		l.all[host] = rate.NewLimiter(rate.Every(tryEvery), triesAtOnce)
	}
	if !l.all[host].AllowN(l.now(), 1) {
		return errBusy
	}
	return nil
}
