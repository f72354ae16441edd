package main

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/profile"
	"thamho.vn/internal/registry"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/ui"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// seat is what is on the screen for one who came in.
type seat struct {
	room   *profile.Profile
	house  *house
	shell  *ui.Shell
	cancel context.CancelFunc
	ended  chan struct{}
	stop   func()
	ground string    // what was said of the folder last
	looked time.Time // when it was looked at
}

// run syncs, and keeps the copy of the day, until the seat is left.
func (s *seat) run(ctx context.Context, dir string) {
	defer close(s.ended)
	defer reportCrash(dir, s.house.log)
	s.house.moved(ctx)
	s.house.restoreHub(ctx)
	defer s.house.leaveHub()
	if err := s.house.store.CopyDaily(ctx); err != nil && ctx.Err() == nil {
		fyne.Do(func() { s.shell.Fail(err) })
	}
	s.house.engine.Run(ctx)
}

// end stops what runs for a seat. It may take a moment.
func (s *seat) end() {
	s.stop()
	s.cancel()
	select {
	case <-s.ended:
	case <-time.After(patience):
	}
}

// listener notes each good exchange in the profile, and the end of a revoked laptop.
func (d *desk) listener(ctx context.Context, room *profile.Profile) func(fieldsync.Status) {
	var last time.Time
	return func(s fieldsync.Status) {
		switch {
		case registry.KeyOf(s.Err) == keyWiped:
			fyne.Do(d.giveUp)
		case s.Contact.After(last):
			last = s.Contact
			go func() {
				if err := room.Met(ctx); err != nil && ctx.Err() == nil {
					d.log.Error("contact", "err", err)
				}
			}()
		}
	}
}

// tellClock says that the laptop's clock went back: what is written meanwhile gets
// wrong days. Nobody is kept from writing.
func (d *desk) tellClock(s *seat) {
	if back := s.room.ClockBack(); back > 0 {
		s.shell.Say(kit.Warn, words.Say("clock.back", words.Args{"now": time.Now().Format("15:04 02/01/2006")}))
	}
}

// tellSalvage says, once, what came from where when a damaged file was made anew.
func (d *desk) tellSalvage(ctx context.Context, s *seat) {
	type report struct {
		rows, copied int
		day          string
	}
	work.Do(d.runner, ctx, func(ctx context.Context) (r report, err error) {
		r.rows, r.copied, r.day, err = s.house.store.TakeSalvaged(ctx)
		return r, err
	}, func(r report, err error) {
		switch {
		case err != nil:
			d.log.Error("salvage", "err", err)
		case r.rows == 0 && r.copied == 0:
			d.tellGround(s)
		case r.copied == 0:
			s.shell.Notice(words.Say("salvage.file", words.Args{"n": words.Count(r.rows)}))
		default:
			s.shell.Notice(words.Say("salvage.copy", words.Args{"n": words.Count(r.rows), "m": words.Count(r.copied), "day": dayOf(r.day)}))
		}
	})
}

// dayOf writes a day as people do.
func dayOf(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return at.Format("02/01")
}
