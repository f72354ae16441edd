package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/google/uuid"

	"thamho.vn/assets/icons"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// longWait is how long changes may wait before the status bar warns.
const longWait = 24 * time.Hour

// readStatus shows what waits and when everything was exchanged last.
func (s *Shell) readStatus() {
	work.Ask(&s.pending, s.Runner(), s.ctx, s.work.SyncState, func(st registry.SyncState, err error) {
		if err != nil {
			s.Fail(err)
			return
		}
		s.showWaiting(st)
	})
}

func (s *Shell) showWaiting(st registry.SyncState) {
	now := s.work.Now()
	cell := kit.StatusCell{Text: words.Say("status.nothing")}
	if st.Pending > 0 {
		cell.Text = words.Say("status.waiting", words.Args{"n": viet.FormatInt(st.Pending)})
		if waited := now.Sub(st.Oldest); waited > longWait {
			cell.Level = kit.Warn
			cell.Text = words.Say("status.waitinglong", words.Args{"n": viet.FormatInt(st.Pending), "days": int(waited / (24 * time.Hour))})
		}
	}
	s.status.Set(1, cell)
	synced := words.Say("status.neversynced")
	if !st.LastSync.IsZero() {
		synced = words.Say("status.synced", words.Args{"at": words.Clock(st.LastSync, now)})
	}
	s.status.Set(2, kit.StatusCell{Text: synced, Icon: icons.Sync})
}

// news shows whether the server answers.
func (s *Shell) news(n screen.News) {
	cell := kit.StatusCell{Text: words.Say("status." + string(n.Link)), Icon: icons.Online}
	switch n.Link {
	case screen.LinkSilent, screen.LinkFailed:
		cell.Level, cell.Icon = kit.Warn, ""
	case screen.LinkUntrusted:
		cell.Level, cell.Icon = kit.Error, ""
	}
	s.status.Set(3, cell)
	if len(s.stack) > 0 && s.current().Name() == "sync" {
		s.current().Changed(registry.Signal{Kind: registry.SignalSync})
	}
}

// syncNow exchanges everything because somebody pressed a key.
func (s *Shell) syncNow() {
	if s.work == nil {
		return
	}
	s.keep()
	work.Do(s.Runner(), s.ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.Sync.Now(ctx) }, func(_ struct{}, err error) {
		s.readStatus()
		if err != nil {
			s.Fail(err)
			return
		}
		s.Say(kit.Good, words.Say("status.synced", words.Args{"at": words.Clock(s.work.Now(), s.work.Now())}))
		s.Trace("synced", s.current().Name())
	})
}

// readHamlets reads which hamlets the laptop works for.
func (s *Shell) readHamlets() {
	work.Do(s.Runner(), s.ctx, s.work.Hamlets, func(rows []registry.HamletRow, err error) {
		if err != nil {
			s.Fail(err)
			return
		}
		s.hamlets = rows
		if _, ok := s.row(s.hamlet); !ok {
			s.hamlet = uuid.Nil
		}
		s.showHamlet()
		s.list.Reload()
	})
}

func (s *Shell) row(id uuid.UUID) (registry.HamletRow, bool) {
	for _, h := range s.hamlets {
		if h.Unit == id {
			return h, true
		}
	}
	return registry.HamletRow{}, false
}

// nameOf names a hamlet: ấp 4.
func (s *Shell) nameOf(id uuid.UUID) string {
	h, _ := s.row(id)
	return h.Name
}

// place names what the list shows.
func (s *Shell) place() string {
	_, name, ok := s.oneHamlet()
	if ok {
		return name
	}
	return strings.ToLower(words.Say("hamlet.every"))
}

func (s *Shell) showHamlet() {
	label := words.Say("hamlet.all", words.Args{"n": len(s.hamlets)})
	if _, name, ok := s.oneHamlet(); ok {
		label = words.Say("hamlet.one", words.Args{"name": name})
	}
	s.where.SetLabel(label)
	if len(s.hamlets) > 0 {
		s.top.SetUnit(s.hamlets[0].Commune)
	}
	s.top.Relayout()
}

// pickHamlet lets one choose a hamlet by typing a part of its name.
func (s *Shell) pickHamlet() {
	if s.work == nil || len(s.hamlets) < 2 {
		return
	}
	items := []*fyne.MenuItem{fyne.NewMenuItem(words.Say("hamlet.every"), func() { s.choose(uuid.Nil) })}
	for _, h := range s.hamlets {
		items = append(items, fyne.NewMenuItem(h.Name, func() { s.choose(h.Unit) }))
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.where)
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), s.window.Canvas(), at.AddXY(0, s.where.Size().Height))
}

// choose works in one hamlet from now on. Another hamlet's sheet is not used.
func (s *Shell) choose(id uuid.UUID) {
	s.hamlet = id
	value := ""
	if id != uuid.Nil {
		value = id.String()
	}
	s.store(settingHamlet, value)
	s.showHamlet()
	s.only(s.list)
}
