package vault

import "time"

// How a ring knows the time. The laptop's clock can be set by anybody, and stands
// still, or at the year 2000, when its battery is dead. What is sure is the last
// time that the server signed, and how long the program ran since. How long the
// laptop was off nobody knows but its clock: what that says is believed up to a
// day for each time that somebody comes in. So a clock that was set back wins the
// time that the laptop was off, and no more; one that is wrongly ahead takes a day.
const maxOff = 24 * time.Hour

// The counts are written while the program runs at least so often, and a clock
// that stands back by less is not worth a word.
const (
	saveEvery = time.Minute
	muchBack  = time.Hour
)

// run counts what the program ran since the last call.
func (r *Ring) run() {
	ran := (r.Running() - r.mark).Truncate(time.Millisecond)
	r.mark += ran
	r.count.Sure += ran.Milliseconds()
	r.count.Clock += ran.Milliseconds()
}

// Now is the time as far as it is known: not after the true one, but for what a
// clock that was ahead added.
func (r *Ring) Now() time.Time {
	r.run()
	return time.UnixMilli(r.count.Sure)
}

// Ran counts on the disk how long the program ran, at most once a minute. Whoever
// keeps the program open calls it now and then.
func (r *Ring) Ran() error {
	r.run()
	if r.Empty() || time.Duration(r.count.Sure-r.saved)*time.Millisecond < saveEvery {
		return nil
	}
	return r.saveCounts()
}

// Saw notes a time that the server signed just now. It counts also when it is
// before what was supposed: a clock was ahead then. One before the last that was
// signed is late news and changes nothing.
func (r *Ring) Saw(signed, wall time.Time) error {
	r.run()
	if signed.UnixMilli() < r.count.Signed {
		return nil
	}
	r.count.Signed, r.count.Sure, r.count.Clock = signed.UnixMilli(), signed.UnixMilli(), wall.UnixMilli()
	return r.saveCounts()
}

// came counts how long the laptop was off, when somebody came in, and tells how
// far its clock stands behind what it, or the server, showed before: 0 where it
// does not.
func (r *Ring) came(wall time.Time) (back time.Duration) {
	r.run()
	gap := wall.Sub(time.UnixMilli(r.count.Clock))
	if r.count.Clock > 0 {
		r.count.Sure += min(max(gap, 0), maxOff).Milliseconds()
	}
	back = max(-gap, time.UnixMilli(r.count.Signed).Sub(wall))
	r.count.Clock = wall.UnixMilli()
	if back < muchBack {
		return 0
	}
	return back
}

// floor keeps the time from being before that at which the last slot was wrapped,
// also when the counts are gone.
func (r *Ring) floor() {
	if r.Life <= 0 {
		return
	}
	for _, s := range r.file.Slots {
		r.count.Sure = max(r.count.Sure, s.Until-r.Life.Milliseconds())
	}
}
