package work

import (
	"slices"
	"time"
)

// clock is the time of the test runners: it stands still until advanced.
type clock struct {
	now    time.Duration
	alarms []*alarm
}

type alarm struct {
	at time.Duration
	f  func()
}

func (c *clock) after(d time.Duration, f func()) (stop func()) {
	a := &alarm{at: c.now + d, f: f}
	c.alarms = append(c.alarms, a)
	return func() { c.drop(a) }
}

func (c *clock) advance(d time.Duration) {
	end := c.now + d
	for {
		next := c.next(end)
		if next == nil {
			break
		}
		c.now = next.at
		c.drop(next)
		next.f()
	}
	c.now = end
}

// next returns the earliest alarm that is due by end, the oldest among equals.
func (c *clock) next(end time.Duration) *alarm {
	var first *alarm
	for _, a := range c.alarms {
		if a.at <= end && (first == nil || a.at < first.at) {
			first = a
		}
	}
	return first
}

func (c *clock) drop(a *alarm) {
	if i := slices.Index(c.alarms, a); i >= 0 {
		c.alarms = slices.Delete(c.alarms, i, i+1)
	}
}
