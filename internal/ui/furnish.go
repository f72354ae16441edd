package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
)

// places are the ones of the column at the left that exist so far.
const (
	placeHouseholds = iota
	placeSync
	placeCleaning
	placeImport
	placePolice
)

// furnish makes what stays put around the screens.
func (s *Shell) furnish() {
	s.search = kit.NewSearchBox(words.Say("search.hint"))
	s.search.OnQuery = func(text string) { s.searching(func(l screen.Searcher) { l.Search(text) }) }
	s.search.OnMove = func(by int) { s.searching(func(l screen.Searcher) { l.Step(by) }) }
	s.search.OnOpen = func() { s.searching(screen.Searcher.OpenWhenFound) }
	s.search.OnEsc = s.Back
	s.where = kit.NewButton(words.Say("hamlet.pick"), "Ctrl+G", s.pickHamlet)
	s.top = kit.NewTopStrip("", s.search, s.where)
	s.nav = kit.NewNav(
		kit.Place{Word: words.Say("nav.households"), Short: words.Say("nav.households")},
		kit.Place{Word: words.Say("nav.sync"), Short: words.Say("nav.sync")},
		kit.Place{Word: words.Say("nav.cleaning"), Short: words.Say("nav.cleaningshort")},
		kit.Place{Word: words.Say("nav.import"), Short: words.Say("nav.importshort")},
		kit.Place{Word: words.Say("nav.police"), Short: words.Say("nav.police")},
	)
	s.nav.OnGo = s.goTo
	s.pane = kit.NewPanel()
	s.status = kit.NewStatusBar()
	s.frame = kit.NewFrame(s.top, s.nav, s.pane, s.status)
	s.window.SetContent(s.frame)
	s.window.SetMainMenu(s.menu())
	s.keys()
}

// keys are those that reach no menu: Esc and F1 that nothing used, and the
// other Enter of the keyboard.
func (s *Shell) keys() {
	c := s.window.Canvas()
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		switch ev.Name {
		case fyne.KeyEscape:
			s.Back()
		case fyne.KeyF1:
			s.help()
		}
	})
	enter := &desktop.CustomShortcut{KeyName: fyne.KeyEnter, Modifier: fyne.KeyModifierControl}
	c.AddShortcut(enter, func(fyne.Shortcut) { ask(s, screen.NextSaver.SaveNext) })
}
