package server

import (
	"sync"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// How long a session lives without a request, how far behind the newest count
// a request may come (requests may overtake each other), and how many sessions
// a device has at most (the stores of a cloned disk).
const (
	sessionLife    = 30 * time.Minute
	countWindow    = 64
	sessionsAtOnce = 4
)

// sessions are the hellos of the last while. They keep a recorded request from
// being played again; they are memory only, and a laptop whose session is
// unknown says hello again. With a new epoch all of them end: what the laptops
// heard of orders and vectors is no longer so.
type sessions struct {
	now   func() time.Time
	mu    sync.Mutex
	epoch uuid.UUID
	all   map[string]*session
}

type session struct {
	device uuid.UUID
	newest uint64
	window uint64 // bit i: newest-i was used
	used   time.Time
}

func newSessions(now func() time.Time) *sessions {
	return &sessions{now: now, all: map[string]*session{}}
}

// open begins a session for a device that heard of an epoch.
func (s *sessions) open(token string, device, epoch uuid.UUID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch != epoch {
		clear(s.all)
		s.epoch = epoch
	}
	now := s.now()
	s.tidy(device, now)
	s.all[token] = &session{device: device, used: now}
}

// tidy drops old sessions, and the oldest of a device that has too many.
func (s *sessions) tidy(device uuid.UUID, now time.Time) {
	own, oldest := 0, ""
	for token, ses := range s.all {
		if now.Sub(ses.used) > sessionLife {
			delete(s.all, token)
			continue
		}
		if ses.device != device {
			continue
		}
		own++
		if oldest == "" || ses.used.Before(s.all[oldest].used) {
			oldest = token
		}
	}
	if own >= sessionsAtOnce {
		delete(s.all, oldest)
	}
}

// use takes one count of a session; each serves once.
func (s *sessions) use(token string, device uuid.UUID, count uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ses, ok := s.all[token]
	if !ok || ses.device != device || s.now().Sub(ses.used) > sessionLife || !ses.take(count) {
		return &registry.Error{Code: registry.Denied, Key: "session"}
	}
	ses.used = s.now()
	return nil
}

// take marks a count as used; false when it was, or is too far behind.
func (s *session) take(count uint64) bool {
	if count > s.newest {
		if shift := count - s.newest; shift < countWindow {
			s.window = s.window<<shift | 1
		} else {
			s.window = 1
		}
		s.newest = count
		return true
	}
	behind := s.newest - count
	if count == 0 || behind >= countWindow || s.window&(1<<behind) != 0 {
		return false
	}
	s.window |= 1 << behind
	return true
}
