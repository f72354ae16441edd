package server

import (
	"sync"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
)

// How long a session lives without a request, and how far behind the newest
// count a request may come (requests may overtake each other).
const (
	sessionLife = 30 * time.Minute
	countWindow = 64
)

// sessions are the hellos of the last while. They keep a recorded request from
// being played again; they are memory only, and a laptop whose session is
// unknown says hello again.
type sessions struct {
	now func() time.Time
	mu  sync.Mutex
	all map[string]*session
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

// open begins a session for a device.
func (s *sessions) open(token string, device uuid.UUID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	for key, old := range s.all {
		if now.Sub(old.used) > sessionLife {
			delete(s.all, key)
		}
	}
	s.all[token] = &session{device: device, used: now}
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
