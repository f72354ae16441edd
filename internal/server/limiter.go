package server

import (
	"net"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

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
	now := l.now()
	if l.all[host] == nil {
		l.forget(now)
		l.all[host] = rate.NewLimiter(rate.Every(tryEvery), triesAtOnce)
	}
	if !l.all[host].AllowN(now, 1) {
		return errBusy
	}
	return nil
}

// forget drops the addresses that have all their tries back; if there are
// still too many, all: then somebody has more addresses than we can count.
func (l *limiter) forget(now time.Time) {
	if len(l.all) < maxAddresses {
		return
	}
	for host, lim := range l.all {
		if lim.TokensAt(now) >= triesAtOnce {
			delete(l.all, host)
		}
	}
	if len(l.all) >= maxAddresses {
		clear(l.all)
	}
}
