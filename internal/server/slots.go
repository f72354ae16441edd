package server

import (
	"time"

	"golang.org/x/time/rate"
)

// How many hellos a second the server likes to hear, and how many it takes at
// once before it begins to spread them.
const (
	hellosPerSecond = 20
	hellosAtOnce    = 100
)

// slots spread the laptops that come by themselves: at 17:00 all 883 of them do.
// Whoever comes while many come is given a time of his own for the next time; a
// person who presses the button comes when he likes.
type slots struct{ limit *rate.Limiter }

func newSlots() slots { return slots{rate.NewLimiter(hellosPerSecond, hellosAtOnce)} }

// next returns before which time a laptop that says hello now should not come
// again by itself, in Unix milliseconds; 0 for any time.
func (s slots) next(now time.Time) int64 {
	wait := s.limit.ReserveN(now, 1).DelayFrom(now)
	if wait <= 0 {
		return 0
	}
	return now.Add(wait).UnixMilli()
}
