package ui

import (
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// places are the ones of the column at the left that exist so far.
const (
	placeHouseholds = iota
	placeSync
)

// furnish makes what stays put around the screens.
func (s *Shell) furnish() {
	s.search = kit.NewSearchBox(words.Say("search.hint"))
	s.search.OnQuery = s.searchFor
	s.search.OnMove = s.searchStep
	s.search.OnOpen = s.searchOpen
	s.search.OnEsc = s.Back
	s.where = kit.NewButton(words.Say("hamlet.pick"), "Ctrl+G", s.pickHamlet)
	s.top = kit.NewTopStrip("", s.search, s.where)
	s.nav = kit.NewNav(
		kit.Place{Word: words.Say("nav.households"), Short: words.Say("nav.households")},
		kit.Place{Word: words.Say("nav.sync"), Short: words.Say("nav.sync")},
	)
	s.nav.OnGo = s.goTo
	s.pane = kit.NewPanel()
	s.status = kit.NewStatusBar()
	s.frame = kit.NewFrame(s.top, s.nav, s.pane, s.status)
	s.window.SetContent(s.frame)
	s.window.SetMainMenu(s.menu())
	s.frame.ShowPane(true)
}
