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

// Unlock opens a person's slot; wall is what the laptop's clock shows. The try is counted on the disk before it is made,
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
	u := &Unlocked{Slot: s.ID, Name: s.Name, Back: r.came(wall), keys: keys}
	if err := r.saveCounts(); err != nil {
		u.Wipe()
		return nil, err
	}
	if r.Now().UnixMilli() > s.Until {
		return u, ErrExpired
	}
	return u, nil
}
