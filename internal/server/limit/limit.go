// Package limit slows down whoever tries too often, by a key: an address, or an
// account at an address. It keeps few keys and forgets those that rest.
package limit

import (
	"net"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxKeys bounds what is remembered.
const maxKeys = 10_000

// Limiter gives each key some tries at once and then one now and then.
type Limiter struct {
	now    func() time.Time
	atOnce int
	every  time.Duration
	mu     sync.Mutex
	all    map[string]*rate.Limiter
}

// New makes a limiter.
func New(now func() time.Time, atOnce int, every time.Duration) *Limiter {
	return &Limiter{now: now, atOnce: atOnce, every: every, all: map[string]*rate.Limiter{}}
}

// Host is the address without its port.
func Host(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return remote
	}
	return host
}

// Allow counts a try of a key and tells whether it may go on.
func (l *Limiter) Allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if l.all[key] == nil {
		l.forget(now)
		l.all[key] = rate.NewLimiter(rate.Every(l.every), l.atOnce)
	}
	return l.all[key].AllowN(now, 1)
}

// forget drops the keys that have all their tries back; if there are still too
// many, all: then somebody has more addresses than we can count.
func (l *Limiter) forget(now time.Time) {
	if len(l.all) < maxKeys {
		return
	}
	for key, lim := range l.all {
		if lim.TokensAt(now) >= float64(l.atOnce) {
			delete(l.all, key)
		}
	}
	if len(l.all) >= maxKeys {
		clear(l.all)
	}
}
