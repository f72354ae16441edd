package main

import (
	"context"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/profile"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/lock"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
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
	hidden time.Time     // since when the screens are hidden; zero when they are not
	ended  []func(error) // who waits until the seat has been ended; none while it is not being
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

// hide covers the screens; sync goes on.
func (d *desk) hide() {
	if d.seat == nil || !d.hidden.IsZero() || d.ending() {
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
