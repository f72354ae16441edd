package server

import (
	"testing"
	"time"
)

// At one instant all 883 laptops say hello: some may come again when they like,
// the others get times that lie apart, and an hour later nobody is held back.
func TestSlotsSpreadThoseWhoComeAtOnce(t *testing.T) {
	t.Parallel()
	s, now := newSlots(), time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	free, bySecond, last := 0, map[int64]int{}, int64(0)
	for range 883 {
		at := s.next(now)
		if at == 0 {
			free++
			continue
		}
		if at < last || at <= now.UnixMilli() {
			t.Fatalf("slot %d after %d", at, last)
		}
		last = at
		bySecond[at/1000]++
	}
	if free != hellosAtOnce {
		t.Errorf("%d are free to come, want %d", free, hellosAtOnce)
	}
	for second, n := range bySecond {
		if n > hellosPerSecond {
			t.Errorf("%d slots in second %d", n, second)
		}
	}
	if wait := time.UnixMilli(last).Sub(now); wait > time.Minute {
		t.Errorf("the last one waits %v", wait)
	}
	if at := s.next(now.Add(time.Hour)); at != 0 {
		t.Error("held back although nobody comes")
	}
}
