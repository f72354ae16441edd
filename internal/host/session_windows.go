package host

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	wtsapi    = windows.NewLazySystemDLL("wtsapi32.dll")
	wtsQuery  = wtsapi.NewProc("WTSQuerySessionInformationW")
	wtsFree   = wtsapi.NewProc("WTSFreeMemory")
	errNoInfo = errors.New("the session tells nothing of itself")
)

// What the service for sessions is asked, and where in its answer (WTSINFOEX, level
// 1) stands what we want.
const (
	wtsCurrentServer  = 0
	wtsCurrentSession = 0xFFFFFFFF
	wtsSessionInfoEx  = 25
	wtsStateAt        = 12 // WTS_CONNECTSTATE_CLASS
	wtsFlagsAt        = 16
	wtsActive         = 0
	wtsLocked         = 0 // WTS_SESSIONSTATE_LOCK
)

// askEvery is how often the session is looked at: a program without a window
// procedure of its own is not told.
const askEvery = 2 * time.Second

// WatchSession calls fn, from one goroutine, each time that the person at the
// screen goes away, until ctx ends. An error says that nothing is heard of it here.
func WatchSession(ctx context.Context, fn func(Away)) error {
	before, err := awayNow()
	if err != nil {
		return fmt.Errorf("watch session: %w", err)
	}
	go func() {
		tick := time.NewTicker(askEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			now, err := awayNow()
			if err != nil {
				continue // asked again soon
			}
			if now != 0 && now != before {
				fn(now)
			}
			before = now
		}
	}()
	return nil
}

// awayNow asks whether somebody sits at our session.
func awayNow() (Away, error) {
	if err := wtsQuery.Find(); err != nil {
		return 0, err
	}
	var info *byte
	var size uint32
	ok, _, err := wtsQuery.Call(wtsCurrentServer, wtsCurrentSession, wtsSessionInfoEx, uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size)))
	if ok == 0 {
		return 0, err
	}
	defer wtsFree.Call(uintptr(unsafe.Pointer(info))) //nolint:errcheck // it returns nothing
	if size < wtsFlagsAt+4 {
		return 0, errNoInfo
	}
	raw := unsafe.Slice(info, size)
	switch {
	case binary.LittleEndian.Uint32(raw[wtsStateAt:]) != wtsActive:
		return Switched, nil
	case binary.LittleEndian.Uint32(raw[wtsFlagsAt:]) == wtsLocked:
		return Locked, nil
	}
	return 0, nil
}
