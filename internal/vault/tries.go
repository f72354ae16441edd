package vault

import (
	"errors"
	"time"
)

// The first freeTries wrong tries cost nothing; then the wait doubles from a
// second to an hour.
const (
	freeTries = 3
	maxWait   = time.Hour
)

// waitAfter is how long to wait after so many wrong tries.
func waitAfter(tries int) time.Duration {
	if tries < freeTries {
		return 0
	}
	if tries-freeTries > 12 {
		return maxWait
	}
	return min(time.Second<<(tries-freeTries), maxWait)
}

// Wait is how long a person's next try must wait. It goes by the number of wrong
// tries and by how long the program runs: neither a clock that is set nor a
// restart shortens it.
func (r *Ring) Wait(id int) time.Duration {
	return max(0, waitAfter(r.count.Tries[id])-(r.Running()-r.last[id]))
}

// Unlock opens a person's slot. The try is counted on the disk before it is made,
// so that killing the program wins nothing. Errors are ErrWrong, *WaitError,
// ErrNobody; with ErrExpired the vault is open all the same, for what may still
// be done: a sync, after which Renew.
func (r *Ring) Unlock(id int, pass []byte, wall time.Time) (*Unlocked, error) {
	s := r.slot(id)
	if s == nil {
		return nil, ErrNobody
	}
	if wait := r.Wait(id); wait > 0 {
		return nil, &WaitError{wait}
	}
	now := r.Now(wall)
	r.count.Tries[id]++
	r.last[id] = r.Running()
	if err := r.saveCounts(); err != nil {
		return nil, err
	}
	keys, err := s.open(r.file.Ring, pass, r.DeviceSecret)
	r.last[id] = r.Running()
	if errors.Is(err, errSeal) {
		return nil, ErrWrong
	}
	if err != nil {
		return nil, err
	}
	delete(r.count.Tries, id)
	if err := r.saveCounts(); err != nil {
		return nil, err
	}
	u := &Unlocked{Slot: s.ID, Name: s.Name, keys: keys}
	if now.UnixMilli() > s.Until {
		return u, ErrExpired
	}
	return u, nil
}

// Now is the time as far as it is known: a clock that was set back does not bring
// back what has expired.
func (r *Ring) Now(wall time.Time) time.Time {
	if seen := time.UnixMilli(r.count.Seen); seen.After(wall) {
		return seen
	}
	r.count.Seen = wall.UnixMilli()
	return wall
}

// Saw notes a time that is sure: one that the server signed, or the last one plus
// how long the program has run since.
func (r *Ring) Saw(now time.Time) error {
	if r.count.Seen >= now.UnixMilli() {
		return nil
	}
	r.count.Seen = now.UnixMilli()
	return r.saveCounts()
}
