package ui

import (
	"context"
	"time"

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
	if s.work == nil {
		return
	}
	work.Ask(&s.pending, s.Runner(), s.ctx, s.work.SyncState, func(st registry.SyncState, err error) {
		if err != nil {
			s.Fail(err)
			return
		}
		if s.work != nil {
			s.showWaiting(st)
		}
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
	if st.Returned > 0 {
		cell.Level = max(cell.Level, kit.Warn)
		cell.Text = words.Say("status.returned", words.Args{"n": st.Returned, "rest": cell.Text})
	}
	if st.MinApp != "" {
		cell = kit.StatusCell{Level: kit.Error, Text: words.Say("status.oldapp", words.Args{"min": st.MinApp})}
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
	if n.Link == screen.LinkRevoked {
		s.hide(n.Err)
	}
	cell := kit.StatusCell{Text: words.Say("status." + string(n.Link)), Icon: icons.Online}
	if n.Link == screen.LinkSyncing && n.Work.Share >= 0 && n.Work.Kind != "" {
		cell.Text = words.Say("status."+n.Work.Kind, words.Args{"share": n.Work.Share})
	}
	switch n.Link {
	case screen.LinkSilent, screen.LinkFailed:
		cell.Level, cell.Icon = kit.Warn, ""
	case screen.LinkUntrusted, screen.LinkRevoked:
		cell.Level, cell.Icon = kit.Error, ""
	}
	s.status.Set(3, cell)
	if len(s.stack) > 0 && s.current().Name() == "sync" {
		s.current().Changed(registry.Signal{Kind: registry.SignalSync})
	}
}

// hide takes everything off the screen: the laptop was revoked. What is being
// typed is dropped with it.
func (s *Shell) hide(err error) {
	if err == nil {
		err = &registry.Error{Code: registry.Denied, Key: "device_revoked"}
	}
	s.work, s.held = nil, map[string]screen.Screen{}
	s.stack = []screen.Screen{newFailure(kit.Explain(err, words.Find), s.open)}
	s.present()
}

// syncNow exchanges everything because somebody pressed a key.
func (s *Shell) syncNow() {
	if s.work == nil {
		return
	}
	if k, ok := s.current().(screen.Keeper); ok {
		k.Keep(func(error) {})
	}
	work.Do(s.Runner(), s.ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, s.Sync.Now(ctx) }, func(_ struct{}, err error) {
		s.readStatus()
		if err != nil {
			s.Fail(err)
			return
		}
		if s.work == nil {
			return
		}
		s.Say(kit.Good, words.Say("status.synced", words.Args{"at": words.Clock(s.work.Now(), s.work.Now())}))
		s.Trace("synced", s.current().Name())
	})
}
