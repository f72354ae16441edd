package main

import (
	"time"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/host"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// When the desk shuts itself: hidden after idle, locked after hidden, and at once
// when the laptop was asleep.
const (
	idleFor   = 5 * time.Minute
	hiddenFor = 30 * time.Minute
	asleepFor = 30 * time.Second
	lookEvery = 5 * time.Second
)

// watch looks every few seconds whether the desk must shut itself, and counts how
// long the program ran.
func (d *desk) watch() {
	last := time.Now()
	for d.ctx.Err() == nil {
		time.Sleep(lookEvery)
		now := time.Now()
		slept := asleep(last, now)
		last = now
		if err := d.rooms.Ran(); err != nil {
			d.log.Error("count running time", "err", err)
		}
		fyne.Do(func() { d.look(now, slept) })
	}
}

// watchSession shuts the desk when the person at the screen went away.
func (d *desk) watchSession() {
	err := host.WatchSession(d.ctx, func(host.Away) { fyne.Do(func() { d.lock(words.Say("lock.away")) }) })
	if err != nil { // idle times and sleep are noticed all the same
		d.log.Warn("session", "err", err)
	}
}

// asleep is how long the laptop stood still between two moments: the wall's clock
// went on, the program's did not.
func asleep(last, now time.Time) time.Duration {
	return now.Round(0).Sub(last.Round(0)) - now.Sub(last)
}

func (d *desk) look(now time.Time, slept time.Duration) {
	if d.seat != nil && now.Sub(d.seat.looked) > groundEvery {
		d.seat.looked = now
		d.tellGround(d.seat)
	}
	switch {
	case d.seat == nil:
	case slept > asleepFor, !d.hidden.IsZero() && now.Sub(d.hidden) > hiddenFor:
		d.lock(words.Say("lock.closed"))
	case d.hidden.IsZero() && kit.Idle() > idleFor:
		d.hide()
	}
}
