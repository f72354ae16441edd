package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/host"
	"thamho.vn/internal/profile"
	"thamho.vn/internal/registry"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/ui"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/lock"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// When the desk shuts itself: hidden after idle, locked after hidden, and at once
// when the laptop was asleep.
const (
	idleFor   = 5 * time.Minute
	hiddenFor = 30 * time.Minute
	asleepFor = 30 * time.Second
	lookEvery = 5 * time.Second
)

// desk is the window with its lock: it shows the gate, or the screens of whoever
// came in. All of its methods but those of lock.Door run on the window's
// goroutine.
type desk struct {
	o      options
	app    fyne.App
	window fyne.Window
	runner work.Runner
	log    *slog.Logger
	trace  func(event, screen string)
	ctx    context.Context
	rooms  *profile.Rooms
	gate   *lock.Gate
	seat   *seat
	hidden time.Time // since when the screens are hidden; zero when they are not
	shuts  bool      // a hard lock is under way
}

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

func newDesk(ctx context.Context, o options, app fyne.App, runner work.Runner, rooms *profile.Rooms, log *slog.Logger, trace func(event, screen string)) *desk {
	d := &desk{o: o, app: app, window: ui.NewWindow(app, float32(o.scale)), runner: runner, log: log, trace: trace, ctx: ctx, rooms: rooms}
	d.gate = &lock.Gate{
		Window: d.window, Runner: d.runner, Ctx: ctx, Door: &door{rooms: rooms, o: o, log: log, desk: d}, Trace: trace, Opened: d.sitDown, Back: d.back,
	}
	d.window.SetCloseIntercept(d.quit)
	d.window.Show()
	trace("window", "")
	return d
}

// start shows the gate, or what is behind it when a file has the passphrase.
func (d *desk) start() {
	go d.watch()
	go d.watchSession()
	if d.o.passFile != "" {
		d.gate.Silent(func(ctx context.Context) error { return byFile(ctx, d.rooms, d.o.passFile) })
		return
	}
	if d.rooms.Empty() {
		d.gate.Begin("")
		return
	}
	d.gate.Unlock(words.Say("lock.closed"))
}

// sitDown shows the screens to one who came in; what was hidden comes back as it
// was.
func (d *desk) sitDown() {
	kit.Touch()
	if d.seat != nil && d.seat.house.store == d.rooms.Store() {
		d.back()
		return
	}
	if d.seat != nil { // the file has another key now
		d.seat.end()
	}
	st := d.rooms.Store()
	if st == nil {
		d.gate.Unlock(words.Say("lock.closed"))
		return
	}
	d.trace("store", "")
	d.hidden = time.Time{}
	ctx, cancel := context.WithCancel(d.ctx)
	s := &seat{room: d.rooms.Current(), house: wire(d.o, st, d.log), cancel: cancel, ended: make(chan struct{})}
	s.stop = s.house.engine.Subscribe(d.listener(ctx, s.room))
	d.seat = s
	go s.run(ctx, d.o.data)
	s.shell = ui.Show(ctx, ui.Options{
		App: d.app, Window: d.window, Runner: d.runner, Sync: s.house, Log: d.log, Ethnic: registry.EthnicNames(), Server: d.o.server, Code: d.code(),
		Open: s.house.open, Trace: d.trace, Theme: d.o.theme, Scale: float32(d.o.scale), SetScale: func(scale float32) error { return keepScale(d.o.data, scale) },
		Lock: d.hide, People: d.people, Abandon: d.abandonable(),
	})
	d.tellClock(s)
	d.tellSalvage(ctx, s)
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

// hide covers the screens; sync goes on.
func (d *desk) hide() {
	if d.seat == nil || !d.hidden.IsZero() || d.shuts {
		return
	}
	d.hidden = time.Now()
	d.seat.shell.Rest(func(err error) {
		if err != nil {
			d.log.Error("keep before hiding", "err", err) // the form stays in memory, hidden
		}
		d.gate.Hide(words.Say("lock.hidden", words.Args{"at": words.Clock(d.hidden, time.Now())}))
	})
}

// people shows who may come in.
func (d *desk) people() {
	if d.seat != nil {
		d.seat.shell.Rest(func(error) { d.gate.People() })
	}
}

func (d *desk) back() {
	if d.seat == nil {
		return
	}
	if d.rooms.Store() == nil { // a change of the key that did not end well
		d.seat.end()
		d.seat = nil
		d.window.SetCloseIntercept(d.quit)
		d.gate.Unlock(words.Say("lock.closed"))
		return
	}
	kit.Touch()
	d.hidden = time.Time{}
	d.seat.shell.Return()
	d.trace("returned", "")
}

// abandonable ends a room that was added; the laptop's first has nowhere to go back
// to.
func (d *desk) abandonable() func() {
	if d.rooms.First() {
		return nil
	}
	return d.abandon
}

// code is the enrolment code of the command line. It is for the laptop, not for
// the rooms that are added to it.
func (d *desk) code() string {
	if d.rooms.First() {
		return d.o.code
	}
	return ""
}

// lock closes the database and wipes the keys, and shows the gate.
func (d *desk) lock(note string) {
	if d.seat == nil || d.shuts {
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
// beside as a file that needs no key. Where nobody sits it has nothing to do.
func (d *desk) shut(then func(error)) {
	if d.seat == nil || d.shuts {
		then(nil)
		return
	}
	d.shuts = true
	s := d.seat
	s.shell.Shut(func(err error) {
		if err != nil {
			d.shuts = false
			then(err)
			return
		}
		d.seat, d.hidden = nil, time.Time{}
		d.window.SetCloseIntercept(d.quit)
		work.Do(d.runner, d.ctx, func(ctx context.Context) (struct{}, error) {
			s.end()
			layOut(ctx, s.room.Dir(), s.house.store, d.log)
			return struct{}{}, s.room.Lock()
		}, func(_ struct{}, err error) {
			d.shuts = false
			if err != nil {
				d.log.Error("lock", "err", err)
			}
			then(nil)
		})
	})
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
	if d.seat == nil || d.shuts {
		return // locked already: the next who comes in finds it out
	}
	d.shuts = true
	s := d.seat
	d.seat, d.hidden = nil, time.Time{}
	d.window.SetCloseIntercept(d.quit)
	work.Do(d.runner, d.ctx, func(ctx context.Context) (struct{}, error) {
		s.end()
		return struct{}{}, errors.Join(end(ctx, s.room), s.room.Lock())
	}, func(_ struct{}, err error) {
		d.shuts = false
		if err != nil {
			d.log.Error("part", "err", err)
		}
		if d.rooms.Empty() {
			d.gate.Begin(note)
			return
		}
		d.gate.Unlock(note)
	})
}

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

// quit closes the window while it is locked.
func (d *desk) quit() {
	d.window.SetCloseIntercept(nil)
	d.window.Close()
}

// close closes the window as its button does.
func (d *desk) close() {
	if d.seat != nil {
		d.seat.shell.Close()
		return
	}
	d.quit()
}

// end leaves everything closed when the window is gone.
func (d *desk) end() {
	if d.seat != nil {
		d.seat.end()
		layOut(d.ctx, d.seat.room.Dir(), d.seat.house.store, d.log)
	}
	if err := d.rooms.Lock(); err != nil {
		d.log.Error("close", "err", err)
	}
}
