package main

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/profile"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// lock closes the database and wipes the keys, and shows the gate.
func (d *desk) lock(note string) {
	if d.seat == nil || d.ending() {
		return
	}
	d.shut(func(err error) {
		if err != nil { // a full disk: what was typed is more than the lock; tried again soon
			d.log.Error("keep before locking", "err", err)
			return
		}
		d.gate.Unlock(note)
	})
}

// leave locks the room that is open, so that another can be. It is called beside
// the window. With an error, what was typed could not be kept and nothing changed.
func (d *desk) leave() error {
	done := make(chan error, 1)
	fyne.Do(func() { d.shut(func(err error) { done <- err }) })
	return <-done
}

// shut ends the seat: what was typed is kept first, and what was not sent is laid
// beside as a file that needs no key. Where nobody sits it has nothing to do;
// where the seat is being ended already, then is called when it has been.
func (d *desk) shut(then func(error)) {
	under := d.ending()
	if d.seat == nil && !under {
		then(nil)
		return
	}
	d.ended = append(d.ended, then)
	if under {
		return
	}
	s := d.seat
	s.shell.Shut(func(err error) {
		if err != nil {
			d.gone(err)
			return
		}
		d.rise(func(ctx context.Context) error {
			s.end()
			layOut(ctx, s.room.Dir(), s.house.store, d.log)
			return s.room.Lock()
		})
	})
}

// ending tells whether the seat is being ended.
func (d *desk) ending() bool { return len(d.ended) > 0 }

// rise takes the seat from the screen and ends what runs for it.
func (d *desk) rise(end func(context.Context) error) {
	d.seat, d.hidden = nil, time.Time{}
	d.window.SetCloseIntercept(d.quit)
	work.Do(d.runner, d.ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, end(ctx) }, func(_ struct{}, err error) {
		if err != nil { // the seat is empty all the same
			d.log.Error("rise", "err", err)
		}
		d.gone(nil)
	})
}

// gone tells who waited that the seat was left, or with an error that what was
// typed could not be kept.
func (d *desk) gone(err error) {
	waiting := d.ended
	d.ended = nil
	for _, then := range waiting {
		then(err)
	}
}

// giveUp takes everything from the screen when the room was revoked, has handed in
// its work and is empty. Whoever has the laptop in hand may set it up anew.
func (d *desk) giveUp() { d.part(giveUp, words.Say("err.device_wiped")) }

// abandon ends a room that was added by mistake.
func (d *desk) abandon() {
	d.part(func(ctx context.Context, room *profile.Profile) error { return room.Abandon(ctx) }, words.Say("lock.closed"))
}

// part ends the seat in a room that nobody will open again, and shows who may come
// into another, or asks for the first person.
func (d *desk) part(end func(context.Context, *profile.Profile) error, note string) {
	if d.seat == nil || d.ending() {
		return // locked already: the next who comes in finds it out
	}
	s := d.seat
	d.ended = append(d.ended, func(error) {
		if d.rooms.Empty() {
			d.gate.Begin(note)
			return
		}
		d.gate.Unlock(note)
	})
	d.rise(func(ctx context.Context) error {
		s.end()
		return errors.Join(end(ctx, s.room), s.room.Lock())
	})
}
