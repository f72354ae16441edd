package server

import (
	"io"
	"log/slog"
	"testing"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// However many wait, one more is told to come again later and holds nothing.
func TestOnlySoManyWait(t *testing.T) {
	t.Parallel()
	s := New(Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now, Version: "test"})
	for range waiting {
		s.waiters <- struct{}{}
	}

	_, err := s.wait(t.Context(), &struct{ Body wire.WaitRequest }{wire.WaitRequest{Seconds: wire.LongestWait}})

	if a, is := err.(*answer); !is || a.Code != string(registry.Offline) || a.Retry == 0 {
		t.Errorf("answered %v", err)
	}
}
