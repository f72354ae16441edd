package sync

import (
	"context"
	"testing"
	"time"

	"thamho.vn/internal/sync/wire"
)

type forgetful struct{ Laptop }

func (forgetful) SetMinApp(context.Context, string) error { return nil }

// A slot is counted from the server's own time, so that a laptop whose clock is
// years off keeps it too; an exchange without a slot frees it.
func TestASlotIsKeptByTheServersClock(t *testing.T) {
	t.Parallel()
	e := New(Options{Laptop: forgetful{}})
	server := time.Date(2031, 1, 1, 17, 0, 0, 0, time.UTC).UnixMilli()
	for _, c := range []struct {
		name        string
		notBefore   int64
		asked       time.Duration
		least, most time.Duration
	}{
		{"no slot", 0, quick, quick, quick},
		{"a slot behind the time asked", server + 60_000, quick, 59 * time.Second, time.Minute},
		{"a slot before it", server + 1_000, calm, calm, calm},
		{"a slot that is over", server - 60_000, quick, quick, quick},
		{"a slot in a year", server + 365*24*3600*1000, quick, longest - time.Second, longest},
	} {
		if err := e.limits(t.Context(), wire.HelloResponse{Time: server, NotBefore: c.notBefore}); err != nil {
			t.Fatal(err)
		}
		if wait := e.bySlot(c.asked); wait < c.least || wait > c.most {
			t.Errorf("%s: waits %v", c.name, wait)
		}
	}
}
